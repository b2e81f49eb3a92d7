"""The form of an event: what a person fills in, brought to what operations take."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dj_google_calendar import clock
from dj_google_calendar.exceptions import InvalidFieldError
from dj_google_calendar.models import Calendar, Event
from dj_google_calendar.operations.event_fields import (
    MOST_GUESTS,
    EventFields,
    Moment,
    is_address,
)
from dj_google_calendar.recurrence.anchor import zone_named
from dj_google_calendar.web.event_times import Span, read_moment, read_zone
from dj_google_calendar.web.shown_form import LineField, ShownForm, TextField, WordsField

COLORS = (
    ("", gettext_lazy("the calendar's")),
    ("1", gettext_lazy("lavender")),
    ("2", gettext_lazy("sage")),
    ("3", gettext_lazy("grape")),
    ("4", gettext_lazy("flamingo")),
    ("5", gettext_lazy("banana")),
    ("6", gettext_lazy("tangerine")),
    ("7", gettext_lazy("peacock")),
    ("8", gettext_lazy("graphite")),
    ("9", gettext_lazy("blueberry")),
    ("10", gettext_lazy("basil")),
    ("11", gettext_lazy("tomato")),
)
VISIBILITIES = (
    ("default", gettext_lazy("as the calendar is")),
    ("public", gettext_lazy("public")),
    ("private", gettext_lazy("private")),
)
CONFIDENTIAL = ("confidential", gettext_lazy("confidential"))
"""As good as private: Google keeps it, and offers it no more."""
TRANSPARENCIES = (("opaque", gettext_lazy("busy")), ("transparent", gettext_lazy("free")))
MAILS = (
    ("none", gettext_lazy("nobody")),
    ("all", gettext_lazy("all guests")),
    ("externalOnly", gettext_lazy("guests without Google Calendar")),
)
DEFAULT, NONE = "default", "none"
KEPT = ("kept", gettext_lazy("as they are"))
REMINDERS = (
    (DEFAULT, gettext_lazy("as the calendar has it")),
    (NONE, gettext_lazy("none")),
    ("0", gettext_lazy("when it starts")),
    ("5", gettext_lazy("5 minutes before")),
    ("10", gettext_lazy("10 minutes before")),
    ("30", gettext_lazy("30 minutes before")),
    ("60", gettext_lazy("1 hour before")),
    ("1440", gettext_lazy("1 day before")),
)
WRONG_SHOWN, WRONG_LENGTH = 10, 60
ONE_HOUR = dt.timedelta(hours=1)


def day_input() -> forms.DateInput:
    """Give the widget of a day; browsers read no form but this one, whatever the language."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _date(**options: Any) -> forms.DateField:
    return forms.DateField(widget=day_input(), **options)


def _time(**options: Any) -> forms.TimeField:
    return forms.TimeField(
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), required=False, **options
    )


