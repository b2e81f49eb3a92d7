"""One pull, as it ran: what was read, what changed, how it ended."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dj_google_calendar.models.account import Account
from dj_google_calendar.models.calendar import Calendar


class SyncRun(models.Model):
    """A pull of one calendar's events, or of an account's calendar list."""

    class Kind(models.TextChoices):
        """Whether everything was listed, or what changed since the sync token."""

        FULL = "full", _("full")
        INCREMENTAL = "incremental", _("incremental")

    class Status(models.TextChoices):
        """How the run ended."""

        RUNNING = "running", _("running")
        SUCCEEDED = "succeeded", _("succeeded")
        FAILED = "failed", _("failed")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sync_runs")
    calendar = models.ForeignKey(
        Calendar, on_delete=models.CASCADE, null=True, blank=True, related_name="sync_runs"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    status = models.CharField(max_length=20, choices=Status, default=Status.RUNNING)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    pages = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    quarantined = models.PositiveIntegerField(default=0)
    error_code = models.CharField(max_length=20, blank=True, default="")
    error_message = models.TextField(blank=True, default="")

    class Meta:
        """The newest first."""

        ordering = ("-started_at", "-pk")

    def __str__(self) -> str:
        return f"{self.kind} pull of {self.calendar or self.account}: {self.status}"
