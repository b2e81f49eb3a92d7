"""calendars.* and colors.get: what all who see a calendar share of it (C-10)."""

import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

from gcal_emulator.calendar_v3.access import PRIMARY, calendar_of
from gcal_emulator.calendar_v3.call import Answer, Call, Resource
from gcal_emulator.calendar_v3.event_body import without_nulls
from gcal_emulator.calendar_v3.event_view import is_original
from gcal_emulator.calendar_v3.event_write import is_zone
from gcal_emulator.calendar_v3.families import write_event
from gcal_emulator.calendar_v3.guest_writes import leave
from gcal_emulator.calendar_v3.invitations import spread
from gcal_emulator.calendar_v3.palette import CALENDAR_COLORS, EVENT_COLORS, FOREGROUND, is_color
from gcal_emulator.entities import AclRule, Calendar
from gcal_emulator.errors import (
    calendar_error,
    forbidden,
    invalid,
    not_found,
    precondition_failed,
    required,
)

ETAG_CHARACTERS = 27
LABELS_AT_MOST, LONGEST_LABEL = 200, 50
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MINUTES_OF_DAY = 24 * 60


def get(call: Call) -> Answer:
    """Give a calendar's own data (C-15)."""
    return _answer(calendar_of(call))


def insert(call: Call) -> Answer:
    """Make a secondary calendar, which its maker owns and sees in the list (C-13)."""
    body = without_nulls(call.body)
    if not body.get("summary"):
        raise required("Missing calendar title.")
    _check(body, has_hours=False)
    calendar = call.world.new_calendar(
        call.world.ids.calendar(),
        owner=call.user.email,
        summary=body["summary"],
        time_zone=body.get("timeZone") or call.user.settings.get("timezone", "UTC"),
    )
    calendar.created_by_client = call.token.grant.client_id
    _write(call, calendar, body)
    return _answer(calendar)


def patch(call: Call) -> Answer:
    """Change named fields."""
    return _change(call, {})


def update(call: Call) -> Answer:
    """Replace the shared fields; labels and working hours left out stay (C-16, C-17)."""
    if not call.body.get("summary"):
        raise required("Missing calendar title.")
    return _change(call, {"description": "", "location": ""})


def delete(call: Call) -> Answer:
    """Delete a secondary calendar, which only its data owner can (C-11, C-14)."""
    calendar = calendar_of(call, least="owner")
    _check_match(call, calendar)
    if calendar.is_primary:
        message = "The primary calendar cannot be deleted."
        raise calendar_error("cannotDeletePrimaryCalendar", message)
    if calendar.owner and calendar.owner != call.user.email:
        raise forbidden("Only the data owner can delete the calendar.")
    _clear(call, calendar)
    calendar.is_deleted = True
    for user in call.world.users.values():
        if (entry := user.entries.get(calendar.id)) and not entry.is_removed:
            entry.is_removed, entry.micros = True, call.world.clock.tick()
    return Answer(None)


def clear(call: Call) -> Answer:
    """Delete all events of the primary calendar (C-14)."""
    calendar = calendar_of(call, least="owner")
    if not calendar.is_primary:
        raise invalid("Only the primary calendar can be cleared.")
    _clear(call, calendar)
    return Answer(None)


def transfer_ownership(call: Call) -> Answer:
    """Give a secondary calendar another data owner of the same organisation (C-18)."""
    new_owner = str(call.query["newDataOwner"]).lower()
    calendar = call.world.calendars.get(call.path["calendarId"])
    # H-1: here primary is no alias
    if calendar is None or calendar.is_deleted or call.path["calendarId"] == PRIMARY:
        raise not_found()
    if not call.query["useAdminAccess"]:
        raise invalid(parameter="useAdminAccess")
    owner, person = call.world.users.get(calendar.owner), call.world.users.get(new_owner)
    if not call.user.is_admin or owner is None or owner.domain != call.user.domain:
        raise forbidden("Only an administrator of the organization can transfer ownership.")
    if calendar.is_primary or person is None or person.domain != owner.domain:
        raise invalid(parameter="newDataOwner")
    if person.is_service_account:
        raise invalid(parameter="newDataOwner")
    calendar.owner = new_owner
    scope = {"type": "user", "value": new_owner}
    calendar.set_rule(AclRule("owner", scope, call.world.clock.tick()))
    entry = person.entries.get(calendar.id)
    if entry is None or entry.is_removed:
        call.world.list_calendar(person, calendar.id, {"selected": True})
    return Answer(None)


def _change(call: Call, defaults: Resource) -> Answer:
    calendar = calendar_of(call, least="owner")
    _check_match(call, calendar)
    body = defaults | {key: "" if value is None else value for key, value in call.body.items()}
    if "summary" in body and not body["summary"]:
        raise required("Missing calendar title.")
    if "timeZone" in body and not body["timeZone"]:
        raise invalid("Invalid time zone.")
    _check(body, has_hours=_has_hours(call, calendar))
    _write(call, calendar, body)
    return _answer(calendar)


