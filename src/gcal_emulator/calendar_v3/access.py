"""Who may see and change what."""

from gcal_emulator.calendar_v3.call import Call
from gcal_emulator.errors import access_level, not_found
from gcal_emulator.world import ROLES, Calendar

PRIMARY = "primary"


def calendar_of(call: Call, *, least: str = "freeBusyReader") -> Calendar:
    """Give the calendar named in the path; ``primary`` is the caller's own (H-1).

    Raises 404 where the caller has no role on it, 403 where the role does not suffice.
    """
    calendar_id = call.path["calendarId"]
    calendar = call.world.calendars.get(call.user.email if calendar_id == PRIMARY else calendar_id)
    role = calendar.role_of(call.user.email) if calendar else "none"
    if calendar is None or role == "none":
        raise not_found()
    if ROLES.index(role) < ROLES.index(least):
        raise access_level(least)
    return calendar
