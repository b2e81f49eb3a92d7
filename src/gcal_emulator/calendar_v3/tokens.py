"""Sync tokens and page tokens (contract, section 10; Z-11, Z-14).

A sync token is a protobuf message in base64url with padding. Its first field is the microsecond
up to which changes are known; the second the same again, or for a calendar list the account's
address; the last ones a number that binds the token to the caller, the list, its parameters and
the tokens' epoch.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gcal_emulator.calendar_v3.call import Call
from gcal_emulator.errors import GoogleError, full_sync_required, invalid

FREE_ON_A_PAGE = frozenset(
    {"maxResults", "pageToken", "alt", "prettyPrint", "fields", "key", "quotaUser", "userIp"}
)
"""Parameters that may differ between the pages of one list (E-62)."""

FORBIDDEN_WITH_SYNC_TOKEN = (
    "iCalUID",
    "privateExtendedProperty",
    "q",
    "sharedExtendedProperty",
    "timeMin",
    "timeMax",
    "updatedMin",
    "minAccessRole",
    "showOwnOrganizationOnly",
)

WHOLE, TEXT = 0, 2
"""The wire types in use."""

Fields = dict[int, int | bytes]


def sync_number(call: Call, name: str) -> int:
    """Give the number of a list as one caller sees it with one set of parameters (Y-5, Y-21)."""
    free = FREE_ON_A_PAGE | {"syncToken", *FORBIDDEN_WITH_SYNC_TOKEN}
    return _number(call, name, free, call.world.sync_token_epoch)


def page_number(call: Call, name: str) -> int:
    """Give the number of a list in all that its next page must repeat (E-62)."""
    return _number(call, name, FREE_ON_A_PAGE, None)


def _number(call: Call, name: str, free: frozenset[str], epoch: int | None) -> int:
    parameters = {key: value for key, value in sorted(call.query.items()) if key not in free}
    text = json.dumps([name, call.user.email, dict(call.path), parameters, epoch])
    return zlib.crc32(text.encode())


def write_sync_token(micros: int, number: int, *, account: str = "") -> str:
    """Write the token of a list that is known up to a moment."""
    second = _text_field(2, account) if account else _whole_field(2, micros)
    rest = b"".join(
        _whole_field(index, value) for index, value in ((3, 5), (4, number), (5, number))
    )
    message = _whole_field(1, micros) + second + rest
    return base64.urlsafe_b64encode(message).decode()


def read_sync_token(text: str, number: int) -> int:
    """Give the moment up to which the holder knows the list.

    Raises 400 for what is no token at all, 410 for one that is not of this list or no longer
    accepted (Z-11).
    """
    fields = _read_message(text)
    micros = fields.get(1)
    if fields.get(4) != number or not isinstance(micros, int):
        raise full_sync_required()
    return micros


def check_sync_parameters(query: Mapping[str, Any]) -> None:
    """Refuse what may not stand beside a sync token (X-24, X-25, Y-6)."""
    if query.get("orderBy"):
        raise GoogleError(
            400,
            "syncTokenWithNonDefaultOrdering",
            "Sync token cannot be used with non-default ordering",
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


@dataclass(frozen=True)
class Mark:
    """Where a page begins.

    Which entry of the list, how many of that entry's items are passed, and what was known when
    the first page was read (Y-2).
    """

    position: int
    offset: int
    micros: int


def write_page_token(mark: Mark, number: int) -> str:
    """Write where the next page begins."""
    text = json.dumps([mark.position, mark.offset, mark.micros, number])
    return base64.urlsafe_b64encode(text.encode()).decode()


def read_page_token(text: str, number: int) -> Mark:
    """Read where a page begins; raise 400 for another list's token (E-62)."""
    try:
        position, offset, micros, written_for = json.loads(base64.urlsafe_b64decode(text))
    except (ValueError, binascii.Error, TypeError) as exc:
        raise invalid(parameter="pageToken") from exc
    numbers = (position, offset, micros)
    if written_for != number or not all(isinstance(each, int) and each >= 0 for each in numbers):
        raise invalid(parameter="pageToken")
    return Mark(*numbers)


def _whole_field(index: int, value: int) -> bytes:
    return bytes([index << 3 | WHOLE]) + _varint(value)


def _text_field(index: int, text: str) -> bytes:
    return bytes([index << 3 | TEXT]) + _varint(len(text.encode())) + text.encode()


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*written, value])


def _read_message(text: str) -> Fields:
    try:
        fields = _read_fields(base64.b64decode(text, altchars=b"-_", validate=True))
    except (ValueError, IndexError) as exc:
        raise invalid() from exc
    if not fields:
        raise invalid()
    return fields


def _read_fields(data: bytes) -> Fields:
    fields: Fields = {}
    position = 0
    while position < len(data):
        tag, (value, position) = data[position], _read_varint(data, position + 1)
        if tag & 7 == WHOLE:
            fields[tag >> 3] = value
        elif tag & 7 == TEXT and position + value <= len(data):
            fields[tag >> 3] = data[position : position + value]
            position += value
        else:
            raise ValueError(tag)
    return fields


def _read_varint(data: bytes, position: int) -> tuple[int, int]:
    value, shift = 0, 0
    while data[position] & 0x80:
        value |= (data[position] & 0x7F) << shift
        shift, position = shift + 7, position + 1
    return value | data[position] << shift, position + 1
