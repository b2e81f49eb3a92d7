"""What pulls leave behind, in the admin: their records, and the items that were set aside."""

from django.contrib import admin

from dj_google_calendar.admin.read_only import ReadOnlyAdmin, ResourceAdmin
from dj_google_calendar.models import QuarantinedItem, SyncRun


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
