"""An edit made on this site, on its way to Google."""

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dj_google_calendar.models.account import Account
from dj_google_calendar.models.calendar import Calendar
from dj_google_calendar.models.event import Event

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser


class OutboxEntryQuerySet(models.QuerySet["OutboxEntry"]):
    """Edits, narrowed in the words of this app."""

    def visible_to(self, user: "AbstractBaseUser | AnonymousUser") -> Self:
        """Keep the edits of the accounts that this user of the site has connected."""
        return self.filter(account__user_id=user.pk) if user.is_authenticated else self.none()

    def waiting(self) -> Self:
        """Keep what Google has not answered yet, oldest first."""
        return self.filter(state__in=OutboxEntry.OPEN).order_by("pk")


class OutboxEntry(models.Model):
    """One edit: what was changed, from what, and how Google has taken it.

    An entry is never rewritten: edits of one event that wait together are sent as one request,
    and each keeps what it changed, so that it can be seen and undone. Entries of one *lane*
    are sent in their order; lanes do not wait for each other.
    """

    class Kind(models.TextChoices):
        """What is done at Google."""

        INSERT = "insert", _("create")
        PATCH = "patch", _("edit")
        DELETE = "delete", _("delete")
        MOVE = "move", _("move to another calendar")
        IMPORT = "import", _("import")
        CALL = "call", _("change")

    class State(models.TextChoices):
        """How far an edit has come."""

        QUEUED = "queued", _("waiting to be sent")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        REFUSED = "refused", _("refused")
        CONFLICT = "conflict", _("in conflict")
        DISCARDED = "discarded", _("discarded")

    OPEN = (State.QUEUED, State.SENDING)
    """States in which Google has still to answer."""
    CREATING = (Kind.INSERT, Kind.IMPORT)
    """What brings an event to Google that is not there yet."""
    LOST = (State.CONFLICT, State.DISCARDED)
    """States in which it is not made, nor sent again."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="outbox_entries")
    calendar = models.ForeignKey(
        Calendar, null=True, on_delete=models.CASCADE, related_name="outbox_entries"
    )
    event = models.ForeignKey(
        Event, null=True, on_delete=models.SET_NULL, related_name="outbox_entries"
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    lane = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind)
    method = models.TextField(blank=True, default="")
    """For a call: the method of Calendar v3, such as ``acl.insert``."""
    changes = models.JSONField(default=dict)
    """The new value of each changed field; None takes a field away."""
    base = models.JSONField(default=dict)
    """The value that each of them had before; what an undo goes back to.

    While nobody has tried to send it, it follows what becomes of the edits before it.
    """
    parameters = models.JSONField(default=dict)
    """What is sent beside the body, such as ``sendUpdates`` or ``destination``."""
    follows = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="followers"
    )
    """Sent only after this one was."""
    undoes = models.OneToOneField(
        "self", null=True, on_delete=models.SET_NULL, related_name="undone_by"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)

    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    reason = models.TextField(blank=True, default="")
    code = models.CharField(max_length=10, blank=True, default="")
    batch = models.UUIDField(null=True, editable=False)
    """What is sent together; the mark by which the event at Google is known as ours."""
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    lease_owner = models.TextField(blank=True, default="", editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    lease_generation = models.PositiveIntegerField(default=0, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    request = models.JSONField(default=dict)
    """The request that was sent last, without credentials."""
    reply = models.JSONField(default=dict)
    """Google's status, reason and message, where it refused."""

    objects = OutboxEntryQuerySet.as_manager()

    class Meta:
        """Newest first."""

        ordering = ("-pk",)
        verbose_name_plural = _("outbox entries")
        indexes = (
            models.Index(fields=("lane", "id"), name="outbox_lane"),
            models.Index(
                fields=("not_before",),
                name="outbox_due",
                condition=models.Q(state__in=("queued", "sending")),
            ),
            models.Index(
                fields=("calendar",),
                name="outbox_refused",
                condition=models.Q(state="refused"),
            ),
            models.Index(fields=("account", "-made_at"), name="outbox_account"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether Google has still to answer."""
        return self.state in self.OPEN

    @property
    def can_be_retried(self) -> bool:
        """Whether it may be sent again by itself: what follows an edit goes with that one."""
        is_first = self.follows is None or self.follows.state == self.State.SENT
        return self.state == self.State.REFUSED and is_first

    @property
    def can_be_given_up(self) -> bool:
        """Whether it may be given up by itself: not while what it follows may yet be made."""
        is_left = self.state == self.State.REFUSED
        over = (*self.LOST, self.State.SENT) if is_left else self.LOST
        is_first = self.follows is None or self.follows.state in over or self.is_own
        return self.state in (self.State.QUEUED, self.State.REFUSED) and is_first

    @property
    def can_be_undone(self) -> bool:
        """Whether an undo may be offered; it asks for ``undone_by``, to be selected with it."""
        is_made = self.state in (*self.OPEN, self.State.SENT) and self.kind != self.Kind.CALL
        is_first = self.undoes_id is None and (self.follows_id is None or self.is_own)
        return is_made and is_first and not hasattr(self, "undone_by")

    @property
    def is_own(self) -> bool:
        """Whether a person has made it as an edit of its own, even where it follows another.

        What goes on from a series that is not at Google yet waits for that.
        """
        return self.kind in self.CREATING

    @property
    def is_implied(self) -> bool:
        """Whether Google does it by itself, as it deletes the instances that a series loses.

        Such a deletion is shown, and goes the way of the edit of the series that it follows.
        """
        if self.kind != self.Kind.DELETE or self.event is None or self.follows is None:
            return False
        return self.event.is_instance and self.follows.event_id != self.event_id

    @property
    def send_updates(self) -> Any:
        """Whom Google is to tell by mail."""
        return self.parameters.get("sendUpdates", "none")

    @property
    def is_mailing(self) -> bool:
        """Whether the guests are told by Google."""
        return bool(self.send_updates != "none")
