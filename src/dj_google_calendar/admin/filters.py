"""Filters of the admin's lists."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


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


class MailFilter(FixedFilter):
    """Edits by whom Google tells of them by mail: the audit of all that could mail a guest."""

    title = _("tells by mail")
    parameter_name = "parameters__sendUpdates"
    values = ("all", "externalOnly", "none")
