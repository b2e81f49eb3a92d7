"""When an event recurs: the editor's fields, read from a rule and written as one."""

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dj_google_calendar.exceptions import InvalidFieldError
from dj_google_calendar.operations.event_fields import Moment
from dj_google_calendar.recurrence.lines import UTC_FORM, written
from dj_google_calendar.web.event_forms import day_input
from dj_google_calendar.web.recurrence_words import last_day, recurrence_in_words
from dj_google_calendar.web.shown_form import ShownForm

NEVER, CUSTOM, NTH = "", "custom", "NTH"
REPEATS = (
    (NEVER, gettext_lazy("does not repeat")),
    ("DAILY", gettext_lazy("every day")),
    ("WEEKLY", gettext_lazy("every week")),
    ("MONTHLY", gettext_lazy("every month, on the same day")),
    (NTH, gettext_lazy("every month, on the same weekday")),
    ("YEARLY", gettext_lazy("every year")),
)
WEEKDAYS = (
    ("MO", gettext_lazy("Mon")),
    ("TU", gettext_lazy("Tue")),
    ("WE", gettext_lazy("Wed")),
    ("TH", gettext_lazy("Thu")),
    ("FR", gettext_lazy("Fri")),
    ("SA", gettext_lazy("Sat")),
    ("SU", gettext_lazy("Sun")),
)
ENDS = (
    ("never", gettext_lazy("never")),
    ("until", gettext_lazy("on a day")),
    ("count", gettext_lazy("after a number of times")),
)
EDITED = {"FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL", "WKST"}
MOST = 1000
LAST = 5


