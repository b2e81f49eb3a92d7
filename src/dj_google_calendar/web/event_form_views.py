"""The form of an event: to make one, and to change one, or what of a series is meant."""

import datetime as dt
import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dj_google_calendar import clock
from dj_google_calendar.answers import answer_errors
from dj_google_calendar.exceptions import InvalidFieldError, NotAllowedError
from dj_google_calendar.models import Calendar, Event
from dj_google_calendar.operations import conferences, events
from dj_google_calendar.operations.event_fields import EventFields, Moment
from dj_google_calendar.operations.rights import require_edit, require_role
from dj_google_calendar.web import scopes
from dj_google_calendar.web.done import asks_as_script, edit_done, entry_that_made, form_refused
from dj_google_calendar.web.event_forms import EventForm, blank, stored
from dj_google_calendar.web.find import find_calendar, find_event, read_number
from dj_google_calendar.web.occurrence_times import read_original, read_time, resource_at
from dj_google_calendar.web.recurrence_form import RecurrenceForm
from dj_google_calendar.web.recurrence_words import recurrence_in_words

FIELDS_OF_FORM = {
    "colorId": "color_id",
    "start": "starts_on",
    "end": "ends_on",
    "timeZone": "time_zone",
}


@answer_errors
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Create an event in a calendar."""
    calendar = find_calendar(request, pk)
    require_role(calendar)
    form = EventForm(request.POST or None, initial=_begun(request, calendar))
    rule = RecurrenceForm(request.POST or None)
    key = _key(request)
    if _are_valid(form, rule):
        try:
            made = _create(request, calendar, form, rule, key=key)
        except (InvalidFieldError, NotAllowedError) as error:
            _say(form, rule, error)
        else:
            said = _("It was created, and is being sent to Google.")
            return edit_done(request, said, made, entry_that_made(made, by=request.user))  # type: ignore[arg-type] # login is required
    return _form(request, form, rule, {"calendar": calendar, "key": key})


@answer_errors
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an event, or what of a series the person means."""
    changed = find_event(request, pk)
    require_edit(changed, ())
    original = read_original(request.GET.get("original"))
    shown = resource_at(changed, original)
    form = EventForm(request.POST or None, initial=stored(changed, shown))
    rule = RecurrenceForm(request.POST or None, **_recurrence(changed))
    if _are_valid(form, rule):
        try:
            return _edit(request, changed, original, form, rule)
        except (InvalidFieldError, NotAllowedError) as error:
            _say(form, rule, error)
    context: dict[str, Any] = {"calendar": changed.calendar, "event": changed}
    if original is not None or changed.is_instance:
        context["scopes"] = scopes.Scope.choices
    return _form(request, form, rule, context)


@answer_errors
@require_safe
@login_required
def recurrence_words(request: HttpRequest) -> HttpResponse:
    """Say in words what the editor of a recurrence holds, for a new event or a stored one."""
    asked = read_number(request.GET.get("event", ""))
    event = None if asked is None else find_event(request, asked)
    rule = RecurrenceForm(request.GET, **(_recurrence(event) if event else {}))
    start = _moment(request, "starts_on")
    said = ""
    if rule.is_valid() and start is not None and (lines := rule.lines(start)):
        said = recurrence_in_words(lines, start={"date": start.isoformat()})
        if later := rule.days_to_first(start):
            said = _begins(said, None if event and event.is_series else start, later)
    return HttpResponse(said, content_type="text/plain; charset=utf-8")


def _begins(said: str, start: dt.date | None, later: int) -> str:
    """Add when a series begins; of a stored one that depends on what of it is meant."""
    if start is None:
        return _("%(said)s. It begins on the first of these days.") % {"said": said}
    day = formats.date_format(start + dt.timedelta(days=later), "DATE_FORMAT")
    return _("%(said)s. It begins on %(day)s.") % {"said": said, "day": day}


def _key(request: HttpRequest) -> uuid.UUID:
    """Give what a form is known by, however often it is sent."""
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return clock.uuid()


def _begun(request: HttpRequest, calendar: Calendar) -> dict[str, Any]:
    """Give what a new event begins with; what the address says of it counts once it is sent."""
    if request.method == "POST":
        return blank(calendar)
    asked = (_moment(request, "start") or _moment(request, "day"), _moment(request, "end"))
    try:
        shown = blank(calendar, *asked)
    except OverflowError:  # such a moment is left out, as one that cannot be read
        shown = blank(calendar)
    return shown | {"summary": request.GET.get("summary", "")[:1024]}