class EventForm(ShownForm):
    """All of an event that a page offers; an end without a date is on the day of the start."""

    together = ("is_all_day", "starts_on", "starts_at", "ends_on", "ends_at", "time_zone")
    merged = ("attendees",)

    summary = LineField(label=gettext_lazy("Title"), max_length=1024, required=False)
    is_all_day = forms.BooleanField(label=gettext_lazy("All day"), required=False)
    starts_on = _date(label=gettext_lazy("Starts"))
    starts_at = _time(label=gettext_lazy("at"))
    ends_on = _date(label=gettext_lazy("Ends"), required=False)
    ends_at = _time(label=gettext_lazy("at"))
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=())
    location = TextField(
        label=gettext_lazy("Place"),
        max_length=1024,
        required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
    )
    description = TextField(
        label=gettext_lazy("Description"),
        max_length=8192,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    attendees = WordsField(
        label=gettext_lazy("Guests"),
        required=False,
        help_text=gettext_lazy("Mail addresses, with spaces, commas or line breaks between them."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    meet = forms.BooleanField(label=gettext_lazy("With Google Meet"), required=False)
    reminders = forms.ChoiceField(label=gettext_lazy("Reminder"), choices=REMINDERS, required=False)
    color_id = forms.ChoiceField(label=gettext_lazy("Colour"), choices=COLORS, required=False)
    visibility = forms.ChoiceField(label=gettext_lazy("Visible as"), choices=VISIBILITIES)
    transparency = forms.ChoiceField(label=gettext_lazy("Shown as"), choices=TRANSPARENCIES)
    send_updates = forms.ChoiceField(label=gettext_lazy("Tell by mail"), choices=MAILS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        if self.initial.get("is_stored"):
            del self.fields["meet"]  # its panel has a button for that
            self.carry_shown()
        self.offer("reminders", KEPT)
        self.offer("visibility", CONFIDENTIAL)
        zones = {*available_timezones(), self.initial.get("time_zone", "UTC")}
        zones |= {self.shown("time_zone") or "UTC"}
        self.fields["time_zone"].choices = [(zone, zone) for zone in sorted(zones)]  # type: ignore[attr-defined] # it is a choice field

    def clean(self) -> dict[str, Any]:
        """Ask for the times of an event that is not of whole days."""
        cleaned = super().clean() or {}
        if not cleaned.get("ends_on") and "ends_on" not in self.errors:
            cleaned["ends_on"] = cleaned.get("starts_on")
        if cleaned.get("starts_on") and not cleaned.get("is_all_day"):
            for name in ("starts_at", "ends_at"):
                if cleaned.get(name) is None and name not in self.errors:
                    self.add_error(name, _("A time is needed, unless it is all day."))
        if cleaned.get("is_all_day") and cleaned.get("ends_on") == dt.date.max:
            self.add_error("ends_on", _("No day follows that one."))  # an end is exclusive
        if not self.errors.keys() & {*self.together} and self._ends_too_early():
            self.add_error("ends_on", _("The end has to come after the start."))
        return cleaned

    def clean_attendees(self) -> str:
        """Name the words among the guests that are no mail addresses."""
        words = self.cleaned_data["attendees"].split()
        now = (self.initial.get("attendees") or "").split()
        wrong = [word for word in words if word not in now and not is_address(word)]
        for word in wrong[:WRONG_SHOWN]:
            said = _("“%(text)s” is not a mail address.") % {"text": word[:WRONG_LENGTH]}
            self.add_error("attendees", said)
        if len(words) > MOST_GUESTS and "attendees" in self.changed_data:
            self.add_error(
                "attendees", _("An event has at most %(n)d guests.") % {"n": MOST_GUESTS}
            )
        return "\n".join(words)

    def _ends_too_early(self) -> bool:
        when = self.when()
        start, end = when["start"], when["end"]
        if self.cleaned_data["is_all_day"]:
            return bool(end <= start)
        ends, starts = end.timestamp(), start.timestamp()  # clocks that are put back say otherwise
        # what was imported may end as it starts
        is_changed = not {*self.together}.isdisjoint(self.changed_data)
        return bool(ends < starts or (ends == starts and is_changed))

    def changed_fields(self) -> EventFields:
        """Give what the person has changed, as operations take it."""
        given, changed = self.cleaned_data, set(self.changed_data)
        fields: dict[str, Any] = {
            name: given[name] or None
            for name in ("summary", "location", "description", "color_id")
            if name in changed
        }
        for name in ("visibility", "transparency"):
            if name in changed:
                fields[name] = given[name]
        if "reminders" in changed and given["reminders"] not in ("", KEPT[0]):
            fields["reminders"] = _reminders(given["reminders"])
        if "attendees" in changed:
            fields["attendees"] = self._guests() or None
        if not changed.isdisjoint(self.together) or not self.initial.get("is_stored"):
            fields |= self.when()
        return fields  # type: ignore[return-value] # only names of EventFields are written

    def _guests(self) -> list[str]:
        """Give the guests of now, without those taken off the list and with those put on it."""
        shown = (self.shown("attendees") or "").split()
        given = self.cleaned_data["attendees"].split()
        now = (self.initial.get("attendees") or "").split()
        staying = [guest for guest in now if guest in given or guest not in shown]
        return [*staying, *(guest for guest in given if guest not in {*shown, *now})]

    def when(self, *, days_later: int = 0) -> dict[str, Any]:
        """Give start and end as operations take them; raise InvalidFieldError after all days.

        A side that was left as it was shown is the one that is stored: the fields tell neither a
        zone of its own, nor which of two hours it is where clocks are put back.
        """
        given, later = self.cleaned_data, dt.timedelta(days=days_later)
        try:
            first, last = given["starts_on"] + later, given["ends_on"] + later
            if given["is_all_day"]:
                return {"start": first, "end": last + dt.timedelta(days=1)}
            kept = {name: self.initial[name] + later for name in self.kept_sides}
        except OverflowError as exc:
            raise InvalidFieldError(_("No day follows that one."), field="end") from exc
        zone = read_zone(given["time_zone"])
        return {
            "start": dt.datetime.combine(first, given["starts_at"], tzinfo=zone),
            "end": dt.datetime.combine(last, given["ends_at"], tzinfo=zone),
            "time_zone": given["time_zone"],
            **kept,
        }

    @property
    def kept_sides(self) -> list[str]:
        """Which of start and end are times that were left as they are stored."""
        changed = set(self.changed_data)
        return [
            name
            for name in ("start", "end")
            if isinstance(self.initial.get(name), dt.datetime)
            and changed.isdisjoint(("is_all_day", "time_zone", f"{name}s_on", f"{name}s_at"))
        ]


def blank(
    calendar: Calendar, start: Moment | None = None, end: Moment | None = None
) -> dict[str, Any]:
    """Give what a new event begins with: the time asked for, or the next full hour of a day.

    Raises OverflowError at the ends of time.
    """
    zone = read_zone(calendar.time_zone)
    common = {
        "time_zone": calendar.time_zone or "UTC",
        "visibility": "default",
        "transparency": "opaque",
        "send_updates": "none",
        "reminders": DEFAULT,
    }
    if start and end and not (isinstance(start, dt.datetime) or isinstance(end, dt.datetime)):
        last = max(end - dt.timedelta(days=1), start)
        return common | {"is_all_day": True, "starts_on": start, "ends_on": last}
    starts = clock.now().astimezone(zone).replace(minute=0, second=0, microsecond=0) + ONE_HOUR
    if isinstance(start, dt.datetime):
        starts = start.astimezone(zone)
    elif start is not None:
        starts = dt.datetime.combine(start, starts.timetz())
    ends = end.astimezone(zone) if isinstance(end, dt.datetime) else starts + ONE_HOUR
    return common | _times(starts, ends)


def stored(event: Event, shown: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Give what an event's form shows: of itself, or of one of its occurrences."""
    resource = event.resource if shown is None else shown
    start = resource.get("start") or {}
    guests = resource.get("attendees") or []
    zone = start.get("timeZone") or event.calendar.time_zone or "UTC"
    span = Span.of(resource, read_zone(zone))
    own = zone_named((resource.get("end") or {}).get("timeZone") or zone) or read_zone(zone)
    return {
        "is_stored": True,
        "summary": str(resource.get("summary") or ""),
        "location": resource.get("location", ""),
        "description": resource.get("description", ""),
        "attendees": "\n".join(str(guest.get("email", "")) for guest in guests),
        "color_id": resource.get("colorId", ""),
        "visibility": resource.get("visibility", "default"),
        "transparency": resource.get("transparency", "opaque"),
        "reminders": _kept_reminders(resource.get("reminders") or {}),
        "time_zone": zone,
        "send_updates": "none",
        "is_all_day": event.is_all_day,
        "start": span.start,
        "end": read_moment(resource.get("end"), own),
        **_times(span.start, span.end),
    }


def _times(start: Moment | None, end: Moment | None) -> dict[str, Any]:
    if isinstance(start, dt.datetime) and isinstance(end, dt.datetime):
        return {
            "starts_on": start.date(),
            "starts_at": _shown_time(start),
            "ends_on": end.date(),
            "ends_at": _shown_time(end),
        }
    if start is None or end is None:
        return {}
    return {"starts_on": start, "ends_on": end - dt.timedelta(days=1)}


def _shown_time(moment: dt.datetime) -> dt.time:
    """Give a time as the field shows it: a second that is not shown would count as a change."""
    return moment.time().replace(second=0, microsecond=0)


def _reminders(choice: str) -> list[dict[str, Any]] | None:
    if choice == DEFAULT:
        return None
    return [] if choice == NONE else [{"method": "popup", "minutes": int(choice)}]


def _kept_reminders(reminders: Mapping[str, Any]) -> str:
    """Say which of the choices an event's reminders are."""
    given = reminders.get("overrides") or []
    if reminders.get("useDefault", True):
        return DEFAULT
    if not given:
        return NONE
    minutes = str(given[0].get("minutes"))
    is_one = len(given) == 1 and given[0].get("method") == "popup"
    return minutes if is_one and minutes in dict(REMINDERS) else KEPT[0]
