"""Recurrence lines in plain words of the reader's language; what cannot be said so is custom.

Each phrase is translated as a whole, with places for what it is about. Weekdays, months and
dates are Django's.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import dates, formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dj_google_calendar.recurrence.lines import parse_moment
from dj_google_calendar.web.event_times import month_day, read_zone

CUSTOM = gettext_lazy("Custom recurrence")

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKDAYS = {"MO", "TU", "WE", "TH", "FR"}
ORDINALS = {
    "1": gettext_lazy("the first %(weekday)s"),
    "2": gettext_lazy("the second %(weekday)s"),
    "3": gettext_lazy("the third %(weekday)s"),
    "4": gettext_lazy("the fourth %(weekday)s"),
    "5": gettext_lazy("the fifth %(weekday)s"),
    "-1": gettext_lazy("the last %(weekday)s"),
}
ADVERBS = {
    "DAILY": gettext_lazy("Daily"),
    "WEEKLY": gettext_lazy("Weekly"),
    "MONTHLY": gettext_lazy("Monthly"),
    "YEARLY": gettext_lazy("Yearly"),
}
PHRASES = {
    "": ("%(often)s", gettext_lazy("%(often)s in %(months)s")),
    "on": (
        gettext_lazy("%(often)s on %(days)s"),
        gettext_lazy("%(often)s on %(days)s in %(months)s"),
    ),
    "each": (
        gettext_lazy("%(often)s, each %(days)s"),
        gettext_lazy("%(often)s, each %(days)s in %(months)s"),
    ),
    "day": (
        gettext_lazy("%(often)s on day %(days)s"),
        gettext_lazy("%(often)s on day %(days)s in %(months)s"),
    ),
    "last": (
        gettext_lazy("%(often)s on the last day"),
        gettext_lazy("%(often)s on the last day of %(months)s"),
    ),
    "day and last": (
        gettext_lazy("%(often)s on day %(days)s and the last day"),
        gettext_lazy("%(often)s on day %(days)s and the last day of %(months)s"),
    ),
}
"""How often, and on which days: in all months, and in some."""
SPOKEN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTHDAY", "BYMONTH"}
LAST = -1
SOME_LEAP_YEAR = 2000

Rule = Mapping[str, str]


class _UnusualError(ValueError):
    """The rule is not one of those that can be said plainly."""


def recurrence_in_words(lines: Sequence[str], *, start: Mapping[str, Any] | None = None) -> str:
    """Say when a series recurs, e.g. ``Every 2 weeks on Tuesday, 10 times``.

    ``start`` is the event's own, for rules that leave the day to it. Never raises: an
    unreadable or unusual rule is called a custom one.
    """
    try:
        return _in_words(lines, start or {})
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return str(CUSTOM)


def last_day(until: str, start: Mapping[str, Any]) -> dt.date:
    """Give the day of an UNTIL where its series takes place; in lines it is UTC's (R-4).

    Raises ValueError.
    """
    moment = parse_moment(until)
    if not isinstance(moment, dt.datetime):
        return moment
    if moment.tzinfo is None or not start.get("dateTime"):
        return moment.date()
    name = str(start.get("timeZone") or "")
    zone = read_zone(name) if name else dt.datetime.fromisoformat(start["dateTime"]).tzinfo
    try:
        return moment.astimezone(zone or dt.UTC).date()
    except OverflowError:  # the last day of the calendar, which stands for no end
        return moment.date()


def _in_words(lines: Sequence[str], start: Mapping[str, Any]) -> str:
    rules = [line.partition(":")[2] for line in lines if line.upper().startswith("RRULE")]
    extra, left_out = _count_dates(lines, "RDATE"), _count_dates(lines, "EXDATE")
    if len(rules) > 1 or any(line.upper().startswith("EXRULE") for line in lines):
        raise _UnusualError
    if not rules:
        return _of_dates(extra + 1) if extra else ""
    said = _rule_in_words(_parts(rules[0]), start)
    if extra:
        text = ngettext(
            "%(said)s, plus %(n)d extra date", "%(said)s, plus %(n)d extra dates", extra
        )
        said = text % {"said": said, "n": extra}
    if left_out:
        text = ngettext("%(said)s, except %(n)d date", "%(said)s, except %(n)d dates", left_out)
        said = text % {"said": said, "n": left_out}
    return said


def _count_dates(lines: Sequence[str], name: str) -> int:
    values = [line.partition(":")[2] for line in lines if line.upper().startswith(name)]
    return sum(len(value.split(",")) for value in values)


def _of_dates(count: int) -> str:
    return ngettext("On %(n)d given date", "On %(n)d given dates", count) % {"n": count}


def _parts(rule: str) -> dict[str, str]:
    pairs = (part.split("=", 1) for part in rule.upper().replace(" ", "").strip(";").split(";"))
    return dict(pairs)


def _rule_in_words(rule: Rule, start: Mapping[str, Any]) -> str:
    if set(rule) - SPOKEN:
        raise _UnusualError
    freq, interval = rule["FREQ"], int(rule.get("INTERVAL", "1"))
    days = rule["BYDAY"].split(",") if "BYDAY" in rule else []
    if freq == "WEEKLY" and interval == 1 and set(days) == WORKDAYS:
        return _until(rule, _("Every weekday"), start)
    often = str(ADVERBS[freq]) if interval == 1 else _every(interval, freq)
    if days:
        said = _on_weekdays(rule, often, days)
    elif "BYMONTHDAY" in rule:
        said = _on_days(rule, often)
    else:
        said = _as_it_starts(rule, often, start)
    return _until(rule, said, start)


def _every(n: int, freq: str) -> str:
    texts = {
        "DAILY": ngettext("Every %(n)d day", "Every %(n)d days", n),
        "WEEKLY": ngettext("Every %(n)d week", "Every %(n)d weeks", n),
        "MONTHLY": ngettext("Every %(n)d month", "Every %(n)d months", n),
        "YEARLY": ngettext("Every %(n)d year", "Every %(n)d years", n),
    }
    return texts[freq] % {"n": n}


def _on_weekdays(rule: Rule, often: str, days: Sequence[str]) -> str:
    names = [str(dates.WEEKDAYS[WEEKDAYS.index(day[-2:])]) for day in days]
    ordinals = [day[:-2].lstrip("+") for day in days]
    if any(ordinals):  # a plain weekday beside these is a KeyError, and custom
        pairs = zip(ordinals, names, strict=True)
        return _said(
            "on", rule, often, [ORDINALS[each] % {"weekday": name} for each, name in pairs]
        )
    return _said("on" if rule["FREQ"] in ("DAILY", "WEEKLY") else "each", rule, often, names)


def _on_days(rule: Rule, often: str) -> str:
    numbers = [int(text) for text in rule["BYMONTHDAY"].split(",")]
    days = [number for number in numbers if number != LAST]
    if any(day < 1 for day in days):
        raise _UnusualError
    if rule["FREQ"] == "YEARLY" and "BYMONTH" in rule and LAST not in numbers:
        return _on_dates(
            often, [(month, day) for month in _numbers_of_months(rule) for day in days]
        )
    kind = " and ".join(["day"] * bool(days) + ["last"] * (LAST in numbers))
    return _said(kind, rule, often, list(map(str, days)))


def _as_it_starts(rule: Rule, often: str, start: Mapping[str, Any]) -> str:
    text = start.get("date") or str(start.get("dateTime") or "")[:10]
    first = dt.date.fromisoformat(text) if text else None
    if first and rule["FREQ"] == "YEARLY":
        months = _numbers_of_months(rule) or [first.month]
        return _on_dates(often, [(month, first.day) for month in months])
    if first and rule["FREQ"] == "MONTHLY":
        return _said("day", rule, often, [str(first.day)])
    return _said("", rule, often, [])


def _on_dates(often: str, days: Sequence[tuple[int, int]]) -> str:
    said = [month_day(dt.date(SOME_LEAP_YEAR, month, day)) for month, day in days]
    return str(PHRASES["on"][0]) % {"often": often, "days": _listed(said)}


def _said(kind: str, rule: Rule, often: str, days: Sequence[str]) -> str:
    months = _listed([str(dates.MONTHS[number]) for number in _numbers_of_months(rule)])
    phrase = str(PHRASES[kind][bool(months)])
    return phrase % {"often": often, "days": _listed(days), "months": months}


def _numbers_of_months(rule: Rule) -> list[int]:
    return [int(number) for number in rule["BYMONTH"].split(",")] if "BYMONTH" in rule else []


def _until(rule: Rule, said: str, start: Mapping[str, Any]) -> str:
    if "COUNT" in rule:
        count = int(rule["COUNT"])
        if count == 1:
            return _("%(said)s, once") % {"said": said}
        text = ngettext("%(said)s, %(n)d time", "%(said)s, %(n)d times", count)
        return text % {"said": said, "n": count}
    if "UNTIL" in rule:
        day = formats.date_format(last_day(rule["UNTIL"], start), "DATE_FORMAT")
        return _("%(said)s, until %(day)s") % {"said": said, "day": day}
    return said


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("%(some)s and %(last)s") % {"some": ", ".join(words[:-1]), "last": words[-1]}
