"""One RRULE: read, and expanded in wall time without a zone (RFC 5545, section 3.3.10)."""

import calendar
import datetime as dt
import itertools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY")
SUB_DAILY = {"HOURLY": 3600, "MINUTELY": 60, "SECONDLY": 1}
"""Their length in seconds."""
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
BARREN_PERIODS = {"YEARLY": 60, "MONTHLY": 720, "WEEKLY": 3200, "DAILY": 15_000}
BARREN_PERIODS |= {"HOURLY": 15_000, "MINUTELY": 15_000, "SECONDLY": 100_000}
"""So many periods without any occurrence mean that there is none, as with 30 February; a
29 February on a given weekday comes within 40 years."""

NUMBER = re.compile(r"[+-]?[0-9]{1,9}")
MOMENT = re.compile(r"[0-9]{8}(T[0-9]{6}Z?)?")

Wall = dt.datetime
Time = tuple[int, int, int]


class RuleError(ValueError):
    """The text is not a rule."""


@dataclass(frozen=True)
class Rule:
    """The parts of a rule; sets are empty where the part is absent."""

    freq: str
    interval: int = 1
    count: int | None = None
    until: dt.datetime | dt.date | None = None
    wkst: int = 0
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    year_days: frozenset[int] = frozenset()
    weeks: frozenset[int] = frozenset()
    days: frozenset[tuple[int, int]] = frozenset()
    """Pairs of ordinal (0: every) and weekday (0: Monday)."""
    positions: frozenset[int] = frozenset()
    hours: frozenset[int] = frozenset()
    minutes: frozenset[int] = frozenset()
    seconds: frozenset[int] = frozenset()

    @property
    def is_sub_daily(self) -> bool:
        """Whether it recurs within a day."""
        return self.freq in SUB_DAILY

    @property
    def names_days(self) -> bool:
        """Whether the rule says by itself on which days of a period it falls."""
        return bool(self.month_days or self.year_days or self.weeks or self.days)


_NUMBER_PARTS = {
    "BYMONTH": ("months", 1, 12),
    "BYMONTHDAY": ("month_days", -31, 31),
    "BYYEARDAY": ("year_days", -366, 366),
    "BYWEEKNO": ("weeks", -53, 53),
    "BYSETPOS": ("positions", -366, 366),
    "BYHOUR": ("hours", 0, 23),
    "BYMINUTE": ("minutes", 0, 59),
    "BYSECOND": ("seconds", 0, 59),
}


def parse_rule(text: str) -> Rule:
    """Read the value of an RRULE line, tolerant of case and blanks (R-24); raise RuleError."""
    parts: dict[str, str] = {}
    for part in text.upper().replace(" ", "").strip(";").split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name in parts:
            raise RuleError(f"Invalid recurrence rule part {part!r}.")
        parts[name] = value
    if parts.get("FREQ") not in FREQUENCIES:
        raise RuleError(f"Unsupported frequency {parts.get('FREQ')!r}.")
    fields: dict[str, object] = {"freq": parts.pop("FREQ")}
    for name, value in parts.items():
        fields |= _field(name, value)
    if fields.get("count") is not None and fields.get("until") is not None:
        raise RuleError("COUNT and UNTIL exclude each other.")
    return Rule(**fields)  # type: ignore[arg-type]


def _field(name: str, value: str) -> Mapping[str, object]:
    if name in ("INTERVAL", "COUNT"):
        return {name.lower(): _number(value, 1, 10**6)}
    if name == "UNTIL":
        return {"until": parse_moment(value)}
    if name == "WKST":
        return {"wkst": _weekday(value)}
    if name == "BYDAY":
        return {"days": frozenset(_day(item) for item in value.split(","))}
    if name in _NUMBER_PARTS:
        field, low, high = _NUMBER_PARTS[name]
        return {field: frozenset(_number(item, low, high) for item in value.split(","))}
    if name.startswith("X-"):  # a program's own, which Google keeps and passes on
        return {}
    raise RuleError(f"Unknown recurrence rule part {name!r}.")


def parse_moment(text: str) -> dt.datetime | dt.date:
    """Read a basic-format date, wall time, or time in UTC; raise RuleError."""
    if not MOMENT.fullmatch(text):
        raise RuleError(f"Invalid date or time {text[:60]!r}.")
    try:
        if len(text) == len("YYYYMMDD"):
            return dt.datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a date has no zone
        moment = dt.datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - see below
    except ValueError as exc:
        raise RuleError(f"Invalid date or time {text!r}.") from exc
    return moment.replace(tzinfo=dt.UTC) if text.endswith("Z") else moment


