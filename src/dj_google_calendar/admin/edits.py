"""Edits and conflicts in the admin: what waits, what Google said, and what an operator can do."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dj_google_calendar.admin.filters import MailFilter
from dj_google_calendar.admin.read_only import ReadOnlyAdmin
from dj_google_calendar.exceptions import GoogleCalendarError
from dj_google_calendar.models import Conflict, OutboxEntry
from dj_google_calendar.operations import outbox


class DecidingAdmin(ReadOnlyAdmin):
    """Lists what somebody has to decide; the decision itself is an operation."""

    def has_manage_permission(self, request: HttpRequest) -> bool:
        """Let only those act who may change such rows; seeing them is not enough."""
        return bool(request.user.has_perm(f"google_calendar.change_{self.opts.model_name}"))

    def each(
        self, request: HttpRequest, queryset: QuerySet[Any], act: Callable[[Any], object]
    ) -> None:
        """Do something about each row, and say for how many it went, and what kept the others."""
        done, refused = 0, set()
        for row in queryset:
            try:
                act(row)
            except GoogleCalendarError as error:
                refused.add(f"{error.code}: {error.message}")
            else:
                done += 1
        said = ngettext("Done for %(n)d row.", "Done for %(n)d rows.", done)
        messages.success(request, said % {"n": done})
        for reason in sorted(refused):
            messages.warning(request, reason)


@admin.register(OutboxEntry)
class OutboxEntryAdmin(DecidingAdmin):
    """Edits, with the request that was sent and what Google replied."""

    list_display = (
        *("made_at", "account", "calendar", "event", "kind", "method", "state"),
        *("reason", "attempts", "not_before", "made_by"),
    )
    list_filter = ("state", "kind", MailFilter, "code")
    list_select_related = ("account", "calendar", "event", "made_by")
    search_fields = ("account__email", "event__google_id", "code", "reason")
    show_full_result_count = False
    actions = ("send_again", "give_up")

    @admin.action(description=_("Send again (refused ones)"), permissions=("manage",))
    def send_again(self, request: HttpRequest, queryset: QuerySet[OutboxEntry]) -> None:
        """Let refused edits wait once more."""
        self.each(request, queryset, lambda entry: outbox.retry(entry, by=request.user))  # type: ignore[arg-type] # staff is signed in

    @admin.action(description=_("Give up"), permissions=("manage",))
    def give_up(self, request: HttpRequest, queryset: QuerySet[OutboxEntry]) -> None:
        """Give up edits that were refused, or have not been tried."""
        self.each(request, queryset, outbox.discard)


@admin.register(Conflict)
class ConflictAdmin(DecidingAdmin):
    """Fields that both sides changed, with both values."""

    list_display = ("found_at", "event", "kind", "state", "decided_at", "decided_by")
    list_filter = ("state", "kind")
    list_select_related = ("event", "decided_by")
    search_fields = ("event__google_id", "entry__account__email")
    show_full_result_count = False
    actions = ("theirs", "ours")

    @admin.action(description=_("Keep Google's version"), permissions=("manage",))
    def theirs(self, request: HttpRequest, queryset: QuerySet[Conflict]) -> None:
        """Leave Google's versions as they stand."""
        self.each(request, queryset, lambda row: outbox.keep_theirs(row, by=request.user))  # type: ignore[arg-type] # staff is signed in

    @admin.action(description=_("Restore this site's version"), permissions=("manage",))
    def ours(self, request: HttpRequest, queryset: QuerySet[Conflict]) -> None:
        """Make this site's versions edits again, and tell the guests whom they were to tell."""

        def restore(row: Conflict) -> None:
            told = row.entry.send_updates
            outbox.restore_ours(row, by=request.user, send_updates=told)  # type: ignore[arg-type] # staff is signed in

        self.each(request, queryset.select_related("entry"), restore)
