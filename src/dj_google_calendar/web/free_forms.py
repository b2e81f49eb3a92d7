"""What a person says about a meeting for which a time is to be found."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dj_google_calendar import clock
from dj_google_calendar.models import Calendar
from dj_google_calendar.operations.availability import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    LONGEST_QUESTION,
)
from dj_google_calendar.web.event_forms import day_input
from dj_google_calendar.web.event_times import read_zone
from dj_google_calendar.web.find import may_write
from dj_google_calendar.web.recurrence_form import WEEKDAYS

MOST_DAYS = LONGEST_QUESTION.days
"""Google answers for so many at once."""
DAY = dt.timedelta(days=1)
FRESH = dt.timedelta(minutes=10)
LONGEST_MINUTES = 24 * 60
STEPS = (
    ("5", gettext_lazy("every 5 minutes")),
    ("15", gettext_lazy("every quarter of an hour")),
    ("30", gettext_lazy("every half hour")),
    ("60", gettext_lazy("every hour")),
)
NO_CHOICE = {"invalid_choice": gettext_lazy("Choose what is offered.")}
"""Without the value, which can be of any length."""
FIELDS = {
    "of": "calendars",
    "start": "starts_on",
    "end": "ends_on",
    "duration": "minutes",
    "step": "step",
    "hours": "starts_at",
    "timeZone": "zone",
}
"""The fields of the form by the names that the operation gives."""


def _time(**options: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(widget=widget, required=False, **options)


class FreeForm(forms.Form):
    """Of whom, when and how long; what it says is a question to the operation."""

    calendars = forms.MultipleChoiceField(
        label=gettext_lazy("Calendars to look at"),
        choices=(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose at least one calendar."),
            "invalid_choice": gettext_lazy("Choose among your calendars."),
        },
    )
    starts_on = forms.DateField(label=gettext_lazy("From day"), widget=day_input())
    ends_on = forms.DateField(label=gettext_lazy("To day"), widget=day_input())
    minutes = forms.IntegerField(
        label=gettext_lazy("Length in minutes"), min_value=1, max_value=LONGEST_MINUTES
    )
    step = forms.ChoiceField(
        label=gettext_lazy("It may begin"), choices=STEPS, error_messages=NO_CHOICE
    )
    starts_at = _time(label=gettext_lazy("Not before"))
    ends_at = _time(label=gettext_lazy("Not after"))
    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("On"),
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages=NO_CHOICE | {"required": gettext_lazy("Choose at least one weekday.")},
    )
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=(), error_messages=NO_CHOICE)
    into = forms.ChoiceField(
        label=gettext_lazy("New event in"), choices=(), required=False, error_messages=NO_CHOICE
    )
    anew = forms.BooleanField(label=gettext_lazy("Ask Google anew"), required=False)

    def __init__(self, *args: Any, calendars: Sequence[Calendar], **kwargs: Any) -> None:
        """Offer these calendars, which are of one person."""
        zone = next((each.time_zone for each in calendars if each.time_zone), "UTC")
        given = kwargs.pop("initial", None) or _initial(calendars, zone)
        super().__init__(*args, **{"label_suffix": "", "initial": given, **kwargs})
        self._calendars = {str(each.pk): each for each in calendars}
        self._set("calendars", _named(calendars))
        self.writable = [each for each in calendars if may_write(each)]
        self._set("into", _named(self.writable))
        if not self.writable:
            del self.fields["into"]
        self._set("zone", [(each, each) for each in sorted({*available_timezones(), zone})])
        self.fields["anew"].help_text = _(
            "Otherwise this site answers for calendars that it has read within %(n)d minutes."
        ) % {"n": FRESH // dt.timedelta(minutes=1)}

    def _set(self, name: str, choices: Iterable[Any]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined] # it is a choice field

    def clean_starts_on(self) -> dt.date:
        """Take a day within the calendar."""
        return _in_calendar(self.cleaned_data["starts_on"])

    def clean_ends_on(self) -> dt.date:
        """Take a day within the calendar."""
        return _in_calendar(self.cleaned_data["ends_on"])

    def clean(self) -> dict[str, Any]:
        """Ask for days, and hours of a day, that are in order."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last:
            self._check_days(first, last)
        opens, closes = self._hours(cleaned)
        if opens >= closes and not self.errors.keys() & {"starts_at", "ends_at"}:
            self.add_error("ends_at", _("The end has to come after the start."))
        return cleaned

    def _check_days(self, first: dt.date, last: dt.date) -> None:
        if last < first:
            self.add_error("ends_on", _("The last day lies before the first one."))
        elif last - first >= MOST_DAYS * DAY:
            self.add_error("ends_on", _("Ask for %(n)d days at most.") % {"n": MOST_DAYS})
        elif "zone" not in self.errors and self._end(last) <= clock.now():
            self.add_error("ends_on", _("These days have passed."))

    def _end(self, last: dt.date) -> dt.datetime:
        zone = read_zone(self.cleaned_data.get("zone", ""))
        return dt.datetime.combine(last + DAY, dt.time(), tzinfo=zone)

    @staticmethod
    def _hours(cleaned: dict[str, Any]) -> tuple[dt.time, dt.time]:
        """Give the hours of a day, which midnight ends as well as begins."""
        opens, closes = cleaned.get("starts_at"), cleaned.get("ends_at")
        return opens or dt.time.min, closes if closes and closes != dt.time.min else dt.time.max

    @property
    def of(self) -> list[Calendar]:
        """The calendars that were chosen."""
        return [self._calendars[pk] for pk in self.cleaned_data["calendars"]]

    @property
    def chosen(self) -> Calendar | None:
        """The calendar for a new event, by default the first one; None where there is none."""
        asked = self._calendars.get(self.cleaned_data.get("into", ""))
        return asked or next(iter(self.writable), None)

    def window(self) -> dict[str, Any]:
        """Give whom and when to ask; what has passed of the first day is left out."""
        given = self.cleaned_data
        begin = dt.datetime.combine(given["starts_on"], dt.time(), tzinfo=read_zone(given["zone"]))
        return {
            "of": self.of,
            "start": max(begin, clock.now()),
            "end": self._end(given["ends_on"]),
            "fresh_within": None if given["anew"] else FRESH,
        }

    def wishes(self) -> dict[str, Any]:
        """Give what a time has to be like."""
        given = self.cleaned_data
        numbers = {name: number for number, (name, _word) in enumerate(WEEKDAYS)}
        return {
            "duration": dt.timedelta(minutes=given["minutes"]),
            "step": dt.timedelta(minutes=int(given["step"])),
            "hours": self._hours(given),
            "weekdays": [numbers[name] for name in given["weekdays"]],
            "time_zone": given["zone"],
        }


