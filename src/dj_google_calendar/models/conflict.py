"""An edit of this site that met another one at Google."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dj_google_calendar.models.event import Event
from dj_google_calendar.models.outbox_entry import OutboxEntry

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser


class ConflictQuerySet(models.QuerySet["Conflict"]):
    """Conflicts, narrowed in the words of this app."""

    def visible_to(self, user: "AbstractBaseUser | AnonymousUser") -> Self:
        """Keep the conflicts of the accounts that this user of the site has connected."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(entry__account__user_id=user.pk)

    def unresolved(self) -> Self:
        """Keep those that nobody has decided."""
        return self.filter(state=Conflict.State.OPEN)


class Conflict(models.Model):
    """Fields that both sides changed: Google's values stand, ours are kept here."""

    class Kind(models.TextChoices):
        """What met what."""

        EDITED = "edited", _("edited here and at Google")
        DELETED_THERE = "deleted_there", _("edited here, deleted at Google")
        DELETED_HERE = "deleted_here", _("deleted here, edited at Google")

    class State(models.TextChoices):
        """What was decided."""

        OPEN = "open", _("to be decided")
        THEIRS = "theirs", _("Google's version was kept")
        OURS = "ours", _("this site's version was restored")

    entry = models.ForeignKey(OutboxEntry, on_delete=models.CASCADE, related_name="conflicts")
    event = models.ForeignKey(Event, null=True, on_delete=models.SET_NULL, related_name="conflicts")
    kind = models.CharField(max_length=20, choices=Kind)
    fields = models.JSONField(default=dict)
    """By field: ``{"base": …, "ours": …, "theirs": …}``."""
    instances = models.JSONField(default=list, db_default=[])
    """Dates of a series that were changed at Google, and that ours would have taken away."""
    found_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ConflictQuerySet.as_manager()

    class Meta:
        """Newest first."""

        ordering = ("-pk",)

    def __str__(self) -> str:
        return str(self.get_kind_display())
