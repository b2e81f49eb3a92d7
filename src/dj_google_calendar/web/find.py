"""Events and calendars of the person who asks; of others there are none."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from dj_google_calendar.models import Calendar, Event


def find_event(request: HttpRequest, pk: int) -> Event:
    """Give an event with its calendar; else the answer is 404."""
    rows = Event.objects.visible_to(request.user).select_related("calendar__account")
    return get_object_or_404(rows, pk=pk)


def find_calendar(request: HttpRequest, pk: int) -> Calendar:
    """Give a calendar with its account; else the answer is 404."""
    rows = Calendar.objects.visible_to(request.user).select_related("account")
    return get_object_or_404(rows, pk=pk)
