"""What the engine leaves behind, in the admin: runs, states, channels, what was set aside."""

from django.contrib import admin

from dj_google_calendar.admin.read_only import ReadOnlyAdmin, ResourceAdmin
from dj_google_calendar.models import (
    Channel,
    Notification,
    QuarantinedItem,
    StateChange,
    SyncRun,
)


@admin.register(SyncRun)
class SyncRunAdmin(ReadOnlyAdmin):
    """Pulls, as they went."""

    list_display = ("started_at", "account", "calendar", "kind", "status", "changed", "error_code")
    list_filter = ("status", "kind")
    list_select_related = ("account", "calendar")
    search_fields = ("account__email", "calendar__summary", "error_code")
    show_full_result_count = False


@admin.register(QuarantinedItem)
class QuarantinedItemAdmin(ResourceAdmin):
    """What could not be kept, and why."""

    list_display = ("key", "account", "calendar", "reason", "seen_at")
    list_filter = (("calendar", admin.EmptyFieldListFilter),)
    list_select_related = ("account", "calendar")
    search_fields = ("key", "reason", "account__email")


@admin.register(StateChange)
class StateChangeAdmin(ReadOnlyAdmin):
    """How accounts and calendars came to be in their states."""

    list_display = ("changed_at", "account", "calendar", "before", "after", "reason", "actor")
    list_filter = ("after", "actor")
    list_select_related = ("account", "calendar")
    search_fields = ("account__email", "calendar__summary", "reason")
    show_full_result_count = False


@admin.register(Channel)
class ChannelAdmin(ReadOnlyAdmin):
    """Notification channels, those that have ended too."""

    list_display = (
        *("channel_id", "account", "calendar", "state", "state_reason"),
        *("opened_at", "expires_at", "renew_at"),
    )
    list_filter = ("state",)
    list_select_related = ("account", "calendar")
    search_fields = ("channel_id", "account__email", "calendar__summary")


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    """What was heard, of Google and of people who asked for a pull."""

    list_display = ("received_at", "calendar", "state", "message_number", "channel")
    list_filter = ("state",)
    list_select_related = ("calendar", "channel")
    show_full_result_count = False