def _has_hours(call: Call, calendar: Calendar) -> bool:
    """Say whether a calendar may have working hours: the primary one of a Workspace account."""
    owner = call.world.users.get(calendar.owner)
    return calendar.is_primary and owner is not None and owner.is_workspace


def _check(body: Mapping[str, Any], *, has_hours: bool) -> None:
    if body.get("timeZone") and not is_zone(body["timeZone"]):  # C-19
        raise invalid("Invalid time zone.")
    labels = (body.get("labelProperties") or {}).get("eventLabels") or ()
    named = [label["id"].lower() for label in labels if label.get("id")]
    if len(labels) > LABELS_AT_MOST or len(set(named)) < len(named):
        raise invalid("Invalid event label.")
    if not all(map(_is_label, labels)):
        raise invalid("Invalid event label.")
    hours = body.get("workingHours") or {}
    times = hours.get("availableTimes") or ()
    if hours and (not has_hours or not all(map(_is_period, times))):
        raise invalid("Invalid working hours.")
    if hours.get("workingHoursEnabled") and not times:
        raise invalid("Invalid working hours.")


def _is_label(label: Mapping[str, Any]) -> bool:
    name, color = label.get("name") or "", label.get("backgroundColor") or ""
    return len(name) <= LONGEST_LABEL and is_color(color) and _is_uuid(label.get("id"))


def _is_uuid(text: str | None) -> bool:
    """Say whether a label's id can stay, or is left to the server."""
    try:
        return text is None or bool(uuid.UUID(text))
    except ValueError:
        return False


def _is_period(period: Mapping[str, Any]) -> bool:
    start, end = period.get("periodStart"), period.get("periodEnd")
    if not isinstance(start, int) or not isinstance(end, int):
        return False
    is_within = 0 <= start < end <= MINUTES_OF_DAY
    return is_within and str(period.get("dayOfWeek", "")).lower() in DAYS


def _write(call: Call, calendar: Calendar, body: Mapping[str, Any]) -> None:
    """Write shared fields; lists do not tell of it, only the calendar does (C-5)."""
    for key, column in (
        ("summary", "summary"),
        ("description", "description"),
        ("location", "location"),
        ("timeZone", "time_zone"),
    ):
        if key in body:
            setattr(calendar, column, body[key])
    extra = dict(calendar.extra)
    if body.get("labelProperties"):
        extra["labelProperties"] = {"eventLabels": _labels(call, body["labelProperties"])}
    if body.get("workingHours"):
        extra["workingHours"] = without_nulls(body["workingHours"])
    if "autoAcceptInvitations" in body:
        extra["autoAcceptInvitations"] = bool(body["autoAcceptInvitations"])
    calendar.extra = extra
    for event in calendar.order:  # texts hold the zone, and the calendar's name
        event.texts = None


def _labels(call: Call, properties: Mapping[str, Any]) -> list[Resource]:
    labels = without_nulls(properties).get("eventLabels") or []
    return [{"id": call.world.ids.uuid(), **label} for label in labels]


def _clear(call: Call, calendar: Calendar) -> None:
    for event in list(calendar.events.values()):
        if event.is_cancelled:
            continue
        before = event.resource
        if is_original(calendar, before):
            cancelled = write_event(call.world, calendar, event, before | {"status": "cancelled"})
            spread(call.world, calendar, cancelled, before=before)
        else:
            leave(call.world, calendar, event)


def _check_match(call: Call, calendar: Calendar) -> None:
    if call.if_match and call.if_match not in ("*", view(calendar)["etag"]):
        raise precondition_failed()


def _answer(calendar: Calendar) -> Answer:
    shown = view(calendar)
    return Answer(shown, etag=shown["etag"])


def view(calendar: Calendar) -> Resource:
    """Give a calendar as a resource; its ETag is a hash of it (Z-13)."""
    shown: Resource = {"id": calendar.id, "summary": calendar.summary}
    optional = {
        "description": calendar.description,
        "location": calendar.location,
        "timeZone": calendar.time_zone,
        **calendar.extra,
    }
    shown |= {key: value for key, value in optional.items() if value}
    shown["conferenceProperties"] = {"allowedConferenceSolutionTypes": ["hangoutsMeet"]}
    if not calendar.is_primary and calendar.owner:
        shown["dataOwner"] = calendar.owner
    digest = hashlib.sha256(repr(shown).encode()).hexdigest()
    return {"kind": "calendar#calendar", "etag": f'"{digest[:ETAG_CHARACTERS]}"'} | shown


def colors(_call: Call) -> Answer:
    """Give the palette that colour ids name (G-5)."""
    return Answer(
        {
            "kind": "calendar#colors",
            "updated": "2012-02-14T00:00:00.000Z",
            "calendar": _definitions(CALENDAR_COLORS),
            "event": _definitions(EVENT_COLORS),
        }
    )


def _definitions(palette: dict[str, str]) -> Resource:
    return {key: {"background": color, "foreground": FOREGROUND} for key, color in palette.items()}
