"""An upload: a file of iCalendar text on its way into a calendar."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from dj_google_calendar.models.calendar import Calendar

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser


class UploadQuerySet(models.QuerySet["Upload"]):
    """Uploads, narrowed in the words of this app."""

    def visible_to(self, user: "AbstractBaseUser | AnonymousUser") -> Self:
        """Keep what this user of the site has uploaded to calendars that are still theirs."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(made_by_id=user.pk, calendar__account__user_id=user.pk)


class Upload(models.Model):
    """A file that was looked at, and is imported part by part; kept for a day."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="uploads")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    content = models.BinaryField()
    """The text, compressed by zlib."""
    done = models.PositiveIntegerField(default=0)
    """So many of its events have been imported, or were refused."""
    outcomes = models.JSONField(default=list)
    """For each of them: its title, the event, and what is wrong."""

    objects = UploadQuerySet.as_manager()

    class Meta:
        """Newest first."""

        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"upload {self.pk}"
