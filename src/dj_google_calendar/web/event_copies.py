"""An event copied or moved, and its Meet conference: plain forms of its page and its panel."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dj_google_calendar.answers import answer_errors
from dj_google_calendar.exceptions import InvalidFieldError
from dj_google_calendar.operations import conferences, events
from dj_google_calendar.web.done import edit_done, entry_that_made
from dj_google_calendar.web.find import find_calendar, find_event, read_number


@answer_errors
@require_POST
@login_required
def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    """Create an event like this one, without its guests."""
    made = events.duplicate_event(find_event(request, pk), by=request.user)  # type: ignore[arg-type] # login is required
    return edit_done(request, _("It was copied."), made, entry_that_made(made, by=request.user))  # type: ignore[arg-type] # login is required


@answer_errors
@require_POST
@login_required
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an event, or a whole series, to another calendar of its account."""
    moved = find_event(request, pk)
    number = read_number(request.POST.get("calendar", ""))
    if number is None:
        raise InvalidFieldError("calendar is a number.", field="calendar")
    entry = events.move_event(
        moved,
        find_calendar(request, number),
        by=request.user,  # type: ignore[arg-type] # login is required
        send_updates=request.POST.get("send_updates", "none"),  # type: ignore[arg-type] # checked there
    )
    return edit_done(request, _("It is being moved."), moved, entry)


@answer_errors
@require_POST
@login_required
def meet(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a Meet conference, or take it away."""
    shown = find_event(request, pk)
    is_wanted = request.POST.get("action") != "remove"
    change = conferences.create_meet if is_wanted else conferences.remove_meet
    entry = change(shown, by=request.user)  # type: ignore[arg-type] # login is required
    said = _("Google sets up the meeting.") if is_wanted else _("The meeting was taken away.")
    return edit_done(request, said, shown, entry)
