"""One change of the state of an account or of a calendar: what, why, when, and by whom."""

from django.db import models
from django.utils import timezone

from dj_google_calendar.models.account import Account
from dj_google_calendar.models.calendar import Calendar


class StateChange(models.Model):
    """A row for each change; ``calendar`` is None where the account's own state changed."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="state_changes")
    calendar = models.ForeignKey(
        Calendar, on_delete=models.CASCADE, null=True, blank=True, related_name="state_changes"
    )
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    reason = models.TextField(blank=True, default="")
    actor = models.TextField(blank=True, default="")
    changed_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        """The newest first."""

        ordering = ("-changed_at", "-pk")

    def __str__(self) -> str:
        return f"{self.calendar or self.account}: {self.before} to {self.after}"
