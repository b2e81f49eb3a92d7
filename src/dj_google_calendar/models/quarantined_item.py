"""An item that Google sent and that the mirror could not take, with the reason."""

from django.db import models
from django.utils import timezone

from dj_google_calendar.models.account import Account
from dj_google_calendar.models.calendar import Calendar


class QuarantinedItem(models.Model):
    """One malformed calendar or event; ``key`` is its Google id, or a digest where it has none."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="quarantine")
    calendar = models.ForeignKey(
        Calendar, on_delete=models.CASCADE, null=True, blank=True, related_name="quarantine"
    )
    key = models.CharField(max_length=1024)
    reason = models.TextField()
    resource = models.TextField()
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Found again by calendar and key."""

        indexes = (models.Index(fields=("calendar", "key"), name="quarantined_item_key"),)

    def __str__(self) -> str:
        return f"{self.key}: {self.reason}"
