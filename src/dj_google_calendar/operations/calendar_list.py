"""What a person does to the own list of calendars, of which nobody else sees anything (C-10)."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dj_google_calendar.exceptions import InvalidFieldError, NotAllowedError
from dj_google_calendar.models import Account, Calendar, OutboxEntry
from dj_google_calendar.operations.calendars import LONGEST_TITLE, is_data_owner
from dj_google_calendar.operations.event_fields import color_of, resource_fields, text_of
from dj_google_calendar.operations.rights import require_method, require_presence
from dj_google_calendar.outbox.record import record_call
from dj_google_calendar.outbox.record_calendars import (
    lane_of,
    lane_of_list,
    record_calendar_edit,
    record_removal,
)
from dj_google_calendar.tasks import enqueue_push

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

LONGEST_ID = 1_024
COLOR_IDS = tuple(map(str, range(1, 25)))
NOTIFICATIONS = (
    "eventCreation",
    "eventChange",
    "eventCancellation",
    "eventResponse",
    "agenda",
)


def subscribe(
    account: Account, google_id: str, *, by: "AbstractBaseUser | None"
) -> OutboxEntry | None:
    """Put a calendar into the list that is shared with the account; None where it is in it.

    It is listed once Google has answered; the entry has it then. Raises InvalidFieldError,
    NotAllowedError.
    """
    require_method(account, "calendarList.insert")
    wanted = (text_of(google_id, "id", longest=LONGEST_ID) or "").strip()
    if not wanted:
        raise InvalidFieldError("id is empty.", field="id")
    known = account.calendars.filter(google_id=wanted).first()
    if known is not None and known.state != Calendar.State.UNREACHABLE:
        return None
    entry = record_call(
        account,
        "calendarList.insert",
        lane=lane_of(known) if known else lane_of_list(account),
        by=by,
        calendar=known,
        changes={"id": wanted},
    )
    enqueue_push(entry)
    return entry


def unsubscribe(calendar: Calendar, *, by: "AbstractBaseUser | None") -> OutboxEntry:
    """Take a calendar off the list; the calendar stays, and can be subscribed to again (C-9).

    Raises NotAllowedError.
    """
    require_method(calendar.account, "calendarList.delete")
    require_presence(calendar)
    if calendar.is_primary:
        raise NotAllowedError("You cannot remove your own primary calendar from your list.")
    if calendar.resource.get("dataOwner") and is_data_owner(calendar):
        raise NotAllowedError("The data owner cannot unsubscribe from the calendar: delete it.")
    entry = record_removal(calendar, "calendarList.delete", by=by)
    enqueue_push(entry)
    return entry


def set_own_title(
    calendar: Calendar, title: str | None, *, by: "AbstractBaseUser | None"
) -> OutboxEntry | None:
    """Show a calendar under a title of one's own; None goes back to the calendar's."""
    own = (text_of(title, "summaryOverride", longest=LONGEST_TITLE) or "").strip()
    return _edit(calendar, {"summaryOverride": own or None}, by=by)


def recolor_calendar(
    calendar: Calendar,
    *,
    by: "AbstractBaseUser | None",
    color_id: str | None = None,
    background_color: str | None = None,
    foreground_color: str | None = None,
) -> OutboxEntry | None:
    """Give a calendar a colour: one of Google's palette by its id, or any as ``#rrggbb``.

    Without a foreground colour the one of black and white is taken that can be read.
    """
    if (color_id is None) == (background_color is None):
        raise InvalidFieldError("Give a colorId or a backgroundColor.", field="colorId")
    if color_id is not None:
        if color_id not in COLOR_IDS:
            raise InvalidFieldError("colorId is 1 to 24.", field="colorId")
        return _edit(calendar, {"colorId": color_id}, by=by)
    background = color_of(background_color, "backgroundColor")
    foreground = color_of(foreground_color or readable_on(background), "foregroundColor")
    colors = {"backgroundColor": background, "foregroundColor": foreground}
    return _edit(calendar, colors, by=by, colorRgbFormat=True)


def readable_on(background: str) -> str:
    """Give black or white, whichever stands out more against a colour (sRGB luminance)."""
    red, green, blue = (int(background[at : at + 2], 16) / 255 for at in (1, 3, 5))
    luminance = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
    return "#000000" if luminance > 0.18 else "#ffffff"


def hide_calendar(calendar: Calendar, *, by: "AbstractBaseUser | None") -> OutboxEntry | None:
    """Leave a calendar out of the list that Google's page shows; None where it is."""
    return _edit(calendar, {"hidden": True}, by=by)


def show_calendar(calendar: Calendar, *, by: "AbstractBaseUser | None") -> OutboxEntry | None:
    """Show a calendar in the list again; None where it is shown."""
    return _edit(calendar, {"hidden": False}, by=by)


def select_calendar(
    calendar: Calendar, *, by: "AbstractBaseUser | None", is_selected: bool
) -> OutboxEntry | None:
    """Show or leave out a calendar's events in Google's page; None where it is so."""
    if not isinstance(is_selected, bool):
        raise InvalidFieldError("selected is true or false.", field="selected")
    return _edit(calendar, {"selected": is_selected}, by=by)


def set_default_reminders(
    calendar: Calendar,
    reminders: Sequence[Mapping[str, Any]],
    *,
    by: "AbstractBaseUser | None",
) -> OutboxEntry | None:
    """Set the reminders of events that have none of their own (C-22); None where they are so.

    Each is as ``{"method": "popup", "minutes": 10}``.
    """
    if reminders is None:
        raise InvalidFieldError("reminders is not a list.", field="reminders")
    checked = resource_fields({"reminders": reminders}, time_zone="UTC")["reminders"]
    return _edit(calendar, {"defaultReminders": checked["overrides"]}, by=by)


def set_notifications(
    calendar: Calendar, kinds: Collection[str], *, by: "AbstractBaseUser | None"
) -> OutboxEntry | None:
    """Set what Google tells of by mail; None where it is so.

    The kinds are those of :data:`NOTIFICATIONS`.
    """
    if isinstance(kinds, str) or not isinstance(kinds, Collection):
        raise InvalidFieldError("notifications is not a list.", field="notificationSettings")
    if not all(isinstance(kind, str) and kind in NOTIFICATIONS for kind in kinds):
        raise InvalidFieldError(
            f"notifications are of {', '.join(NOTIFICATIONS)}.", field="notificationSettings"
        )
    wanted = [{"type": kind, "method": "email"} for kind in NOTIFICATIONS if kind in kinds]
    return _edit(calendar, {"notificationSettings": {"notifications": wanted}}, by=by)


def _edit(
    calendar: Calendar,
    changes: Mapping[str, Any],
    *,
    by: "AbstractBaseUser | None",
    **parameters: Any,
) -> OutboxEntry | None:
    require_method(calendar.account, "calendarList.patch")
    require_presence(calendar)
    entry = record_calendar_edit(
        calendar, "calendarList.patch", changes, by=by, parameters=parameters
    )
    if entry is not None:
        enqueue_push(entry)
    return entry
