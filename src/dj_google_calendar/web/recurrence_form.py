"""When an event recurs: the editor's fields, read from a rule and written as one."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dj_google_calendar.operations.event_fields import Moment
from dj_google_calendar.recurrence.lines import UTC_FORM
from dj_google_calendar.web.recurrence_words import recurrence_in_words

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
    ("count", gettext_lazy("after some times")),
)
EDITED = {"FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL", "WKST"}
MOST = 1000
LAST = 5


class RecurrenceForm(forms.Form):
    """How often, on which days, until when; a rule that it cannot show is kept as it is."""

    repeats = forms.ChoiceField(label=gettext_lazy("Repeats"), choices=REPEATS, required=False)
    interval = forms.IntegerField(
        label=gettext_lazy("Only each"),
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
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    ends_after = forms.IntegerField(
        label=gettext_lazy("Times"), min_value=1, max_value=MOST, required=False
    )

    def __init__(self, *args: Any, lines: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "initial": read(lines), **kwargs})
        self.kept = list(lines)
        if self.initial["repeats"] == CUSTOM:
            custom = (CUSTOM, recurrence_in_words(lines))
            self.fields["repeats"].choices = [custom, *REPEATS]  # type: ignore[attr-defined] # it is a choice field

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

    def lines(self, start: Moment) -> list[str] | None:
        """Give the recurrence for an event with that start; None where it does not recur."""
        given = self.cleaned_data
        if given["repeats"] == CUSTOM:
            return self.kept
        if given["repeats"] == NEVER:
            return None
        dates = [line for line in self.kept if not line.upper().startswith(("RRULE", "EXRULE"))]
        return [f"RRULE:{';'.join(self._parts(start))}", *dates]

    def _parts(self, start: Moment) -> list[str]:
        given = self.cleaned_data
        repeats = given["repeats"]
        parts = [f"FREQ={'MONTHLY' if repeats == NTH else repeats}"]
        if (given.get("interval") or 1) > 1:
            parts.append(f"INTERVAL={given['interval']}")
        if repeats == "WEEKLY" and given["weekdays"]:
            parts.append(f"BYDAY={','.join(given['weekdays'])}")
        if repeats == NTH:
            parts.append(f"BYDAY={_nth(start)}")
        if given["ends"] == "count":
            parts.append(f"COUNT={given['ends_after']}")
        if given["ends"] == "until":
            parts.append(f"UNTIL={_until(given['ends_until'], start)}")
        return parts


def read(lines: Sequence[str]) -> dict[str, Any]:
    """Give what the fields show of a recurrence."""
    shown = {"repeats": NEVER, "interval": 1, "weekdays": [], "ends": "never"}
    rules = [line for line in lines if line.upper().startswith(("RRULE", "EXRULE"))]
    if not lines:
        return shown
    parts = _read_rule(rules[0]) if len(rules) == 1 else {}
    repeats = _repeats(parts)
    if repeats == CUSTOM:
        return shown | {"repeats": CUSTOM}
    shown |= {"repeats": repeats, "interval": int(parts.get("INTERVAL", 1))}
    if repeats == "WEEKLY" and "BYDAY" in parts:
        shown["weekdays"] = parts["BYDAY"].split(",")
    return shown | _read_end(parts)


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


def _read_end(parts: Mapping[str, str]) -> dict[str, Any]:
    if "COUNT" in parts:
        return {"ends": "count", "ends_after": int(parts["COUNT"])}
    if "UNTIL" in parts:
        return {"ends": "until", "ends_until": dt.date.fromisoformat(parts["UNTIL"][:8])}
    return {}


def _nth(start: Moment) -> str:
    """Name the weekday of a start by its place in the month."""
    number = (start.day - 1) // 7 + 1
    return f"{'-1' if number == LAST else number}{WEEKDAYS[start.weekday()][0]}"


def _until(last: dt.date, start: Moment) -> str:
    """Write the last moment of a day; in UTC where the start is a time (R-5)."""
    if not isinstance(start, dt.datetime):
        return f"{last:%Y%m%d}"
    end = dt.datetime.combine(last, dt.time(23, 59, 59), tzinfo=start.tzinfo)
    return end.astimezone(dt.UTC).strftime(UTC_FORM)