class RecurrenceForm(ShownForm):
    """How often, on which days, until when; a rule that it cannot show is kept as it is."""

    repeats = forms.ChoiceField(label=gettext_lazy("Repeats"), choices=REPEATS, required=False)
    interval = forms.IntegerField(
        label=gettext_lazy("Repeat every"),
        min_value=1,
        max_value=MOST,
        required=False,
        help_text=gettext_lazy("2 for every second day, week, month or year."),
    )
    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("On"),
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    ends = forms.ChoiceField(label=gettext_lazy("Series ends"), choices=ENDS, required=False)
    ends_until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=day_input(),
    )
    ends_after = forms.IntegerField(
        label=gettext_lazy("Times"), min_value=1, max_value=MOST, required=False
    )

    def __init__(
        self,
        *args: Any,
        lines: Sequence[str] | None = None,
        start: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """Show the lines of a stored event, if they are given, counted from its start."""
        self.kept = list(lines or ())
        initial = read(self.kept, start)
        super().__init__(*args, **{"label_suffix": "", "initial": initial, **kwargs})
        if lines is not None:
            self.carry_shown()
        self.offer("repeats", (CUSTOM, recurrence_in_words(self.kept, start=start)))

    def clean(self) -> dict[str, Any]:
        """Ask for the end that was chosen."""
        cleaned = super().clean() or {}
        if self.is_rule:
            for name in ("until", "after"):
                field = f"ends_{name}"
                is_chosen = cleaned.get("ends") == {"after": "count"}.get(name, name)
                if is_chosen and not cleaned.get(field) and field not in self.errors:
                    self.add_error(field, _("Say when the series ends."))
        return cleaned

    @property
    def is_given(self) -> bool:
        """Whether the editor was sent along, and has changed."""
        return "repeats" in self.data and self.has_changed()

    @property
    def is_rule(self) -> bool:
        """Whether the fields make up a rule."""
        return self.data.get("repeats", NEVER) not in (NEVER, CUSTOM)

    @property
    def often(self) -> str:
        """How often, as the person has chosen; else as it is now."""
        name = "repeats"
        return str((self.cleaned_data if name in self.changed_data else self.initial)[name])

    def days_to_first(self, start: dt.date) -> int:
        """Count the days from a start to the first weekday that was ticked.

        Google takes the start for an occurrence, whatever the rule says. None are counted where
        the weekdays were left as they are.
        """
        is_ticked = not {"repeats", "weekdays"}.isdisjoint(self.changed_data)
        ticked = self.cleaned_data["weekdays"] if is_ticked and self.often == "WEEKLY" else ()
        names = [name for name, _ in WEEKDAYS]
        days = min(((names.index(name) - start.weekday()) % 7 for name in ticked), default=0)
        return days if start.toordinal() + days <= dt.date.max.toordinal() else 0

    def refuse_empty(self, start: dt.date) -> bool:
        """Refuse a new series that ends before the first day of its rule."""
        last = self.cleaned_data.get("ends_until")
        if self.kept or not self.is_rule or self.cleaned_data["ends"] != "until" or not last:
            return False
        is_empty: bool = last.toordinal() < start.toordinal() + self.days_to_first(start)
        if is_empty:
            self.add_error("ends_until", _("The series would end before it begins."))
        return is_empty

    def lines(self, start: Moment, *, is_moved: bool = False) -> list[str] | None:
        """Give the recurrence for an event with that start; None where it does not recur.

        ``is_moved`` says that the person has chosen another day of the start.
        """
        if self.often == CUSTOM:
            return self.kept
        if self.often == NEVER:
            return None
        dates = [line for line in self.kept if not line.upper().startswith(("RRULE", "EXRULE"))]
        parts = self._parts(start, is_moved=is_moved)
        return [f"RRULE:{';'.join(f'{name}={value}' for name, value in parts.items())}", *dates]

    def _parts(self, start: Moment, *, is_moved: bool) -> dict[str, str]:
        """Give the parts of the rule that is kept, but for those of fields that have changed."""
        given, changed = self.cleaned_data, set(self.changed_data)
        is_shown = self.initial["repeats"] not in (NEVER, CUSTOM)
        parts = _read_rule(_rules(self.kept)[0]) if is_shown else {}
        is_other = self.often != self.initial["repeats"]
        if is_other:
            parts["FREQ"] = "MONTHLY" if self.often == NTH else self.often
            parts.pop("BYDAY", None)
        if "interval" in changed:
            _put(parts, "INTERVAL", str(given["interval"]) if (given["interval"] or 1) > 1 else "")
        if self.often == "WEEKLY" and (is_other or "weekdays" in changed):
            _put(parts, "BYDAY", ",".join(given["weekdays"]))
        if self.often == NTH and (is_other or is_moved):
            parts["BYDAY"] = _nth(start, parts.get("BYDAY", ""))
        if not changed.isdisjoint(("ends", "ends_until", "ends_after")):
            is_count, is_until = given["ends"] == "count", given["ends"] == "until"
            _put(parts, "COUNT", str(given["ends_after"]) if is_count else "")
            _put(parts, "UNTIL", self._until(start) if is_until else "")
        return parts

    def _until(self, start: Moment) -> str:
        """Write the last moment of the last day; in UTC where the start is a time (R-5)."""
        last: dt.date = self.cleaned_data["ends_until"]
        if not isinstance(start, dt.datetime):
            return last.isoformat().replace("-", "")
        end = dt.datetime.combine(last, dt.time(23, 59, 59), tzinfo=start.tzinfo)
        try:
            return written(end.astimezone(dt.UTC), UTC_FORM)
        except OverflowError as exc:
            said = str(self.fields["ends_until"].error_messages["invalid"])
            raise InvalidFieldError(said, field="ends_until") from exc


def read(lines: Sequence[str], start: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Give what the fields show of a recurrence; ``start`` is that of its event."""
    shown = {"repeats": NEVER, "interval": 1, "weekdays": [], "ends": "never"}
    rules = _rules(lines)
    if not lines:
        return shown
    parts = _read_rule(rules[0]) if len(rules) == 1 else {}
    repeats = _repeats(parts)
    if repeats == CUSTOM:
        return shown | {"repeats": CUSTOM}
    shown |= {"repeats": repeats, "interval": int(parts.get("INTERVAL", 1))}
    if repeats == "WEEKLY" and "BYDAY" in parts:
        shown["weekdays"] = parts["BYDAY"].split(",")
    return shown | _read_end(parts, start or {})


def _rules(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if line.upper().startswith(("RRULE", "EXRULE"))]


def _put(parts: dict[str, str], name: str, value: str) -> None:
    """Set a part where it stands, or take it away."""
    if value:
        parts[name] = value
    else:
        parts.pop(name, None)


def _read_rule(line: str) -> dict[str, str]:
    pairs = (each.partition("=") for each in line.partition(":")[2].upper().split(";"))
    return {name: value for name, _, value in pairs}


def _repeats(parts: Mapping[str, str]) -> str:
    """Say which of the choices a rule is."""
    freq, days = parts.get("FREQ", ""), parts.get("BYDAY", "")
    if set(parts) - EDITED or freq not in dict(REPEATS) or not freq:
        return CUSTOM
    names = {name for name, _ in WEEKDAYS}
    if freq == "WEEKLY":
        return freq if not days or names.issuperset(days.split(",")) else CUSTOM
    if freq == "MONTHLY" and days:
        is_nth = "," not in days and days[-2:] in names and days[:-2] in ("1", "2", "3", "4", "-1")
        return NTH if is_nth else CUSTOM
    return CUSTOM if days else freq


def _read_end(parts: Mapping[str, str], start: Mapping[str, Any]) -> dict[str, Any]:
    if "COUNT" in parts:
        return {"ends": "count", "ends_after": int(parts["COUNT"])}
    if "UNTIL" in parts:
        return {"ends": "until", "ends_until": last_day(parts["UNTIL"], start)}
    return {}


def _nth(start: Moment, kept: str = "") -> str:
    """Name the weekday of a start by its place in the month; as was kept, where that is true.

    The fourth one is often the last one too.
    """
    number, weekday = (start.day - 1) // 7 + 1, WEEKDAYS[start.weekday()][0]
    is_last = start.day + 7 > calendar.monthrange(start.year, start.month)[1]
    if kept == f"-1{weekday}" and is_last:
        return kept
    return f"{'-1' if number == LAST else number}{weekday}"
