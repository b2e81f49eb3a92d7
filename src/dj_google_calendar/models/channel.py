"""A notification channel: what Google watches for us, and what it has told of it."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dj_google_calendar.models.account import Account
from dj_google_calendar.models.calendar import Calendar


class ChannelQuerySet(models.QuerySet["Channel"]):
    """Channels, narrowed in the words of this app."""

    def heard(self) -> Self:
        """Keep those whose notifications count."""
        return self.filter(state__in=(Channel.State.OPENING, Channel.State.LIVE))


class Channel(models.Model):
    """One channel of one calendar's events, or of an account's calendar list.

    The row is there before Google is asked, as the first notification may come before
    Google's answer does (P-5). The token is kept as a hash only.
    """

    class State(models.TextChoices):
        """Whether Google sends notifications."""

        OPENING = "opening", _("being opened")
        LIVE = "live", _("live")
        STOPPING = "stopping", _("being stopped")
        STOPPED = "stopped", _("stopped")
        FAILED = "failed", _("refused")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="channels")
    calendar = models.ForeignKey(
        Calendar, on_delete=models.CASCADE, null=True, blank=True, related_name="channels"
    )
    channel_id = models.CharField(max_length=64, unique=True)
    token_hash = models.CharField(max_length=64, editable=False)
    resource_id = models.TextField(blank=True, default="")
    address = models.TextField()
    state = models.CharField(max_length=20, choices=State, default=State.OPENING)
    state_reason = models.TextField(blank=True, default="")
    opened_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    renew_at = models.DateTimeField(null=True, blank=True, db_index=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        """One channel that lives for each calendar, but while it is renewed."""

        ordering = ("-opened_at", "-pk")
        indexes = (models.Index(fields=("calendar", "state"), name="channel_calendar_state"),)

    def __str__(self) -> str:
        return self.channel_id
