"""The lines of a recurrence, read and written again: rules, and added or left out dates."""

import contextlib
import datetime as dt
import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dj_google_calendar.recurrence.anchor import END_OF_DAY, Anchor, midnight, zone_named
from dj_google_calendar.recurrence.check import DATES, RecurrenceError, check_recurrence

UTC_FORM, WALL_FORM, DAY_FORM = "%Y%m%dT%H%M%SZ", "%Y%m%dT%H%M%S", "%Y%m%d"
MOMENT = re.compile(r"[0-9]{8}(T[0-9]{6}Z?)?")
ONCE = "RRULE:FREQ=DAILY;COUNT=1"
"""What keeps a series one when its start alone is left."""


@dataclass(frozen=True)
class Rule:
    """An RRULE or EXRULE line; unchanged it is written as it was read (R-24)."""

    line: str
    parts: Mapping[str, str] = field(compare=False)

    @functools.cached_property
    def kind(self) -> str:
        """Whether the rule adds or leaves out."""
        return _name(self.line)

    @property
    def count(self) -> int | None:
        """After how many times it ends."""
        return int(self.parts["COUNT"]) if "COUNT" in self.parts else None

    def with_parts(self, **changes: str | None) -> "Rule":
        """Give the rule with parts changed, or taken away by None."""
        parts = {name: value for name, value in {**self.parts, **changes}.items() if value}
        if parts == self.parts:
            return self
        head = self.line.partition(":")[0]
        return Rule(f"{head}:{';'.join(f'{k}={v}' for k, v in parts.items())}", parts)


@dataclass(frozen=True)
class Dates:
    """An RDATE or EXDATE line."""

    head: str
    texts: tuple[str, ...]

    @property
    def kind(self) -> str:
        """Whether the dates are added or left out."""
        return _name(self.head)

    @property
    def line(self) -> str:
        """The line as it is written."""
        return f"{self.head}:{','.join(self.texts)}"

    def moments(self, anchor: Anchor) -> list[dt.datetime]:
        """Give the moment of each text."""
        return [self.moment(text, anchor) for text in self.texts]

    def moment(self, text: str, anchor: Anchor) -> dt.datetime:
        """Give the moment of a text; a mere date is meant at the time of the series."""
        value = parse_moment(text.upper().partition("/")[0])
        if anchor.is_all_day:
            return midnight(value.date() if isinstance(value, dt.datetime) else value)
        if not isinstance(value, dt.datetime):
            return anchor.moment_of(dt.datetime.combine(value, anchor.wall.time()))
        if value.tzinfo is not None:
            return value
        named = re.search(r';TZID="?([^";:]+)', self.head, re.IGNORECASE)
        zone = zone_named(named[1]) if named else None
        return Anchor(anchor.begins, zone or anchor.zone).moment_of(value)

    def where(self, is_kept: Callable[[str], bool]) -> "Dates":
        """Give the line with some of its texts."""
        return replace(self, texts=tuple(text for text in self.texts if is_kept(text)))


@dataclass(frozen=True)
class Lines:
    """A recurrence, and the start from which it counts."""

    anchor: Anchor
    rules: Sequence[Rule] = field(default_factory=list)
    dates: Sequence[Dates] = field(default_factory=list)

    def of(self, kind: str) -> list[Rule]:
        """Give the rules that add, or those that leave out."""
        return [rule for rule in self.rules if rule.kind == kind]

    def written(self) -> list[str]:
        """Give the lines as Google takes them; never none, so that a series stays one."""
        lines = [rule.line for rule in self.rules]
        lines += [dates.line for dates in self.dates if dates.texts]
        is_adding = any(_name(line) in ("RRULE", "RDATE") for line in lines)
        return lines if is_adding else [ONCE, *lines]


