"""Sync tokens and page tokens (contract, section 10; Z-11, Z-14).

A sync token is a protobuf message in base64url with padding: fields 1 and 2 are the
microsecond up to which changes are known, fields 4 and 5 a number that binds the token to
the caller, the list, its parameters and the tokens' epoch.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from typing import Any

from gcal_emulator.calendar_v3.call import Call
from gcal_emulator.errors import GoogleError, full_sync_required, invalid

FREE_PARAMETERS = frozenset(
    {"maxResults", "pageToken", "syncToken", "alt", "prettyPrint", "fields", "key", "quotaUser"}
)
"""Parameters that may differ between the calls of one list."""

FORBIDDEN_WITH_SYNC_TOKEN = (
    "iCalUID",
    "privateExtendedProperty",
    "q",
    "sharedExtendedProperty",
    "timeMin",
    "timeMax",
    "updatedMin",
    "minAccessRole",
)


def fingerprint(call: Call, name: str) -> int:
    """Give the number of a list as one caller sees it with one set of parameters (Y-5, Y-21)."""
    parameters = {
        key: value
        for key, value in sorted(call.query.items())
        if key not in FREE_PARAMETERS and key not in FORBIDDEN_WITH_SYNC_TOKEN
    }
    text = json.dumps(
        [name, call.user.email, dict(call.path), parameters, call.world.sync_token_epoch]
    )
    return zlib.crc32(text.encode())


def write_sync_token(micros: int, number: int) -> str:
    """Write the token of a list that is known up to a moment."""
    message = b"".join(
        _tag(index) + _varint(value)
        for index, value in ((1, micros), (2, micros), (3, 5), (4, number), (5, number))
    )
    return base64.urlsafe_b64encode(message).decode()


def read_sync_token(text: str, number: int) -> int:
    """Give the moment up to which the holder knows the list.

    Raises 400 for what is no token at all, 410 for one that is not of this list or no longer
    accepted (Z-11).
    """
    fields = _read_message(text)
    if fields.get(4) != number or fields.get(1) is None:
        raise full_sync_required()
    return fields[1]


def check_sync_parameters(query: Mapping[str, Any]) -> None:
    """Refuse what may not stand beside a sync token (X-24, X-25, Y-6)."""
    if query.get("orderBy"):
        raise GoogleError(
            400,
            "syncTokenWithNonDefaultOrdering",
            "Sync token cannot be used with non-default ordering.",
            "calendar",
        )
    hides_deleted = query.get("showDeleted") is False or query.get("showHidden") is False
    if hides_deleted or any(query.get(name) for name in FORBIDDEN_WITH_SYNC_TOKEN):
        raise GoogleError(
            400,
            "syncTokenWithRequestRestrictions",
            "Sync token cannot be used with other request restrictions.",
            "calendar",
        )


def write_page_token(position: int, micros: int, number: int) -> str:
    """Write where the next page goes on, and what was known when the list began (Y-2)."""
    return base64.urlsafe_b64encode(json.dumps([position, micros, number]).encode()).decode()


def read_page_token(text: str, number: int) -> tuple[int, int]:
    """Give position and first moment; raise 400 for another list's token (E-62)."""
    try:
        position, micros, written_for = json.loads(base64.urlsafe_b64decode(text))
    except (ValueError, binascii.Error, TypeError) as exc:
        raise invalid(parameter="pageToken") from exc
    if written_for != number or not isinstance(position, int) or not isinstance(micros, int):
        raise invalid(parameter="pageToken")
    return position, micros


def _tag(index: int) -> bytes:
    return bytes([index << 3])


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*written, value])


def _read_message(text: str) -> dict[int, int]:
    try:
        data = base64.b64decode(text, altchars=b"-_", validate=True)
        return _read_fields(data)
    except (ValueError, IndexError) as exc:
        raise invalid() from exc


def _read_fields(data: bytes) -> dict[int, int]:
    fields: dict[int, int] = {}
    position = 0
    while position < len(data):
        tag = data[position]
        if tag & 7 or not data:
            raise ValueError(tag)
        value, shift, position = 0, 0, position + 1
        while True:
            byte = data[position]
            position += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        fields[tag >> 3] = value
    if not fields:
        raise ValueError(data)
    return fields
