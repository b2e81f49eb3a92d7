"""A connected Google user, owned by one user of the site."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser


class AccountQuerySet(models.QuerySet["Account"]):
    """Accounts, narrowed in the words of this app."""

    def visible_to(self, user: "AbstractBaseUser | AnonymousUser") -> Self:
        """Keep the accounts that this user of the site has connected."""
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()


class Account(models.Model):
    """One connected Google account; ``sub`` is Google's unchanging name for it."""

    class State(models.TextChoices):
        """How the grant of the account fares."""

        CONNECTING = "connecting", _("connecting")
        ACTIVE = "active", _("connected")
        DEGRADED = "degraded", _("connected with limits")
        REAUTH_REQUIRED = "reauth_required", _("reconnect needed")
        PAUSED = "paused", _("paused")
        DISCONNECTING = "disconnecting", _("disconnecting")

    SILENT = 2
    """After so many pulls in a row without notice a channel is no longer relied on."""
    PULLED = (State.ACTIVE, State.DEGRADED)
    """States in which Google may be asked on an account's behalf."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="google_accounts"
    )
    sub = models.CharField(max_length=255, unique=True)
    email = models.CharField(max_length=320)
    state = models.CharField(max_length=20, choices=State, default=State.CONNECTING)
    state_reason = models.TextField(blank=True, default="")
    state_changed_at = models.DateTimeField(default=timezone.now)
    state_actor = models.TextField(blank=True, default="")
    granted_scopes = models.JSONField(default=list)
    sealed_credentials = models.TextField(editable=False)
    credentials_generation = models.PositiveIntegerField(default=0, editable=False)
    calendar_list_sync_token = models.TextField(blank=True, default="", editable=False)
    next_list_pull_at = models.DateTimeField(default=timezone.now, db_index=True)
    next_list_reconcile_at = models.DateTimeField(null=True, blank=True)
    is_list_told = models.BooleanField(default=False, db_default=False, editable=False)
    """Whether a notification has come for the calendar list since its last pull."""
    silent_list_pulls = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    """So many pulls in a row have found changes of the list that no notification had told of."""
    refresh_owner = models.TextField(blank=True, default="", editable=False)
    """Who renews the access token at the moment, if ``refresh_until`` is not past."""
    refresh_until = models.DateTimeField(null=True, blank=True, editable=False)
    connected_at = models.DateTimeField(default=timezone.now)
    last_pulled_at = models.DateTimeField(null=True, blank=True)

    objects = AccountQuerySet.as_manager()

    class Meta:
        """Oldest connection first."""

        ordering = ("connected_at", "pk")

    def __str__(self) -> str:
        return self.email

    def __repr__(self) -> str:
        # never the credentials, whatever a traceback or a log prints
        return f"<Account {self.pk}>"

    @property
    def may_pull(self) -> bool:
        """Whether Google may be asked on the account's behalf."""
        return self.state in self.PULLED

    @property
    def is_list_silent(self) -> bool:
        """Whether the calendar list has changed repeatedly and its channel told nothing."""
        return self.silent_list_pulls >= self.SILENT
