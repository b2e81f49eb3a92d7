"""What a writer may send of an event, and what of it is read."""

import re
from collections.abc import Mapping
from typing import Any

from gcal_emulator.calendar_v3.call import Call, Resource
from gcal_emulator.errors import GoogleError, invalid, not_implemented, required

CLIENT_ID = re.compile(r"[0-9a-v]{5,1024}")

SERVER_OWNED = frozenset(
    {"kind", "etag", "htmlLink", "created", "updated", "creator", "hangoutLink", "locked"}
    | {"privateCopy", "recurringEventId", "originalStartTime", "organizer"}
)
"""Ignored when written (E-50)."""

ON_REQUEST = {"conferenceData": "conferenceDataVersion", "attachments": "supportsAttachments"}
"""Ignored unless a parameter says that the writer knows of them (E-16, E-18)."""


def check_id(event_id: object) -> str:
    """Refuse an id outside of the alphabet that clients may choose from (E-1)."""
    if not isinstance(event_id, str) or not CLIENT_ID.fullmatch(event_id):
        raise invalid("Invalid resource id value.")
    return event_id


def writable(body: Mapping[str, Any], query: Mapping[str, Any]) -> Resource:
    """Keep what a writer may set."""
    unread = {key for key, parameter in ON_REQUEST.items() if not query.get(parameter)}
    return {key: value for key, value in body.items() if key not in SERVER_OWNED | unread}


def kept(stored: Resource, query: Mapping[str, Any]) -> Resource:
    """Keep what a PUT leaves alone (H-11, E-17)."""
    unread = {key for key, parameter in ON_REQUEST.items() if not query.get(parameter)}
    fixed = {"id", "iCalUID", "sequence", "eventType", *SERVER_OWNED, *unread}
    return {key: value for key, value in stored.items() if key in fixed}


def without_nulls(value: Any) -> Any:
    """Leave out members that are null, which means the same as absent."""
    if isinstance(value, dict):
        return {key: without_nulls(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [without_nulls(inner) for inner in value]
    return value


def check_unserved(call: Call) -> None:
    """Refuse aloud what would otherwise be silently left undone."""
    if call.query.get("eventLabelVersion"):
        raise not_implemented("eventLabelVersion=1")
    conference = call.body.get("conferenceData") or {}
    if call.query.get("conferenceDataVersion") and conference.get("createRequest"):
        raise not_implemented("conferenceData.createRequest")


def check_change(before: Mapping[str, Any], body: Mapping[str, Any]) -> None:
    """Refuse what cannot change: an event's type (E-26), or its sequence downwards."""
    kind = before.get("eventType", "default")
    if body.get("eventType", kind) != kind:
        raise GoogleError(
            400, "eventTypeRestriction", "The event type cannot be changed.", "calendar"
        )
    if (body.get("sequence") or before.get("sequence", 0)) < before.get("sequence", 0):
        raise invalid(
            "Invalid sequence value. The specified sequence number is below the current sequence "
            "number of the resource. Re-fetch the resource and use its sequence number on the "
            "following request."
        )


def merged(stored: Any, patch: Any) -> Any:
    """Apply a PATCH: objects merge, arrays are replaced, null deletes (H-9)."""
    if not isinstance(patch, dict):
        return patch
    before = stored if isinstance(stored, dict) else {}
    result = {key: value for key, value in before.items() if key not in patch}
    for key, value in patch.items():
        if value is not None:
            result[key] = merged(before.get(key), value)
    return result


def check_zone_is_given(body: Mapping[str, Any]) -> None:
    """Refuse a recurring timed event whose writer names no zone (R-2)."""
    if not body.get("recurrence"):
        return
    for key in ("start", "end"):
        value = body.get(key) or {}
        if isinstance(value, dict) and value.get("dateTime") and not value.get("timeZone"):
            raise required(f"Missing time zone definition for {key} time.")
