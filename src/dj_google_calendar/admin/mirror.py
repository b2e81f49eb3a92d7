"""Calendars and events in the admin, as Google sent them."""

from django.contrib import admin

from dj_google_calendar.admin.filters import AccessRoleFilter, EventTypeFilter, StatusFilter
from dj_google_calendar.admin.read_only import ResourceAdmin
from dj_google_calendar.models import Calendar, Event


@admin.register(Calendar)
class CalendarAdmin(ResourceAdmin):
    """Calendars with their state."""

    list_display = ("title", "account", "access_role", "state", "last_pulled_at")
    list_filter = ("state", AccessRoleFilter, "is_primary")
    list_select_related = ("account",)
    search_fields = ("summary", "google_id", "account__email")


@admin.register(Event)
class EventAdmin(ResourceAdmin):
    """Events."""

    list_display = ("__str__", "calendar", "starts_at", "status", "event_type")
    list_filter = (StatusFilter, EventTypeFilter)
    list_select_related = ("calendar",)
    search_fields = ("summary", "google_id", "ical_uid")
    show_full_result_count = False
