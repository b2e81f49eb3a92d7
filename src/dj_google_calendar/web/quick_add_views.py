"""An event from a sentence, in the calendar on whose page it was typed."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dj_google_calendar.answers import answer_errors, wants_html
from dj_google_calendar.exceptions import GoogleCalendarError
from dj_google_calendar.operations import quick_add as operation
from dj_google_calendar.operations.rights import require_role
from dj_google_calendar.web.done import edit_done
from dj_google_calendar.web.find import find_calendar


@answer_errors
@require_POST
@login_required
def quick_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Let Google make an event of a sentence; where it does not, a page keeps what was typed."""
    calendar = find_calendar(request, pk)
    require_role(calendar)
    text = request.POST.get("text", "")
    try:
        made = operation.quick_add(
            calendar,
            text,
            by=request.user,  # type: ignore[arg-type] # login is required
            send_updates=request.POST.get("send_updates", "none"),  # type: ignore[arg-type] # checked there
        )
    except GoogleCalendarError as error:
        if not wants_html(request):
            raise
        context = {"calendar": calendar, "error": error, "text": text}
        return render(request, "dj_google_calendar/quick_add.html", context, status=error.status)
    # it is at Google already, so that no edit waits which could be undone
    return edit_done(request, _("Google has created the event."), made, None)
