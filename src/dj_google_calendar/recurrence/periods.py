"""The days on which a rule falls, period by period: whole numbers, so that one can jump to any.

Wall times are counted as in ``moments``; a day is its ordinal (1 is the first day of the year
1, a Monday). A period is the day, week, month or year that FREQ names; each has a number, and
the next one's is one more.
"""

import datetime as dt
import functools
from calendar import isleap
from collections.abc import Callable, Iterable, Mapping, Set

from dj_google_calendar.recurrence.anchor import DAY_SECONDS
from dj_google_calendar.recurrence.pattern import Pattern

LAST_DAY = dt.date.max.toordinal()
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_date, _ordinal = dt.date.fromordinal, dt.date.toordinal


def number_of(pattern: Pattern, day: int) -> int:
    """Give the number of the period in which a day lies."""
    if pattern.freq == "DAILY":
        return day
    if pattern.freq == "WEEKLY":
        return (day - 1 - pattern.week_begin) // 7
    date = _date(day)
    return date.year if pattern.freq == "YEARLY" else date.year * 12 + date.month - 1


def walls_of(pattern: Pattern, number: int) -> list[int]:
    """Give the wall times of a period that the rule meets, ascending, as numbers."""
    if pattern.is_every_day:
        return [number * DAY_SECONDS + second for second in pattern.seconds]
    days = _DAYS[pattern.freq](pattern, number)
    walls = [day * DAY_SECONDS + second for day in days for second in pattern.seconds]
    return _chosen(walls, pattern.positions) if pattern.positions else walls


def _chosen(walls: list[int], positions: Iterable[int]) -> list[int]:
    count = len(walls)
    places = {each - 1 if each > 0 else count + each for each in positions if each}
    return [walls[place] for place in sorted(places) if 0 <= place < count]


def _day(pattern: Pattern, number: int) -> list[int]:
    return [number] if _passes(pattern, number) else []


def _week(pattern: Pattern, number: int) -> list[int]:
    first = number * 7 + 1 + pattern.week_begin
    days = range(max(first, 1), min(first + 7, LAST_DAY + 1))
    if not (pattern.months or pattern.month_days or pattern.year_days or pattern.weeks):
        return [day for day in days if (day - 1) % 7 in pattern.weekdays]
    return [day for day in days if _passes(pattern, day)]


def _month(pattern: Pattern, number: int) -> list[int]:
    year, month = divmod(number, 12)
    if pattern.months and month + 1 not in pattern.months:
        return []
    days = _days_of_month(pattern, year, month + 1)
    return [day for day in days if day in _rare_days(pattern, year)] if pattern.is_rare else days


def _year(pattern: Pattern, year: int) -> list[int]:
    if pattern.months:
        days = [day for month in pattern.months for day in _days_of_month(pattern, year, month)]
    elif pattern.is_rare and not pattern.names_weekdays:
        days = sorted(_rare_days(pattern, year))
    else:
        days = _days_of_year(pattern, year)
    if pattern.is_rare:
        days = [day for day in days if day in _rare_days(pattern, year)]
    if pattern.month_days and not pattern.months:
        return [day for day in days if _is_month_day(pattern, day)]
    return days


_DAYS: Mapping[str, Callable[[Pattern, int], list[int]]] = {
    "DAILY": _day,
    "WEEKLY": _week,
    "MONTHLY": _month,
    "YEARLY": _year,
}


def _days_of_month(pattern: Pattern, year: int, month: int) -> list[int]:
    if not 1 <= month <= 12:
        return []
    eve, length = _ordinal(dt.date(year, month, 1)) - 1, _length(year, month)
    if not pattern.month_days:
        return _days_in(pattern, eve, length)
    named = {each if each > 0 else length + 1 + each for each in pattern.month_days}
    if pattern.names_weekdays:
        return [day for day in _days_in(pattern, eve, length) if day - eve in named]
    return [eve + day for day in sorted(named) if 1 <= day <= length]


def _days_of_year(pattern: Pattern, year: int) -> list[int]:
    eve, length = _ordinal(dt.date(year, 1, 1)) - 1, 366 if isleap(year) else 365
    return _days_in(pattern, eve, length)


def _days_in(pattern: Pattern, eve: int, length: int) -> list[int]:
    """Give the days of a month or year that weekdays name, or all of them."""
    if pattern.names_weekdays:
        return sorted(_by_weekday(pattern, eve, length))
    return list(range(eve + 1, eve + length + 1))


def _length(year: int, month: int) -> int:
    return 29 if month == 2 and isleap(year) else LENGTHS[month - 1]


def _by_weekday(pattern: Pattern, eve: int, length: int) -> set[int]:
    """Give the days of a month or year with one of the weekdays, or that are the n-th of one."""
    days: set[int] = set()
    for weekday in pattern.weekdays:
        days.update(range(eve + 1 + (weekday - eve) % 7, eve + length + 1, 7))
    for nth, weekday in pattern.nth_weekdays:
        if nth > 0:
            day = eve + 1 + (weekday - eve) % 7 + (nth - 1) * 7
        else:
            last = eve + length
            day = last - (last - 1 - weekday) % 7 + (nth + 1) * 7
        if eve < day <= eve + length and nth:
            days.add(day)
    return days


def _passes(pattern: Pattern, day: int) -> bool:
    if pattern.weekdays and (day - 1) % 7 not in pattern.weekdays:
        return False
    if pattern.months and _date(day).month not in pattern.months:
        return False
    if pattern.month_days and not _is_month_day(pattern, day):
        return False
    return not pattern.is_rare or day in _rare_days(pattern, _date(day).year)


def _is_month_day(pattern: Pattern, day: int) -> bool:
    date = _date(day)
    from_the_end = date.day - 1 - _length(date.year, date.month)
    return date.day in pattern.month_days or from_the_end in pattern.month_days


@functools.lru_cache(maxsize=1024)
def _rare_days(pattern: Pattern, year: int) -> Set[int]:
    """Give the days of a year that BYYEARDAY and BYWEEKNO both allow."""
    eve, length = _ordinal(dt.date(year, 1, 1)) - 1, 366 if isleap(year) else 365
    allowed = []
    if pattern.year_days:
        allowed.append({eve + (n if n > 0 else length + 1 + n) for n in pattern.year_days})
    if pattern.weeks:
        allowed.append(_days_of_weeks(pattern, year))
    days = set.intersection(*allowed)
    return {day for day in days if eve < day <= eve + length}


def _days_of_weeks(pattern: Pattern, year: int) -> set[int]:
    """Give the days of weeks by their numbers, also of those that begin or end a year away."""
    days: set[int] = set()
    for each in (year - 1, year, year + 1):
        begins, ends = (_first_week(of, pattern.week_begin) for of in (each, each + 1))
        for number in pattern.weeks:
            first = begins + (number - 1) * 7 if number > 0 else ends + number * 7
            if begins <= first < ends:
                days.update(range(first, first + 7))
    return days


def _first_week(year: int, week_begin: int) -> int:
    """Give the day on which the first week begins that has at least four days of a year."""
    before = year - 1  # in whole numbers, as the years 0 and 10000 are asked for, too
    fourth = before * 365 + before // 4 - before // 100 + before // 400 + 4
    return fourth - (fourth - 1 - week_begin) % 7