def read_lines(lines: Sequence[str], anchor: Anchor) -> Lines:
    """Read lines; raise RecurrenceError for what Google would not take, or cannot be counted."""
    rules, dates = [], []
    for line in check_recurrence(lines):
        if _name(line) in ("RRULE", "EXRULE"):
            rules.append(_read_rule(line))
        else:
            head, _, value = line.partition(":")
            dates.append(Dates(head, tuple(text.strip() for text in value.split(","))))
    read = Lines(anchor, rules, dates)
    for line_of_dates in read.dates:
        line_of_dates.moments(anchor)
    for rule in read.rules:
        until_of(rule, anchor)
    return read


@functools.lru_cache(maxsize=4096)
def _read_rule(line: str) -> Rule:
    value = line.partition(":")[2].upper()
    pairs = (part.partition("=") for part in filter(None, value.split(";")))
    return Rule(line, {name: text for name, _, text in pairs})


def parse_moment(text: str) -> dt.datetime | dt.date:
    """Read a date, a wall time, or a time in UTC, in the short form; raise RecurrenceError."""
    if MOMENT.fullmatch(text):
        is_day = len(text) == len("20261231")
        with contextlib.suppress(ValueError):
            # many times as fast as strptime, and exact about what the pattern lets through
            return dt.date.fromisoformat(text) if is_day else dt.datetime.fromisoformat(text)
    raise RecurrenceError(f"That is no date or time: {text[:20]!r}.")


def until_of(rule: Rule, anchor: Anchor) -> dt.datetime | None:
    """Give the last moment at which a rule may recur; of a day, its end."""
    if "UNTIL" not in rule.parts:
        return None
    value = parse_moment(rule.parts["UNTIL"])
    if anchor.is_all_day:
        return midnight(value.date() if isinstance(value, dt.datetime) else value)
    if not isinstance(value, dt.datetime):
        return anchor.moment_of(dt.datetime.combine(value, END_OF_DAY))
    return value if value.tzinfo else anchor.moment_of(value)


def with_until(rule: Rule, moment: dt.datetime, anchor: Anchor) -> Rule:
    """Give a rule that ends at a moment: in UTC, for whole days as a date (R-4)."""
    form = DAY_FORM if anchor.is_all_day else UTC_FORM
    return rule.with_parts(COUNT=None, UNTIL=written(moment, form))


def fitted(lines: Lines) -> Lines:
    """Give the lines with each end in the form that Google takes (R-4)."""
    ends = ((rule, until_of(rule, lines.anchor)) for rule in lines.rules)
    rules = [with_until(rule, end, lines.anchor) if end else rule for rule, end in ends]
    return replace(lines, rules=rules)


def with_dates(lines: Lines, kind: str, moments: Iterable[dt.datetime]) -> Lines:
    """Add RDATE or EXDATE for moments, in lines as short as Google takes them."""
    added: dict[str, list[str]] = {}
    for moment in sorted(set(moments)):
        head, text = _dated(kind, moment, lines.anchor)
        added.setdefault(head, []).append(text)
    fresh = [
        Dates(head, tuple(texts[first : first + DATES]))
        for head, texts in added.items()
        for first in range(0, len(texts), DATES)
    ]
    return replace(lines, dates=[*lines.dates, *fresh])


def _dated(kind: str, moment: dt.datetime, anchor: Anchor) -> tuple[str, str]:
    """Give the head and the text of a date: by the zone's name, where that says which is meant."""
    if anchor.is_all_day:
        return f"{kind};VALUE=DATE", written(moment, DAY_FORM)
    wall, name = anchor.wall_of(moment), getattr(anchor.zone, "key", None)
    if name is None or anchor.moment_of(wall) != moment:
        return kind, written(moment, UTC_FORM)
    return f"{kind};TZID={name}", written(wall, WALL_FORM)


def written(moment: dt.datetime, form: str) -> str:
    """Write a moment in a short form; unlike ``strftime`` it fills up the year."""
    return moment.strftime(form.replace("%Y", f"{moment.year:04}"))


def _name(line: str) -> str:
    return line.partition(":")[0].partition(";")[0].strip().upper()
