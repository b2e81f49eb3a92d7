"""Calendars and events in the admin, as Google sent them; and what an operator can do."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dj_google_calendar.admin.filters import AccessRoleFilter, EventTypeFilter, StatusFilter
from dj_google_calendar.admin.read_only import ReadOnlyAdmin, ResourceAdmin
from dj_google_calendar.models import Calendar, Event, Expansion
from dj_google_calendar.operations.calendars import (
    ask_for_pull,
    confirm_mass_change,
    switch_off,
    switch_on,
)


@admin.register(Calendar)
class CalendarAdmin(ResourceAdmin):
    """Calendars with their state."""

    list_display = (
        *("title", "account", "access_role", "state", "state_reason"),
        *("last_pulled_at", "next_pull_at", "failures"),
    )
    list_filter = ("state", AccessRoleFilter, "is_primary")
    list_select_related = ("account",)
    search_fields = ("summary", "google_id", "account__email")
    actions = ("pull_soon", "confirm", "off", "on")

    def has_manage_permission(self, request: HttpRequest) -> bool:
        """Let only those act who may change calendars; seeing them is not enough."""
        return bool(request.user.has_perm("google_calendar.change_calendar"))

    @admin.action(description=_("Pull as soon as possible"), permissions=("manage",))
    def pull_soon(self, request: HttpRequest, queryset: QuerySet[Calendar]) -> None:
        """Make calendars due."""
        for calendar in queryset:
            ask_for_pull(calendar)
        messages.success(request, _("A worker pulls them in a moment."))

    @admin.action(description=_("Confirm that much is gone (held ones)"), permissions=("manage",))
    def confirm(self, request: HttpRequest, queryset: QuerySet[Calendar]) -> None:
        """Let held calendars lose what Google no longer lists."""
        self._each(request, queryset, confirm_mass_change)

    @admin.action(description=_("Switch off"), permissions=("manage",))
    def off(self, request: HttpRequest, queryset: QuerySet[Calendar]) -> None:
        """Pull calendars no longer."""
        self._each(request, queryset, switch_off)

    @admin.action(description=_("Switch on again"), permissions=("manage",))
    def on(self, request: HttpRequest, queryset: QuerySet[Calendar]) -> None:
        """Pull calendars again."""
        self._each(request, queryset, switch_on)

    def _each(
        self, request: HttpRequest, queryset: QuerySet[Calendar], act: Callable[..., bool]
    ) -> None:
        by = f"admin {request.user.pk}"
        done = sum(act(calendar, by=by) for calendar in queryset)
        said = ngettext("Done for %(n)d calendar.", "Done for %(n)d calendars.", done)
        messages.success(request, said % {"n": done})


@admin.register(Event)
class EventAdmin(ResourceAdmin):
    """Events."""

    list_display: Any = ("__str__", "calendar", "starts_at", "status", "event_type")
    list_filter = (StatusFilter, EventTypeFilter)
    list_select_related = ("calendar",)
    search_fields = ("summary", "google_id", "ical_uid")
    show_full_result_count = False


@admin.register(Expansion)
class ExpansionAdmin(ReadOnlyAdmin):
    """How far the occurrences of series are kept, and what is wrong with some."""

    list_display = ("event", "since", "until", "count", "problem")
    list_filter = (("problem", admin.EmptyFieldListFilter),)
    list_select_related = ("event",)
    search_fields = ("event__summary", "event__google_id", "problem")
    show_full_result_count = False