@transaction.atomic
def _create(
    request: HttpRequest,
    calendar: Calendar,
    form: EventForm,
    rule: RecurrenceForm,
    *,
    key: uuid.UUID,
) -> Event:
    fields = form.changed_fields()
    if rule.is_given:
        fields |= _recurring(form, rule)
    # one and the same for both, so that they are sent as one: the mail tells of the meeting then
    told: dict[str, Any] = {"by": request.user, "send_updates": form.cleaned_data["send_updates"]}
    made = events.create_event(calendar, key=key, **told, **fields)
    if form.cleaned_data.get("meet"):
        conferences.create_meet(made, **told)
    return made


def _edit(
    request: HttpRequest,
    changed: Event,
    original: Moment | None,
    form: EventForm,
    rule: RecurrenceForm,
) -> HttpResponse:
    fields = form.changed_fields()
    scope = scopes.read_scope(request.POST.get("scope"), changed)
    if scope is None:  # of a series, the end would go along with a start that is given alone
        for name in form.kept_sides:
            fields.pop(name, None)  # type: ignore[misc] # start or end
    if rule.is_given:
        is_of_all = changed.is_series and scope == scopes.Scope.ALL
        fields |= _recurring(form, rule, begun=_day_of(changed, form) if is_of_all else None)
    after, entry = scopes.edit(
        changed,
        scope,
        original,
        by=request.user,  # type: ignore[arg-type] # login is required
        send_updates=form.cleaned_data["send_updates"],
        **fields,
    )
    said = _("It was changed, and is being sent to Google.") if entry else _("No change.")
    return edit_done(request, said, after, entry)


def _recurring(
    form: EventForm, rule: RecurrenceForm, *, begun: dt.date | None = None
) -> EventFields:
    """Give the recurrence, and with it the times where the rule begins on a later day.

    ``begun`` is the day on which a stored series begins by the form, if that is not its own.
    """
    start = form.when()["start"]
    later = rule.days_to_first(begun or start)
    when = form.when(days_later=later)
    lines = rule.lines(when["start"], is_moved="starts_on" in form.changed_data)
    return {**(when if later else {}), "recurrence": lines}  # type: ignore[typeddict-item] # times are


def _day_of(series: Event, form: EventForm) -> dt.date:
    """Give the day on which a series would begin: it moves as the occurrence of the form does.

    Raises InvalidFieldError outside of the calendar.
    """
    first: dt.date = stored(series)["starts_on"]
    moved: dt.timedelta = form.cleaned_data["starts_on"] - form.initial["starts_on"]
    try:
        return first + moved
    except OverflowError as exc:
        said = str(form.fields["starts_on"].error_messages["invalid"])
        raise InvalidFieldError(said, field="start") from exc


def _recurrence(event: Event) -> dict[str, Any]:
    """Give the lines of an event, and its start with the zone that its series is counted in."""
    start = {"timeZone": event.calendar.time_zone, **(event.resource.get("start") or {})}
    return {"lines": event.resource.get("recurrence") or (), "start": start}


def _are_valid(form: EventForm, rule: RecurrenceForm) -> bool:
    asked = [each.is_valid() and not each.refuse_overtaken() for each in (form, rule)]
    return all(asked) and not rule.refuse_empty(form.cleaned_data["starts_on"])


def _moment(request: HttpRequest, name: str) -> dt.date | None:
    """Read a moment that the address may name; what cannot be read is left out."""
    try:
        return read_time(request.GET.get(name, ""), field=name)
    except InvalidFieldError:
        return None


def _say(form: EventForm, rule: RecurrenceForm, error: InvalidFieldError | NotAllowedError) -> None:
    """Put an error beside the field that it names."""
    google = error.field if isinstance(error, InvalidFieldError) else ""
    name = FIELDS_OF_FORM.get(google, google)
    if name in rule.fields:
        rule.add_error(name, error.message)
    else:
        form.add_error(name if name in form.fields else None, error.message)


def _form(
    request: HttpRequest, form: EventForm, rule: RecurrenceForm, context: dict[str, Any]
) -> HttpResponse:
    is_wrong = bool(form.errors or rule.errors)
    if is_wrong and asks_as_script(request):
        return form_refused(form, rule)
    context |= {"form": form, "rule": rule, "is_panel": "panel" in request.GET}
    name = "event_form_panel" if context["is_panel"] else "event_form"
    status = 422 if is_wrong else 200
    return render(request, f"dj_google_calendar/{name}.html", context, status=status)
