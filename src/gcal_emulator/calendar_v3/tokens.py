"""Sync tokens (contract, section 10; Z-11, Z-14).

A sync token is a protobuf message in base64url with padding. Its first field is the microsecond
up to which changes are known; the second the same again, or for a calendar list the account's
address; then come a number that binds the token to the caller, the list, its parameters and the
tokens' epoch, and, which Google's do not have, the second in which it was given.
"""

import base64
import contextlib
import re
from collections.abc import Mapping
from typing import Any

from gcal_emulator.calendar_v3.call import Call, Resource
from gcal_emulator.calendar_v3.lists import (
    FREE_ON_A_PAGE,
    Mark,
    Page,
    list_number,
    sharing_epoch,
)
from gcal_emulator.clock import MICROSECONDS
from gcal_emulator.errors import calendar_error, full_sync_required, invalid

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


def known_since(call: Call, name: str) -> int | None:
    """Give the moment up to which the holder of the call's sync token knows a list.

    None without a token. Raises 400 for a token beside what it excludes (Y-5), and for what
    is no token; 410 for one that is damaged, not of this list, or no longer accepted (Y-8, Z-11).
    """
    if "syncToken" not in call.query:
        return None
    _check_sync_parameters(call.query)
    text, life = call.query["syncToken"], call.world.switches.sync_token_seconds
    fields = _read_message(text)
    micros, given_at = fields.get(1), fields.get(6)
    if not isinstance(micros, int) or not isinstance(given_at, int):
        raise full_sync_required()
    second = fields.get(2)
    account = second if isinstance(second, bytes) else b""
    known = Mark(0, 0, micros, sharing_epoch(call))
    if text != _sync_token(call, name, known, account=account, given_at=given_at):
        raise full_sync_required()
    if life and call.world.clock.micros() >= (given_at + life) * MICROSECONDS:
        raise full_sync_required()
    return micros


def next_tokens(call: Call, name: str, page: Page[Any], *, account: str = "") -> Resource:
    """Give the token of the next page, or on the last one the sync token (E-61)."""
    if page.next_page_token:
        return {"nextPageToken": page.next_page_token}
    given_at = call.world.clock.micros() // MICROSECONDS
    token = _sync_token(call, name, page.mark, account=account.encode(), given_at=given_at)
    return {"nextSyncToken": token}


def _sync_token(call: Call, name: str, known: Mark, *, account: bytes, given_at: int) -> str:
    """Write the token of what was known when the first page was read, and shared as it was then."""
    second = _text_field(2, account) if account else _whole_field(2, known.micros)
    number = _sync_number(call, name, known.sharing)
    rest = ((3, 5), (4, number), (5, number), (6, given_at))
    written = b"".join(_whole_field(index, value) for index, value in rest)
    return base64.urlsafe_b64encode(_whole_field(1, known.micros) + second + written).decode()


def _sync_number(call: Call, name: str, sharing: int) -> int:
    """Give the number of a list as one caller sees it with one set of parameters (Y-5, Y-21)."""
    free = FREE_ON_A_PAGE | {"syncToken", *FORBIDDEN_WITH_SYNC_TOKEN}
    return list_number(call, name, free, [call.world.sync_token_epoch, sharing])


def _check_sync_parameters(query: Mapping[str, Any]) -> None:
    """Refuse what may not stand beside a sync token (X-24, X-25, Y-6)."""
    if query.get("orderBy"):
        raise calendar_error(
            "syncTokenWithNonDefaultOrdering",
            "Sync token cannot be used with non-default ordering",
        )
    hides_deleted = query.get("showDeleted") is False or query.get("showHidden") is False
    if hides_deleted or any(query.get(name) for name in FORBIDDEN_WITH_SYNC_TOKEN):
        raise calendar_error(
            "syncTokenWithRequestRestrictions",
            "Sync token cannot be used with other request restrictions.",
        )


def _whole_field(index: int, value: int) -> bytes:
    return bytes([index << 3 | WHOLE]) + _varint(value)


def _text_field(index: int, text: bytes) -> bytes:
    return bytes([index << 3 | TEXT]) + _varint(len(text)) + text


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*written, value])


def _read_message(text: str) -> Fields:
    """Read what can be read of a token; raise 400 where that is nothing (Z-11)."""
    whole = re.sub(r"[^A-Za-z0-9_-]", "", text)
    whole = whole[: -1 if len(whole) % 4 == 1 else None]
    fields: Fields = {}
    with contextlib.suppress(ValueError, IndexError):
        _read_fields(base64.urlsafe_b64decode(whole + "=" * (-len(whole) % 4)), fields)
    if not fields:
        raise invalid()
    return fields


def _read_fields(data: bytes, fields: Fields) -> None:
    position = 0
    while position < len(data):
        tag, (value, position) = data[position], _read_varint(data, position + 1)
        if tag >> 3 == 0:
            raise ValueError(tag)
        if tag & 7 == WHOLE:
            fields[tag >> 3] = value
        elif tag & 7 == TEXT and position + value <= len(data):
            fields[tag >> 3] = data[position : position + value]
            position += value
        else:
            raise ValueError(tag)


def _read_varint(data: bytes, position: int) -> tuple[int, int]:
    value, shift = 0, 0
    while data[position] & 0x80:
        value |= (data[position] & 0x7F) << shift
        shift, position = shift + 7, position + 1
    return value | data[position] << shift, position + 1
