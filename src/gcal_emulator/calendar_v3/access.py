"""Who may see and change what."""

from gcal_emulator.calendar_v3.call import Call
from gcal_emulator.entities import ROLES, Calendar
from gcal_emulator.errors import access_level, not_found
from gcal_emulator.oauth.scopes import PREFIX

PRIMARY = "primary"
WRITER = "writerWithoutPrivateAccess"
"""The least role that writes events; what is private stays closed to it (C-21)."""

NAMED_IN_ERRORS = {WRITER: "writer"}

OWNED = frozenset(
    PREFIX + name for name in ("calendar.events.owned", "calendar.events.owned.readonly")
)
APP_CREATED = PREFIX + "calendar.app.created"
PUBLIC = PREFIX + "calendar.events.public.readonly"
TIMES_ONLY = frozenset(PREFIX + name for name in ("calendar.events.freebusy", "calendar.freebusy"))


def calendar_of(call: Call, *, least: str = "freeBusyReader", calendar_id: str = "") -> Calendar:
    """Give the calendar named in the path, or another; ``primary`` is the caller's own (H-1).

    Raises 404 where the caller has no role on it, 403 where the role does not suffice.
    """
    calendar_id = calendar_id or call.path["calendarId"]
    calendar = call.world.calendars.get(call.user.email if calendar_id == PRIMARY else calendar_id)
    if calendar is None or calendar.is_deleted or not is_opened(call, calendar):
        raise not_found()
    role = role_in(call, calendar)
    if role == "none":
        raise not_found()
    if ROLES.index(role) < ROLES.index(least):
        raise access_level(NAMED_IN_ERRORS.get(least, least))
    return calendar


def role_in(call: Call, calendar: Calendar) -> str:
    """Give the caller's role, which scopes for times only narrow down."""
    role = calendar.role_of(call.user.email)
    if _opening(call) and _opening(call) <= TIMES_ONLY:
        return min(role, "freeBusyReader", key=ROLES.index)
    return role


def is_opened(call: Call, calendar: Calendar) -> bool:
    """Say whether a scope of the token reaches this calendar."""
    return any(_reaches(call, scope, calendar) for scope in _opening(call))


def _opening(call: Call) -> frozenset[str]:
    """Give the scopes of the token that open this method."""
    return call.method.scopes.intersection(call.token.scopes)


def _reaches(call: Call, scope: str, calendar: Calendar) -> bool:
    if scope == APP_CREATED:
        return calendar.created_by_client == call.token.grant.client_id
    if scope in OWNED:
        return calendar.role_of(call.user.email) == "owner"
    if scope == PUBLIC:
        rule = calendar.acl.get("default")
        return rule is not None and rule.role != "none"
    return True
