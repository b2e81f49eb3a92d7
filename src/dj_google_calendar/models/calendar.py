"""A calendar as one account sees it: Google's CalendarListEntry joined with its Calendar."""

import datetime as dt
import re
from typing import TYPE_CHECKING, Self

from django.db import connections, models
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
        """Leave out calendars that Google no longer shows, or that are switched off."""
        return self.exclude(state__in=Calendar.AWAY)

    def hold(self) -> None:
        """Lock the rows, for a transaction that writes several of them.

        All do it in one order, so that no two of them wait for each other (a deadlock).
        """
        if connections[self.db].features.has_select_for_update:
            # others may refer to them meanwhile: notifications, events, states
            bool(self.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))

    def due(self, now: dt.datetime) -> Self:
        """Keep what is to be pulled now and is not being pulled."""
        # by row and not by a join, whose rows would be as many as the notifications
        newer = self.model.objects.filter(
            pk=models.OuterRef("pk"), notifications__id__gt=models.F("done")
        )
        is_wanted = models.Exists(newer) & ~models.Q(state__in=Calendar.WAITING)
        is_free = models.Q(lease_until__isnull=True) | models.Q(lease_until__lte=now)
        may = models.Q(account__state__in=Account.PULLED)
        due = self.reachable().filter(is_wanted | models.Q(next_pull_at__lte=now))
        return due.filter(is_free, may)


class Calendar(models.Model):
    """One calendar of one account, with the resource as Google sent it."""

    class State(models.TextChoices):
        """How far the mirror of its events has come."""

        NEW = "new", _("waiting for its first pull")
        FULL_PULL = "full_pull", _("being read")
        LIVE = "live", _("up to date")
        RESYNC = "resync", _("to be read again")
        BACKOFF = "backoff", _("waiting for Google")
        HELD = "held", _("held: a second look is taken")
        UNREACHABLE = "unreachable", _("no longer shared")
        OFF = "off", _("switched off")

    AWAY = (State.UNREACHABLE, State.OFF)
    """States in which its events are not pulled."""
    WAITING = (State.BACKOFF, State.HELD)
    """States in which a notification does not bring the next pull forward."""
    SILENT = Account.SILENT

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
    state_actor = models.TextField(blank=True, default="")
    sync_token = models.TextField(blank=True, default="", editable=False)
    page_token = models.TextField(blank=True, default="", editable=False)
    """Where a full pull that was interrupted goes on."""
    pull_generation = models.PositiveIntegerField(default=0, editable=False)
    mapping_version = models.PositiveSmallIntegerField(default=0, editable=False)
    """How the columns of its events were filled last."""
    last_pulled_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    """When a pull has last brought something new."""

    done = models.PositiveBigIntegerField(default=0, editable=False)
    """The newest notification's id when the last pull to succeed began (ADR 12)."""
    next_pull_at = models.DateTimeField(default=timezone.now, db_index=True)
    next_reconcile_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    """So many pulls have failed since the last one that succeeded."""
    missed = models.PositiveIntegerField(default=0, editable=False)
    """So many events a full pull did not meet that was held for a second look."""

    silent_pulls = models.PositiveSmallIntegerField(default=0, editable=False)
    """So many pulls in a row have found changes that no notification had told of."""

    lease_owner = models.TextField(blank=True, default="", editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    lease_generation = models.PositiveBigIntegerField(default=0, editable=False)

    has_edits = False
    """Whether edits of its events were under way when its lease was written last; no column."""

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
    def is_silent(self) -> bool:
        """Whether it has changed repeatedly and its channel told nothing."""
        return self.silent_pulls >= self.SILENT

    @property
    def color(self) -> str:
        """The background colour as #rrggbb; anything else Google sends is not used."""
        color = str(self.resource.get("backgroundColor", ""))
        return color if _COLOR.fullmatch(color) else DEFAULT_COLOR
