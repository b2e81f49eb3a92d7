"""What a person does to calendars that all share who see them, and to their pulls.

What is one's own of a calendar, as its colour, is in :mod:`.calendar_list`. Each edit shows at
once, and is sent to Google in the background.
"""

from typing import TYPE_CHECKING, TypedDict, Unpack

from dj_google_calendar import clock
from dj_google_calendar.exceptions import InvalidFieldError, NotAllowedError
from dj_google_calendar.lifecycle import move
from dj_google_calendar.models import Account, Calendar, Notification, OutboxEntry
from dj_google_calendar.operations.event_fields import text_of, zone_of
from dj_google_calendar.operations.rights import require_method, require_owner
from dj_google_calendar.outbox.record import record_call
from dj_google_calendar.outbox.record_calendars import (
    lane_of_list,
    record_calendar_call,
    record_calendar_edit,
    record_removal,
)
from dj_google_calendar.tasks import enqueue_push

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

LONGEST_TITLE = 1_024

EVERYTHING = 2**31 - 1
NEVER_MIND = "It was confirmed that so much is gone."


class CalendarFields(TypedDict, total=False):
    """What can be said of a calendar; None takes a text away, but no title and no zone."""

    summary: str
    description: str | None
    location: str | None
    time_zone: str


def create_calendar(
    account: Account, *, by: "AbstractBaseUser | None", **fields: Unpack[CalendarFields]
) -> OutboxEntry:
    """Create a secondary calendar, which the account then owns (C-13).

    Google gives it its id, so that it is listed once Google has answered: it is then the
    entry's ``calendar``. Raises InvalidFieldError, NotAllowedError.
    """
    require_method(account, "calendars.insert")
    body = {name: value for name, value in _checked(fields).items() if value is not None}
    if "summary" not in body:
        raise InvalidFieldError("summary is missing.", field="summary")
    known = list(account.calendars.order_by("pk").values_list("google_id", flat=True))
    entry = record_call(
        account,
        "calendars.insert",
        lane=lane_of_list(account),
        by=by,
        changes=body,
        base={"known": known},  # by which a lost answer is made out later
    )
    enqueue_push(entry)
    return entry


def edit_calendar(
    calendar: Calendar, *, by: "AbstractBaseUser | None", **fields: Unpack[CalendarFields]
) -> OutboxEntry | None:
    """Give a calendar another title, description, place or zone, for all who see it.

    None where it has these. Events are read anew in a new zone (C-19). Raises
    InvalidFieldError, NotAllowedError.
    """
    require_owner(calendar, "calendars.patch")
    entry = record_calendar_edit(calendar, "calendars.patch", _checked(fields), by=by)
    if entry is not None:
        enqueue_push(entry)
    return entry


def delete_calendar(calendar: Calendar, *, by: "AbstractBaseUser | None") -> OutboxEntry:
    """Delete a secondary calendar with all of its events, for all who see it.

    It is shown no longer; should Google refuse, it comes back. Raises NotAllowedError.
    """
    require_owner(calendar, "calendars.delete")
    if calendar.is_primary:
        raise NotAllowedError("The primary calendar cannot be deleted: clear it instead.")
    if not is_data_owner(calendar):
        raise NotAllowedError("Only the data owner can delete the calendar: unsubscribe instead.")
    entry = record_removal(calendar, "calendars.delete", by=by)
    enqueue_push(entry)
    return entry


def clear_calendar(calendar: Calendar, *, by: "AbstractBaseUser | None") -> OutboxEntry:
    """Delete all events of the primary calendar (C-14).

    They are shown until Google has done so, as nothing brings them back. Raises NotAllowedError.
    """
    require_owner(calendar, "calendars.clear")
    if not calendar.is_primary:
        raise NotAllowedError("Only the primary calendar can be cleared: delete it instead.")
    entry = record_calendar_call(calendar, "calendars.clear", by=by)
    enqueue_push(entry)
    return entry


def is_data_owner(calendar: Calendar) -> bool:
    """Say whether the account is the one owner that a calendar's data has (C-11)."""
    owner = str(calendar.resource.get("dataOwner") or "")
    if not owner:
        return calendar.access_role == "owner"
    return owner.casefold() == calendar.account.email.casefold()


def _checked(fields: CalendarFields) -> dict[str, str | None]:
    """Give fields in Google's names; raise InvalidFieldError."""
    checked: dict[str, str | None] = {}
    for name, value in fields.items():
        if name == "summary":
            title = (text_of(value, name, longest=LONGEST_TITLE) or "").strip()
            if not title:
                raise InvalidFieldError("summary is empty.", field=name)
            checked[name] = title
        elif name in ("description", "location"):
            checked[name] = text_of(value, name) or None
        elif name == "time_zone":
            checked["timeZone"] = zone_of(value)
        else:
            raise InvalidFieldError(f"A calendar has no field {name[:40]!r}.", field=name[:40])
    return checked


def ask_for_pull(calendar: Calendar) -> None:
    """Make a calendar due, also while it is being pulled or waits for Google."""
    Notification.objects.create(calendar=calendar, state=Notification.WISH, received_at=clock.now())
    Calendar.objects.filter(pk=calendar.pk).update(next_pull_at=clock.now())


def confirm_mass_change(calendar: Calendar, *, by: str) -> bool:
    """Let a held calendar lose what Google's list no longer has; False if it is not held."""
    if calendar.state != Calendar.State.HELD:
        return False
    return move(
        calendar,
        Calendar.State.RESYNC,
        reason=NEVER_MIND,
        actor=by,
        missed=EVERYTHING,
        next_pull_at=clock.now(),
    )


def switch_off(calendar: Calendar, *, by: str) -> bool:
    """Pull a calendar no longer; its events stay as they are."""
    if calendar.state == Calendar.State.OFF:
        return False
    return move(calendar, Calendar.State.OFF, reason="It was switched off.", actor=by)


def switch_on(calendar: Calendar, *, by: str) -> bool:
    """Pull a calendar again, from its beginning."""
    if calendar.state != Calendar.State.OFF:
        return False
    return move(
        calendar,
        Calendar.State.RESYNC,
        reason="It was switched on again.",
        actor=by,
        sync_token="",
        page_token="",
        next_pull_at=clock.now(),
    )
