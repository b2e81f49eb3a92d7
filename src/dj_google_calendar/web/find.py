"""What a request is about: of events and calendars, those of the person who asks."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from dj_google_calendar.exceptions import NotAllowedError
from dj_google_calendar.models import Calendar, Event
from dj_google_calendar.operations.rights import require_owner, require_role

LONGEST_SEARCH, LONGEST_NUMBER = 200, 15


def find_event(request: HttpRequest, pk: int) -> Event:
    """Give an event with its calendar; else the answer is 404."""
    rows = Event.objects.visible_to(request.user).select_related("calendar__account")
    return get_object_or_404(rows, pk=pk)


def find_calendar(request: HttpRequest, pk: int) -> Calendar:
    """Give a calendar with its account; else the answer is 404."""
    rows = Calendar.objects.visible_to(request.user).select_related("account")
    return get_object_or_404(rows, pk=pk)


def may_write(calendar: Calendar) -> bool:
    """Say whether events may be made in a calendar."""
    try:
        require_role(calendar)
    except NotAllowedError:
        return False
    return True


def is_owner(calendar: Calendar, method: str) -> bool:
    """Say whether a method of owners alone may be called."""
    try:
        require_owner(calendar, method)
    except NotAllowedError:
        return False
    return True


def read_search(request: HttpRequest) -> str:
    """Give the words that are searched for; no database takes NUL in a text."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]


def read_number(text: str) -> int | None:
    """Give the number that a text is; None for what is none, or too long for one of a row."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else None
