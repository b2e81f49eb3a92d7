"""What ical.js says of rules, and what is known to be wrong in it."""

import datetime as dt
import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.emulator.recurrence.random_rules import Case
from tests.environments import node_environment

FOLDER = Path(__file__).parent / "ical_js"
STEPS_AT_MOST = 20_000


@dataclass(frozen=True)
class Rule:
    """The parts of a case's rule."""

    parts: dict[str, str]
    first: dt.datetime

    @classmethod
    def of(cls, case: Case) -> "Rule":
        return cls(dict(part.split("=") for part in case.rule.split(";")), case.first)

    def has(self, *names: str) -> bool:
        return any(name in self.parts for name in names)

    def numbers(self, name: str) -> list[int]:
        return [int(each) for each in self.parts[name].split(",")] if name in self.parts else []

    @property
    def freq(self) -> str:
        return self.parts["FREQ"]

    @property
    def is_of_each(self) -> bool:
        return self.parts["INTERVAL"] == "1"

    @property
    def days(self) -> list[int]:
        """Give the days of the month that a yearly rule names, or takes from its start."""
        return self.numbers("BYMONTHDAY") or (
            [] if self.has("BYDAY", "BYYEARDAY") else [self.first.day]
        )


# What ical.js 2.2.1 does not do, by the rules that meet it. dateutil agrees with us on all of
# them (test_expansion.py); each was read in its lib/ical/recur_iterator.js.
FAULTS: dict[str, Callable[[Rule], bool]] = {
    # expand_year_days: weeks are marked as not implemented, and with BYDAY the test is reversed
    "weeks of the year are not implemented": lambda rule: rule.has("BYWEEKNO"),
    # init: refused, though RFC 5545 lets the parts limit each other
    "BYYEARDAY is refused beside months or their days": lambda rule: (
        rule.has("BYYEARDAY") and rule.has("BYMONTH", "BYMONTHDAY")
    ),
    # check_set_position is called for these alone, and not from the back for a month's first day
    "BYSETPOS is read from the front in monthly rules of weekdays": lambda rule: (
        rule.has("BYSETPOS")
        and (
            rule.freq != "MONTHLY"
            or not rule.has("BYDAY")
            or rule.has("BYMONTHDAY")
            or min(rule.numbers("BYSETPOS")) < 0
        )
    ),
    # next_generic goes through the list from its head, wherever the series starts
    "several hours are taken in the order in which they are written": lambda rule: (
        len(rule.numbers("BYHOUR")) > 1
    ),
    # increment_month does the same with months, and then forgets the interval
    "months of a monthly rule are taken as written, at any interval": lambda rule: (
        rule.freq == "MONTHLY"
        and (len(rule.numbers("BYMONTH")) > 1 or (rule.has("BYMONTH") and not rule.is_of_each))
    ),
    # expand_year_days: 31 February is 3 March; what -1 means in one month is kept for others
    "a day that a month has not runs over into the next": lambda rule: (
        rule.freq == "YEARLY" and any(not 0 < day <= SHORTEST for day in rule.days)
    ),
    # _byDayAndMonthDay: after 48 steps it takes the rule for malformed
    "weekdays on days of the month are given up early": lambda rule: (
        rule.freq == "MONTHLY" and rule.has("BYDAY") and rule.has("BYMONTHDAY")
    ),
}
SHORTEST = 28
"""So many days has each month."""


def hangs(rule: Rule) -> bool:
    """Say whether ical.js never ends: it compares days counted from the back as they are."""
    return rule.freq == "DAILY" and min(rule.numbers("BYMONTHDAY"), default=1) < 0


def fault_of(case: Case) -> str:
    return next((name for name, has_it in FAULTS.items() if has_it(Rule.of(case))), "")


def judged(asked: Sequence[Case]) -> list[list[float] | str]:
    """Give what ical.js finds for each case in seconds since 1970, or why it refuses it."""
    questions = [
        {
            "rule": case.rule,
            "start": case.first.isoformat(),
            "zone": case.zone,
            "opens": case.opens.timestamp() * 1000,
            "closes": case.closes.timestamp() * 1000,
            "most": STEPS_AT_MOST,
        }
        for case in asked
    ]
    assert shutil.which("node"), "This test needs Node.js 20 or newer."
    command = ["node", str(FOLDER / "expand.mjs"), str(node_environment(FOLDER))]
    done = subprocess.run(
        command,
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [
        each.get("error") or [moment / 1000 for moment in each["found"]]
        for each in json.loads(done.stdout)
    ]
