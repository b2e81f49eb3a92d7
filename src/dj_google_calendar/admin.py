"""The admin: everything to see, nothing of Google's to change, no credentials anywhere."""

import json
from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from dj_google_calendar.models import Account, Calendar, Event, QuarantinedItem, SyncRun
from dj_google_calendar.operations.accounts import disconnect_account
from dj_google_calendar.tasks import enqueue_account_pull


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Shows rows; Google and the engine are the ones who change them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: rows come from Google."""
        return False

    def has_change_permission(
        self,
        request: HttpRequest,
        obj: Model | None = None,
    ) -> bool:
        """Refuse: changes here would be overwritten, or be lost at Google."""
        return False

    def has_delete_permission(
        self,
        request: HttpRequest,
        obj: Model | None = None,
    ) -> bool:
        """Refuse: a deleted row would come back, or leave its grant behind."""
        return False


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    """Accounts, without their credentials."""

    list_display = ("email", "user", "state", "connected_at", "last_pulled_at")
    list_filter = ("state",)
    list_select_related = ("user",)
    search_fields = ("email", "sub")
    fields = (
        "user",
        "email",
        "sub",
        "state",
        "state_reason",
        "state_changed_at",
        "granted_scopes",
        "connected_at",
        "last_pulled_at",
    )
    actions = ("pull_now", "disconnect")

    def has_manage_permission(self, request: HttpRequest) -> bool:
        """Let only those act who may delete accounts; seeing them is not enough."""
        return bool(request.user.has_perm("google_calendar.delete_account"))

    @admin.action(description="Pull now", permissions=("manage",))
    def pull_now(self, request: HttpRequest, queryset: QuerySet[Account]) -> None:
        """Ask for a pull of the chosen accounts."""
        for account in queryset:
            enqueue_account_pull(account)
        self.message_user(request, f"{len(queryset)} pulls were asked for.")

    @admin.action(description="Disconnect: revoke and delete", permissions=("manage",))
    def disconnect(self, request: HttpRequest, queryset: QuerySet[Account]) -> None:
        """Disconnect the chosen accounts."""
        for account in queryset:
            email, revoked = account.email, disconnect_account(account)
            said = "" if revoked else ", but Google did not confirm the end of the permission"
            level = messages.SUCCESS if revoked else messages.WARNING
            self.message_user(request, f"{email} is disconnected{said}.", level)


@admin.register(Calendar)
class CalendarAdmin(ReadOnlyAdmin):
    """Calendars with their state."""

    list_display = ("title", "account", "access_role", "state", "last_pulled_at")
    list_filter = ("state", "access_role")
    list_select_related = ("account",)
    search_fields = ("summary", "google_id", "account__email")
    exclude = ("resource",)
    readonly_fields = ("resource_text",)

    @admin.display(description="resource")
    def resource_text(self, calendar: Calendar) -> str:
        """Give the resource as Google sent it."""
        return json.dumps(calendar.resource, indent=1, ensure_ascii=False)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Events with the resource as Google sent it."""

    list_display = ("summary", "calendar", "starts_at", "status", "event_type")
    list_filter = ("status", "event_type")
    list_select_related = ("calendar__account",)
    search_fields = ("summary", "google_id", "ical_uid")
    show_full_result_count = False
    exclude = ("resource",)
    readonly_fields = ("resource_text",)

    @admin.display(description="resource")
    def resource_text(self, event: Event) -> str:
        """Give the resource as Google sent it."""
        return json.dumps(event.resource, indent=1, ensure_ascii=False)


@admin.register(SyncRun)
class SyncRunAdmin(ReadOnlyAdmin):
    """Pulls, as they went."""

    list_display = ("started_at", "account", "calendar", "kind", "status", "changed", "error_code")
    list_filter = ("status", "kind")
    list_select_related = ("account", "calendar")


@admin.register(QuarantinedItem)
class QuarantinedItemAdmin(ReadOnlyAdmin):
    """What could not be kept, and why."""

    list_display = ("key", "account", "calendar", "reason", "seen_at")
    list_select_related = ("account", "calendar")
    search_fields = ("key", "reason")
