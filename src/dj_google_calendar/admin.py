"""The admin: everything to see, nothing of Google's to change, no credentials anywhere."""

import json
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

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


class ResourceAdmin(ReadOnlyAdmin):
    """Shows a row with its resource as Google sent it, laid out to be read."""

    exclude = ("resource",)
    readonly_fields = ("resource_text",)

    @admin.display(description=_("resource"))
    def resource_text(self, row: Any) -> SafeString:
        """Give the resource, indented."""
        resource = row.resource
        if isinstance(resource, str):
            resource = json.loads(resource)
        return format_html("<pre>{}</pre>", json.dumps(resource, indent=2, ensure_ascii=False))


class FixedFilter(admin.SimpleListFilter):
    """Filters by values that are known beforehand.

    Django's own filter of a column without choices reads the whole table to find them.
    """

    values: tuple[str, ...] = ()

    def lookups(
        self,
        request: HttpRequest,
        model_admin: Any,
    ) -> list[tuple[str, str]]:
        """Offer the values."""
        return [(value, value) for value in self.values]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows with the chosen value."""
        return queryset.filter(**{str(self.parameter_name): self.value()} if self.value() else {})


class StatusFilter(FixedFilter):
    """Events by status."""

    title = _("status")
    parameter_name = "status"
    values = ("confirmed", "tentative", "cancelled")


class EventTypeFilter(FixedFilter):
    """Events by type."""

    title = _("event type")
    parameter_name = "event_type"
    values = (
        "default", "birthday", "focusTime", "fromGmail", "outOfOffice", "workingLocation",
    )  # fmt: skip


class AccessRoleFilter(FixedFilter):
    """Calendars by what the account may do there."""

    title = _("access role")
    parameter_name = "access_role"
    values = ("owner", "writer", "writerWithoutPrivateAccess", "reader", "freeBusyReader")


class ConfirmedActionForm(ActionForm):
    """The choice of an action, with a box to tick for one that cannot be undone."""

    confirm = forms.BooleanField(required=False, label=_("Yes, disconnect for good"))


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
    action_form = ConfirmedActionForm

    def has_manage_permission(self, request: HttpRequest) -> bool:
        """Let only those act who may delete accounts; seeing them is not enough."""
        return bool(request.user.has_perm("google_calendar.delete_account"))

    @admin.action(description=_("Pull now"), permissions=("manage",))
    def pull_now(self, request: HttpRequest, queryset: QuerySet[Account]) -> None:
        """Ask for a pull of the chosen accounts, as far as Google may be asked for them."""
        accounts = [account for account in queryset if account.may_pull]
        for account in accounts:
            enqueue_account_pull(account)
        asked = ngettext("%d pull was asked for.", "%d pulls were asked for.", len(accounts))
        self.message_user(request, asked % len(accounts))
        if waiting := len(queryset) - len(accounts):
            left = ngettext(
                "%d account must be connected again first.",
                "%d accounts must be connected again first.",
                waiting,
            )
            self.message_user(request, left % waiting, messages.WARNING)

    @admin.action(description=_("Disconnect: revoke and delete"), permissions=("manage",))
    def disconnect(self, request: HttpRequest, queryset: QuerySet[Account]) -> None:
        """Disconnect the chosen accounts."""
        if "confirm" not in request.POST:
            said = _("Nothing was done: tick the box beside the action to disconnect for good.")
            self.message_user(request, said, messages.WARNING)
            return
        for account in queryset:
            email, revoked = account.email, disconnect_account(account)
            self._tell(request, email, revoked=revoked)

    def _tell(self, request: HttpRequest, email: str, *, revoked: bool) -> None:
        if revoked:
            self.message_user(request, _("%s is disconnected.") % email)
            return
        said = _("%s is disconnected here, but Google did not confirm the end of the permission.")
        self.message_user(request, said % email, messages.WARNING)


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