def _number(text: str, low: int, high: int) -> int:
    if not NUMBER.fullmatch(text):
        raise RuleError(f"{text[:60]!r} is no number.")
    number = int(text)
    if not low <= number <= high or (number == 0 and low < 0):
        raise RuleError(f"{number} is out of range.")
    return number


def _weekday(text: str) -> int:
    if text not in WEEKDAYS:
        raise RuleError(f"{text!r} is no weekday.")
    return WEEKDAYS.index(text)


def _day(text: str) -> tuple[int, int]:
    ordinal = text[:-2]
    return (_number(ordinal, -53, 53) if ordinal else 0), _weekday(text[-2:])


def walls(rule: Rule, start: Wall, *, not_before: Wall | None = None) -> Iterator[Wall]:
    """Expand a rule in wall time from its start on, ascending.

    ``not_before`` lets an uncounted rule jump near a window; earlier times may still come.
    COUNT is applied here, UNTIL is not, since it is compared in UTC.
    """
    rule = _completed(rule, start)
    times = sorted(itertools.product(rule.hours, rule.minutes, rule.seconds))
    counted = barren = 0
    period = _first_period(rule, start, not_before)
    while barren <= BARREN_PERIODS[rule.freq]:
        barren += 1
        try:
            for wall in _in_period(rule, start, period, times):
                if wall >= start:
                    yield wall
                    barren, counted = 0, counted + 1
                    if counted == rule.count:
                        return
            period = _next_period(rule, start, period)
        except (OverflowError, ValueError):  # beyond the year 9999
            return