def _initial(calendars: Sequence[Calendar], zone: str) -> dict[str, Any]:
    today = clock.now().astimezone(read_zone(zone)).date()
    return {
        "calendars": [str(each.pk) for each in calendars if each.access_role == "owner"],
        "starts_on": today,
        "ends_on": today + 6 * DAY,
        "minutes": 30,
        "step": "30",
        "starts_at": dt.time(9),
        "ends_at": dt.time(17),
        "weekdays": [name for name, _word in WEEKDAYS[:5]],
        "zone": zone,
        "into": next((str(each.pk) for each in calendars if may_write(each)), ""),
    }


def _named(calendars: Sequence[Calendar]) -> list[tuple[str, str]]:
    """Give choices; where there are several accounts, their addresses go along."""
    if len({each.account_id for each in calendars}) < 2:
        return [(str(each.pk), each.title) for each in calendars]
    return [(str(each.pk), f"{each.title} · {each.account.email}") for each in calendars]


def _in_calendar(day: dt.date) -> dt.date:
    if not EARLIEST_YEAR < day.year < LATEST_YEAR:
        said = _("Choose a day of the years %(first)d to %(last)d.")
        years = {"first": EARLIEST_YEAR + 1, "last": LATEST_YEAR - 1}
        raise forms.ValidationError(said % years)
    return day
