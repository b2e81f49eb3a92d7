"""The forms of a calendar: what all share who see it, what is one's own, and a new one."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dj_google_calendar.models import Calendar
from dj_google_calendar.operations.calendar_list import LONGEST_ID, NOTIFICATIONS
from dj_google_calendar.operations.calendars import LONGEST_TITLE, CalendarFields
from dj_google_calendar.web.shown_form import LineField, ShownForm, TextField, WordsField

MAILED = dict(
    zip(
        NOTIFICATIONS,
        (
            gettext_lazy("new events"),
            gettext_lazy("changed events"),
            gettext_lazy("cancelled events"),
            gettext_lazy("answers of guests"),
            gettext_lazy("the day's agenda"),
        ),
        strict=True,
    )
)
LONGEST_MINUTES = 5
WAYS = {"popups": "popup", "mails": "email"}
"""How one is reminded, by the field that says when."""


class CalendarForm(ShownForm):
    """What all share who see a calendar."""

    summary = LineField(label=gettext_lazy("Title"), max_length=LONGEST_TITLE)
    description = TextField(
        label=gettext_lazy("Description"),
        max_length=8192,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    location = LineField(label=gettext_lazy("Place"), max_length=1024, required=False)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        if self.initial.get("is_stored"):
            self.carry_shown()
        shown = self.initial.get("time_zone"), self.shown("time_zone")
        zones = {*available_timezones(), *filter(None, shown)}
        self.fields["time_zone"].choices = [(zone, zone) for zone in sorted(zones)]  # type: ignore[attr-defined] # it is a choice field

    def changed_fields(self) -> CalendarFields:
        """Give what was changed, as operations take it."""
        return {name: self.cleaned_data[name] or None for name in self.changed_data}  # type: ignore[return-value] # the fields are named as those


class OwnForm(ShownForm):
    """What is one's own of a calendar: nobody else sees anything of it."""

    own_title = LineField(
        label=gettext_lazy("Your own title"),
        max_length=LONGEST_TITLE,
        required=False,
        help_text=gettext_lazy("Shown to you alone, in place of the calendar's."),
    )
    color = forms.RegexField(
        r"^#[0-9a-fA-F]{6}\Z",
        label=gettext_lazy("Colour"),
        widget=forms.TextInput(attrs={"type": "color"}),
    )
    is_selected = forms.BooleanField(
        label=gettext_lazy("Its events are shown in Google Calendar"), required=False
    )
    is_hidden = forms.BooleanField(
        label=gettext_lazy("It is left out of the list in Google Calendar"), required=False
    )
    popups = WordsField(
        label=gettext_lazy("Pop-up reminders"),
        required=False,
        help_text=gettext_lazy("Minutes before an event, with spaces between them."),
        widget=forms.TextInput(),
    )
    mails = WordsField(
        label=gettext_lazy("Reminders by mail"),
        required=False,
        help_text=gettext_lazy("Minutes before an event, with spaces between them."),
        widget=forms.TextInput(),
    )
    notifications = forms.MultipleChoiceField(
        label=gettext_lazy("Google tells you by mail of"),
        choices=tuple(MAILED.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.carry_shown()

    def clean_popups(self) -> list[int]:
        """Give the minutes."""
        return self._minutes("popups")

    def clean_mails(self) -> list[int]:
        """Give the minutes."""
        return self._minutes("mails")

    def _minutes(self, name: str) -> list[int]:
        words = self.cleaned_data[name].split()
        if not all(word.isdecimal() and len(word) <= LONGEST_MINUTES for word in words):
            raise forms.ValidationError(_("Give whole numbers of minutes."))
        return [int(word) for word in words]

    @property
    def reminders(self) -> list[dict[str, Any]]:
        """Give the default reminders in Google's form."""
        return [
            {"method": way, "minutes": minutes}
            for name, way in WAYS.items()
            for minutes in self.cleaned_data[name]
        ]


class SubscribeForm(ShownForm):
    """Which calendar of somebody else's is to be listed."""

    google_id = LineField(
        label=gettext_lazy("Calendar's address"),
        max_length=LONGEST_ID,
        help_text=gettext_lazy("A person's mail address, or the calendar ID in its settings."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


def shared_of(calendar: Calendar) -> dict[str, Any]:
    """Give what the form of a calendar shows."""
    resource = calendar.resource
    return {
        "is_stored": True,
        "summary": calendar.summary,
        "description": resource.get("description", ""),
        "location": resource.get("location", ""),
        "time_zone": str(resource.get("timeZone") or calendar.time_zone or "UTC"),
    }


def own_of(calendar: Calendar) -> dict[str, Any]:
    """Give what the form of one's own part shows."""
    resource = calendar.resource
    reminders = _objects(resource.get("defaultReminders"))
    minutes = {
        name: "\n".join(str(each.get("minutes")) for each in reminders if each.get("method") == way)
        for name, way in WAYS.items()
    }
    settings = resource.get("notificationSettings")
    mailed = _objects(settings.get("notifications") if isinstance(settings, Mapping) else None)
    return minutes | {
        "own_title": resource.get("summaryOverride", ""),
        "color": calendar.color,
        "is_selected": bool(resource.get("selected")),
        "is_hidden": bool(resource.get("hidden")),
        "notifications": [each.get("type") for each in mailed],
    }


def _objects(value: Any) -> Sequence[Mapping[str, Any]]:
    """Give the objects of a list, whatever is stored in its place."""
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