def _next_period(rule: Rule, start: Wall, period: int) -> int:
    """Give the next period that is worth a look: no hour, minute or second of a wrong day is."""
    if not rule.is_sub_daily:
        return period + 1
    wall = _begin(rule, start, period)
    if _matches(rule, wall.date()):
        return period + 1
    midnight = wall.replace(hour=0, minute=0, second=0) + dt.timedelta(days=1)
    return -((start - midnight) // _step(rule))


def _completed(rule: Rule, start: Wall) -> Rule:
    """Fill in from the start what the rule leaves open."""
    if rule.is_sub_daily:
        return rule
    filled: dict[str, object] = {
        "hours": rule.hours or frozenset({start.hour}),
        "minutes": rule.minutes or frozenset({start.minute}),
        "seconds": rule.seconds or frozenset({start.second}),
    }
    if rule.freq == "YEARLY" and not (rule.year_days or rule.weeks or rule.days):
        # unlike RFC 5545, Google seeks days of the month in the start's alone (gcal_sync #179)
        filled["months"] = rule.months or frozenset({start.month})
    if not rule.names_days:
        if rule.freq in ("YEARLY", "MONTHLY"):
            filled["month_days"] = frozenset({start.day})
        if rule.freq == "WEEKLY":
            filled["days"] = frozenset({(0, start.weekday())})
    return Rule(**(vars(rule) | filled))


def _first_period(rule: Rule, start: Wall, not_before: Wall | None) -> int:
    if rule.count is not None or not_before is None or not_before <= start:
        return 0
    if rule.freq == "YEARLY":
        passed = not_before.year - start.year
    elif rule.freq == "MONTHLY":
        passed = (not_before.year - start.year) * 12 + not_before.month - start.month
    elif rule.is_sub_daily:
        passed = int((not_before - start).total_seconds()) // SUB_DAILY[rule.freq]
    else:
        passed = (not_before.date() - start.date()).days // (7 if rule.freq == "WEEKLY" else 1)
    return max(0, passed // rule.interval - 1)


def _step(rule: Rule) -> dt.timedelta:
    return dt.timedelta(seconds=SUB_DAILY[rule.freq] * rule.interval)


def _begin(rule: Rule, start: Wall, period: int) -> Wall:
    return start + _step(rule) * period


def _within_a_day(rule: Rule, start: Wall, period: int) -> list[Wall]:
    """List the times of one hour, minute or second; larger parts only limit it."""
    wall = _begin(rule, start, period)
    minutes, seconds = {wall.minute}, {wall.second}
    if rule.freq == "HOURLY":
        minutes = set(rule.minutes) or minutes
    if rule.freq != "SECONDLY":
        seconds = set(rule.seconds) or seconds
    found = [
        wall.replace(minute=minute, second=second)
        for minute, second in itertools.product(sorted(minutes), sorted(seconds))
    ]
    return [each for each in found if _matches(rule, each.date()) and _matches_time(rule, each)]


def _matches_time(rule: Rule, wall: Wall) -> bool:
    wanted = ((rule.hours, wall.hour), (rule.minutes, wall.minute), (rule.seconds, wall.second))
    return all(not numbers or number in numbers for numbers, number in wanted)


def _chosen(positions: Collection[int], length: int) -> Sequence[int]:
    """Give the indexes in a set of this length that BYSETPOS names; all without it."""
    if not positions:
        return range(length)
    found = {p - 1 if p > 0 else length + p for p in positions}
    return sorted(index for index in found if 0 <= index < length)


def _in_period(rule: Rule, start: Wall, period: int, times: Sequence[Time]) -> Iterator[Wall]:
    if rule.is_sub_daily:
        found = _within_a_day(rule, start, period)
        yield from (found[index] for index in _chosen(rule.positions, len(found)))
        return
    days = [day for day in _days_of(rule, start, period * rule.interval) if _matches(rule, day)]
    if not rule.positions:
        days = [day for day in days if day >= start.date()]
    # of a year's seconds no more are looked at than are asked for
    for index in _chosen(rule.positions, len(days) * len(times)):
        day, time = days[index // len(times)], times[index % len(times)]
        yield Wall(day.year, day.month, day.day, *time)


def _days_of(rule: Rule, start: Wall, offset: int) -> list[dt.date]:
    """List the days of the period that lies so many years, months, weeks or days on."""
    if rule.freq == "DAILY":
        return [start.date() + dt.timedelta(offset)]
    if rule.freq == "WEEKLY":
        first = start.date() - dt.timedelta((start.weekday() - rule.wkst) % 7)
        return [first + dt.timedelta(offset * 7 + day) for day in range(7)]
    if rule.freq == "MONTHLY":
        months = start.year * 12 + start.month - 1 + offset
        return _days_of_month(months // 12, months % 12 + 1)
    year = start.year + offset
    months_of_year = sorted(rule.months) or range(1, 13)
    return [day for month in months_of_year for day in _days_of_month(year, month)]


def _days_of_month(year: int, month: int) -> list[dt.date]:
    last = calendar.monthrange(year, month)[1]
    return [dt.date(year, month, day) for day in range(1, last + 1)]


def _matches(rule: Rule, day: dt.date) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days and rule.month_days.isdisjoint(_counted(day.day, _month_length(day))):
        return False
    if rule.year_days and rule.year_days.isdisjoint(_counted(_year_day(day), _year_length(day))):
        return False
    if rule.weeks and rule.weeks.isdisjoint(_weeks(day, rule.wkst)):
        return False
    return not rule.days or _on_weekday(rule, day)


def _counted(position: int, length: int) -> set[int]:
    """Give a position counted from the front and from the back."""
    return {position, position - length - 1}


def _month_length(day: dt.date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _year_length(day: dt.date) -> int:
    return 366 if calendar.isleap(day.year) else 365


def _year_day(day: dt.date) -> int:
    return day.timetuple().tm_yday


def _weeks(day: dt.date, wkst: int) -> set[int]:
    """Give the number of the day's week in its week-year: week 1 has at least four days."""
    middle = day + dt.timedelta(3 - (day.weekday() - wkst) % 7)
    number = (_year_day(middle) - 1) // 7 + 1
    end = dt.date(middle.year, 12, 31)
    end_middle = end + dt.timedelta(3 - (end.weekday() - wkst) % 7)
    total_day = end_middle if end_middle.year == middle.year else end_middle - dt.timedelta(7)
    return _counted(number, (_year_day(total_day) - 1) // 7 + 1)


def _on_weekday(rule: Rule, day: dt.date) -> bool:
    weekday = day.weekday()
    if (0, weekday) in rule.days:
        return True
    if rule.freq == "MONTHLY" or (rule.freq == "YEARLY" and rule.months):
        position, length = day.day, _month_length(day)
    elif rule.freq == "YEARLY":
        position, length = _year_day(day), _year_length(day)
    else:
        # an ordinal has no meaning within a week or a day
        return any(weekday == wanted for _, wanted in rule.days)
    ordinals = {(position - 1) // 7 + 1, -((length - position) // 7 + 1)}
    return any((ordinal, weekday) in rule.days for ordinal in ordinals)
