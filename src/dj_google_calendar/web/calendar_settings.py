"""A calendar itself: changed, taken off the list, deleted; a new one made or subscribed to."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dj_google_calendar.answers import answer_errors
from dj_google_calendar.exceptions import InvalidFieldError
from dj_google_calendar.models import Account, Calendar
from dj_google_calendar.operations import calendar_list, calendars
from dj_google_calendar.web.calendar_forms import (
    CalendarForm,
    OwnForm,
    SubscribeForm,
    own_of,
    shared_of,
)
from dj_google_calendar.web.done import asks_as_script, form_refused
from dj_google_calendar.web.find import find_calendar, is_owner
from dj_google_calendar.web.shown_form import ShownForm

FIELDS_OF_FORM = {
    "timeZone": "time_zone",
    "summaryOverride": "own_title",
    "backgroundColor": "color",
    "reminders": "popups",
    "notificationSettings": "notifications",
    "id": "google_id",
}
REMOVALS = {
    "unsubscribe": calendar_list.unsubscribe,
    "delete": calendars.delete_calendar,
    "clear": calendars.clear_calendar,
}


@answer_errors
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what can be changed of a calendar, and change it."""
    calendar = find_calendar(request, pk)
    do = request.POST.get("do", "")
    if do in REMOVALS:
        REMOVALS[do](calendar, by=request.user)  # type: ignore[arg-type] # login is required
        messages.success(request, _("It is being done at Google."))
        return redirect("google_calendar:calendars")
    sent = {do: request.POST} if request.method == "POST" else {}
    shared = CalendarForm(sent.get("shared"), initial=shared_of(calendar))
    own = OwnForm(sent.get("own"), initial=own_of(calendar))
    if request.method == "POST" and not (shared.is_bound or own.is_bound):
        raise InvalidFieldError("do names none of the forms.", field="do")
    form: CalendarForm | OwnForm = shared if shared.is_bound else own
    if form.is_bound and form.is_valid() and not form.refuse_overtaken():
        try:
            is_changed = _change(calendar, form, by=request.user)
        except InvalidFieldError as error:
            _say(form, error)
        else:
            said = _("The calendar was changed, and is being sent to Google.")
            messages.success(request, said if is_changed else _("No change."))
            return redirect("google_calendar:calendar_settings", calendar.pk)
    context = {"calendar": calendar, "shared": shared, "own": own, "may": _may(calendar)}
    return _page(request, "calendar_settings", context, form)


@answer_errors
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a calendar in an account, or list one of somebody else's."""
    account = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
    sent = {request.POST.get("do", ""): request.POST} if request.method == "POST" else {}
    begun = {"time_zone": _zone(account)}
    made, subscribed = (
        CalendarForm(sent.get("create"), initial=begun),
        SubscribeForm(sent.get("subscribe")),
    )
    if request.method == "POST" and not (made.is_bound or subscribed.is_bound):
        raise InvalidFieldError("do names none of the forms.", field="do")
    form: ShownForm = made if made.is_bound else subscribed
    if form.is_bound and form.is_valid():
        try:
            _add(account, form, by=request.user)
        except InvalidFieldError as error:
            _say(form, error)
        else:
            messages.success(request, _("It is listed once Google has answered."))
            return redirect("google_calendar:calendars")
    context = {"account": account, "made": made, "subscribed": subscribed}
    return _page(request, "new_calendar", context, form)


def _add(account: Account, form: ShownForm, *, by: Any) -> None:
    if isinstance(form, CalendarForm):
        given = {name: value for name, value in form.cleaned_data.items() if value}
        calendars.create_calendar(account, by=by, **given)
    elif calendar_list.subscribe(account, form.cleaned_data["google_id"], by=by) is None:
        raise InvalidFieldError(_("It is in the list already."), field="id")


@transaction.atomic
def _change(calendar: Calendar, form: CalendarForm | OwnForm, *, by: Any) -> bool:
    """Make what was changed in a form edits; say whether there are any."""
    if isinstance(form, CalendarForm):
        return calendars.edit_calendar(calendar, by=by, **form.changed_fields()) is not None
    given, changed = form.cleaned_data, set(form.changed_data)
    entries: list[Any] = []
    if "own_title" in changed:
        entries.append(calendar_list.set_own_title(calendar, given["own_title"], by=by))
    if "color" in changed:
        color = given["color"]
        entries.append(calendar_list.recolor_calendar(calendar, by=by, background_color=color))
    if "is_selected" in changed:
        is_selected = given["is_selected"]
        entries.append(calendar_list.select_calendar(calendar, by=by, is_selected=is_selected))
    if "is_hidden" in changed:
        hide = calendar_list.hide_calendar if given["is_hidden"] else calendar_list.show_calendar
        entries.append(hide(calendar, by=by))
    if not changed.isdisjoint(("popups", "mails")):
        entries.append(calendar_list.set_default_reminders(calendar, form.reminders, by=by))
    if "notifications" in changed:
        kinds = given["notifications"]
        entries.append(calendar_list.set_notifications(calendar, kinds, by=by))
    return any(entry is not None for entry in entries)


def _may(calendar: Calendar) -> dict[str, bool]:
    """Say what is offered; the operations decide."""
    owns, is_primary = is_owner(calendar, "calendars.patch"), calendar.is_primary
    is_data_owner = calendars.is_data_owner(calendar)
    has_data_owner = bool(calendar.resource.get("dataOwner"))
    return {
        "edit": owns,
        "clear": owns and is_primary,
        "delete": owns and not is_primary and is_data_owner,
        "unsubscribe": not is_primary and not (has_data_owner and is_data_owner),
    }


def _zone(account: Account) -> str:
    primary = account.calendars.filter(is_primary=True).first()
    return (primary.time_zone if primary else "") or "UTC"


def _say(form: ShownForm, error: InvalidFieldError) -> None:
    """Put an error beside the field that it names."""
    name = FIELDS_OF_FORM.get(error.field, error.field)
    form.add_error(name if name in form.fields else None, error.message)


def _page(
    request: HttpRequest, name: str, context: dict[str, Any], form: ShownForm
) -> HttpResponse:
    if form.errors and asks_as_script(request):
        return form_refused(form)
    status = 422 if form.errors else 200
    return render(request, f"dj_google_calendar/{name}.html", context, status=status)
