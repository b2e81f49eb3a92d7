"""Random rules, each with a start that meets it, a zone, and a window across its changes."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from gcal_emulator.recurrence import occurrences
from gcal_emulator.recurrence.rule import parse_rule, walls

# whose clocks change by an hour, by half of one, by two, on either half of the globe, or never
ZONES = (
    "UTC",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Antarctica/Troll",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Chatham",
)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
HOUR = dt.timedelta(hours=1)
WINDOW = dt.timedelta(days=200)


@dataclass(frozen=True)
class Case:
    """One rule to expand; ``first`` is a wall time, the rule's own first one."""

    rule: str
    zone: str
    first: dt.datetime
    opens: dt.datetime
    closes: dt.datetime

    def starts(self) -> list[dt.datetime]:
        """Give, in UTC, what the emulator says of an event of one hour."""
        event = series(self.first, self.zone, f"RRULE:{self.rule}")
        window = {"time_min": self.opens, "time_max": self.closes}
        found = occurrences(event, time_zone=self.zone, **window)
        return [
            each.start.astimezone(dt.UTC)
            for each in found
            if each.start >= self.opens  # what ends in the window may begin before it
        ]


def series(start: dt.datetime, zone: str, *lines: str, length: dt.timedelta = HOUR) -> dict:
    def moment(wall):
        return {"dateTime": wall.isoformat(), "timeZone": zone}

    return {"start": moment(start), "end": moment(start + length), "recurrence": list(lines)}


def cases(
    seed: int,
    *,
    zones: Sequence[str] = ZONES,
    years: tuple[int, int] = (2019, 2026),
    days_ahead: int = 700,
) -> Iterator[Case]:
    """Draw cases without end; they begin in one of the years, and windows so far behind that."""
    chance = random.Random(seed)
    while True:
        rule, zone = random_rule(chance), chance.choice(zones)
        begun = random_start(chance, years)
        # the start of a series is an occurrence of its own, so it is put on one of the rule's
        first = next(walls(parse_rule(rule), begun), None)
        if first is not None and is_on_the_clock(first, zone):
            ahead = dt.timedelta(days=chance.randint(0, days_ahead))
            opens = (first + ahead).replace(tzinfo=dt.UTC)
            yield Case(rule, zone, first, opens, opens + WINDOW)


def is_on_the_clock(wall: dt.datetime, zone: str) -> bool:
    """Say whether a wall time comes in a zone, and is not skipped by a change of its clocks."""
    moment = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall


def random_start(chance: random.Random, years: tuple[int, int] = (2019, 2026)) -> dt.datetime:
    day = dt.datetime(chance.randint(*years), chance.randint(1, 12), 15, 9, 30)  # noqa: DTZ001 - a wall time
    return day + dt.timedelta(days=chance.randint(0, 30), hours=chance.randint(-9, 14))


def random_rule(chance: random.Random) -> str:
    freq = chance.choice(["YEARLY", "MONTHLY", "WEEKLY", "DAILY"])
    parts = [f"FREQ={freq}", f"INTERVAL={chance.randint(1, 4)}"]

    def maybe(share, text):
        if chance.random() < share:
            parts.append(text())

    maybe(0.3, lambda: f"COUNT={chance.randint(1, 40)}")
    maybe(0.3, lambda: f"WKST={chance.choice(DAYS)}")
    maybe(0.3, lambda: f"BYMONTH={pick(chance, range(1, 13), 3)}")
    ordinal = chance.choice(["1", "2", "3", "-1", "-2"]) if chance.random() < 0.5 else ""
    ordinal = ordinal if freq in ("MONTHLY", "YEARLY") else ""
    maybe(0.4, lambda: f"BYDAY={ordinal}{(',' + ordinal).join(chance.sample(DAYS, 2))}")
    if freq != "WEEKLY":
        maybe(0.3, lambda: f"BYMONTHDAY={pick(chance, [1, 2, 13, 28, 29, 30, 31, -1, -31], 2)}")
    if freq == "YEARLY":
        maybe(0.2, lambda: f"BYYEARDAY={pick(chance, [1, 60, 100, 366, -1, -366], 2)}")
        # a last week counted from the back (-53) is left out: dateutil numbers the days of a
        # year's last week by the year they stand in, RFC 5545 by the year the week belongs to
        maybe(0.2, lambda: f"BYWEEKNO={pick(chance, [2, 20, 51, -2, -20], 2)}")
    named = {part.partition("=")[0] for part in parts}
    if freq == "YEARLY" and not named & {"BYMONTH", "BYDAY", "BYYEARDAY", "BYWEEKNO"}:
        # without a month Google seeks days of the month in one month, and other programs in all
        maybe("BYMONTHDAY" in named, lambda: f"BYMONTH={pick(chance, range(1, 13), 3)}")
    maybe(0.15, lambda: f"BYHOUR={pick(chance, range(24), 2)}")
    maybe(0.15, lambda: f"BYSETPOS={chance.choice([1, 2, -1, -2])}")
    return ";".join(parts)


def pick(chance: random.Random, values, most: int) -> str:
    return ",".join(str(each) for each in chance.sample(values, chance.randint(1, most)))
