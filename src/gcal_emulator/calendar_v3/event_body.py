"""What a writer may send of an event, and what of it is read."""

import re
from collections.abc import Mapping
from typing import Any

from gcal_emulator.calendar_v3.call import Call, Resource
from gcal_emulator.errors import calendar_error, invalid, required

CLIENT_ID = re.compile(r"[0-9a-v]{5,1024}")

SERVER_OWNED = frozenset(
    {"kind", "etag", "htmlLink", "created", "updated", "creator", "hangoutLink", "locked"}
    | {"privateCopy", "recurringEventId", "originalStartTime", "organizer", "gadget"}
    | {"attendeesOmitted"}
)
"""Not stored when written (E-50, E-57); that guests are omitted only says how to read (E-19)."""

ON_REQUEST = {"conferenceData": "conferenceDataVersion", "attachments": "supportsAttachments"}
"""Ignored unless a parameter says that the writer knows of them (E-16, E-18)."""


def check_id(event_id: object) -> str:
    """Refuse an id outside of the alphabet that clients may choose from (E-1)."""
    if not isinstance(event_id, str) or not CLIENT_ID.fullmatch(event_id):
        raise invalid("Invalid resource id value.")
    return event_id


def _unread(query: Mapping[str, Any]) -> set[str]:
    """Give the fields that the version parameters leave unread (E-16, E-18, E-29)."""
    unread = {key for key, parameter in ON_REQUEST.items() if not query.get(parameter)}
    return unread | {"colorId" if query.get("eventLabelVersion") else "eventLabelId"}


def writable(call: Call) -> Resource:
    """Keep of a body what its writer may set."""
    ignored = SERVER_OWNED | _unread(call.query)
    kept = {key: value for key, value in call.body.items() if key not in ignored}
    if kept.get("eventLabelId") == "":  # E-29: an empty one removes the label
        kept["eventLabelId"] = None
    return kept


def replaced(stored: Resource, call: Call) -> Resource:
    """Apply a PUT: what is left out returns to its default, with few exceptions (H-11, E-17)."""
    fixed = {"id", "iCalUID", "sequence", "eventType", *SERVER_OWNED, *_unread(call.query)}
    return {key: value for key, value in stored.items() if key in fixed} | writable(call)


def without_nulls(value: Any) -> Any:
    """Leave out members that are null, which means the same as absent."""
    if isinstance(value, dict):
        return {key: without_nulls(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [without_nulls(inner) for inner in value]
    return value


def check_change(before: Mapping[str, Any], body: Mapping[str, Any]) -> None:
    """Refuse what cannot change: an event's type (E-26), or its sequence downwards."""
    kind = before.get("eventType", "default")
    if (body.get("eventType") or kind) != kind:
        raise calendar_error("eventTypeRestriction", "The event type cannot be changed.")
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
