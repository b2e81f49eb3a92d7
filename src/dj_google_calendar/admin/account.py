"""Accounts in the admin, and what an operator can do with them."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dj_google_calendar.admin.read_only import ReadOnlyAdmin
from dj_google_calendar.models import Account
from dj_google_calendar.operations.accounts import disconnect_account
from dj_google_calendar.tasks import enqueue_account_pull


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
