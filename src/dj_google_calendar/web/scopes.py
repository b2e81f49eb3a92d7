"""What of a series an edit is of: this occurrence, this and all that follow, or all."""

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from dj_google_calendar.exceptions import InvalidFieldError
from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.operations import events, invitations, series
from dj_google_calendar.operations.event_changes import SendUpdates
from dj_google_calendar.operations.event_fields import Moment
from dj_google_calendar.operations.occurrence import occurrence_of, readable, series_of
from dj_google_calendar.web.done import entry_that_made

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


class Scope(models.TextChoices):
    """The three answers, in the words of the dialog."""

    THIS = "this", _("this event")
    FOLLOWING = "following", _("this and following events")
    ALL = "all", _("all events")


def read_scope(text: str | None, event: Event) -> Scope | None:
    """Read an answer; None where the event does not recur. Raises InvalidFieldError."""
    if not (event.is_series or event.is_instance):
        return None
    default = Scope.ALL if event.is_series else Scope.THIS
    try:
        return Scope(text or default)
    except ValueError as exc:
        raise InvalidFieldError(
            f"scope is one of {', '.join(Scope.values)}.", field="scope"
        ) from exc


@transaction.atomic
def edit(
    event: Event,
    scope: Scope | None,
    original: Moment | None,
    *,
    by: "AbstractBaseUser",
    send_updates: SendUpdates,
    **fields: Any,
) -> tuple[Event, OutboxEntry | None]:
    """Edit an event in a scope; give the event that now stands for it, and the edit."""
    told: dict[str, Any] = {"by": by, "send_updates": send_updates}
    if not fields:  # else a series would be divided into two that are the same
        return event, None
    if scope is None:
        change = series.make_series if fields.get("recurrence") else events.edit_event
        return event, change(event, **told, **fields)
    if scope == Scope.FOLLOWING and not _is_first(event, original):
        made = series.edit_following(event, original_start=original, **told, **fields)
        return made, entry_that_made(made, by=by)
    edit_part = series.edit_this if scope == Scope.THIS else series.edit_all
    entry = edit_part(event, original_start=original, **told, **fields)
    return (entry.event or event if entry else event), entry


def _is_first(event: Event, original: Moment | None) -> bool:
    """Say whether all is meant by an occurrence and those that follow."""
    with readable():
        return occurrence_of(event, original).is_first


def delete(
    event: Event,
    scope: Scope | None,
    original: Moment | None,
    *,
    by: "AbstractBaseUser",
    send_updates: SendUpdates,
) -> OutboxEntry:
    """Delete an event in a scope; give the edit."""
    told: dict[str, Any] = {"by": by, "send_updates": send_updates}
    if scope is None:
        return events.delete_event(event, **told)
    if scope == Scope.ALL:
        return series.delete_all(event, **told)
    remove = series.delete_this if scope == Scope.THIS else series.delete_following
    return remove(event, original_start=original, **told)


@transaction.atomic
def answer(
    event: Event,
    scope: Scope | None,
    original: Moment | None,
    response: str,
    *,
    by: "AbstractBaseUser",
    comment: str | None,
) -> OutboxEntry | None:
    """Answer an invitation to one occurrence or to all; the organizer is told by mail."""
    if scope == Scope.FOLLOWING:
        raise InvalidFieldError("One occurrence is answered, or all.", field="scope")
    is_one = scope == Scope.THIS and event.is_series
    return invitations.respond(
        series_of(event) if scope == Scope.ALL else event,
        response,  # type: ignore[arg-type] # checked there
        original_start=original if is_one else None,
        by=by,
        comment=comment,
        send_updates="all",
    )
