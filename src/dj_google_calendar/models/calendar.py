"""A calendar as one account sees it: Google's CalendarListEntry joined with its Calendar."""

import re
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dj_google_calendar.models.account import Account

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

DEFAULT_COLOR = "#9fe1e7"
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


class CalendarQuerySet(models.QuerySet["Calendar"]):
    """Calendars, narrowed in the words of this app."""

    def visible_to(self, user: "AbstractBaseUser | AnonymousUser") -> Self:
        """Keep the calendars of the accounts that this user of the site has connected."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(account__user_id=user.pk)

    def reachable(self) -> Self:
        """Leave out calendars that Google no longer shows to the account."""
        return self.exclude(state=Calendar.State.UNREACHABLE)


class Calendar(models.Model):
    """One calendar of one account, with the resource as Google sent it."""

    class State(models.TextChoices):
        """How far the mirror of its events has come."""

        NEW = "new", _("waiting for its first pull")
        FULL_PULL = "full_pull", _("being read")
        LIVE = "live", _("up to date")
        RESYNC = "resync", _("to be read again")
        BACKOFF = "backoff", _("waiting for Google")
        UNREACHABLE = "unreachable", _("no longer shared")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="calendars")
    google_id = models.CharField(max_length=1024)
    etag = models.TextField(blank=True, default="")
    summary = models.TextField(blank=True, default="")
    time_zone = models.TextField(blank=True, default="")
    access_role = models.TextField(blank=True, default="")
    is_primary = models.BooleanField(default=False)
    resource = models.JSONField(default=dict)

    state = models.CharField(max_length=20, choices=State, default=State.NEW)
    state_reason = models.TextField(blank=True, default="")
    state_changed_at = models.DateTimeField(default=timezone.now)
    sync_token = models.TextField(blank=True, default="", editable=False)
    pull_generation = models.PositiveIntegerField(default=0, editable=False)
    last_pulled_at = models.DateTimeField(null=True, blank=True)

    objects = CalendarQuerySet.as_manager()

    class Meta:
        """The primary calendar first, then by title."""

        ordering = ("-is_primary", "summary", "pk")
        constraints = (
            models.UniqueConstraint(fields=("account", "google_id"), name="calendar_google_id"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The name that the person gave the calendar, or else its own (C-10)."""
        return self.resource.get("summaryOverride") or self.summary or self.google_id

    @property
    def is_pending(self) -> bool:
        """Whether its events are still on their way for the first time, or once more."""
        return self.state in {self.State.NEW, self.State.FULL_PULL, self.State.RESYNC}

    @property
    def color(self) -> str:
        """The background colour as #rrggbb; anything else Google sends is not used."""
        color = str(self.resource.get("backgroundColor", ""))
        return color if _COLOR.fullmatch(color) else DEFAULT_COLOR
