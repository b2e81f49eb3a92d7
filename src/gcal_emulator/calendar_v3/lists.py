"""What all lists share: pages, their tokens, and their ETags."""

import base64
import binascii
import json
import zlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from gcal_emulator.calendar_v3.call import Call
from gcal_emulator.clock import MICROSECONDS
from gcal_emulator.errors import invalid
from gcal_emulator.ids import ID_ALPHABET

T = TypeVar("T")

FREE_ON_A_PAGE = frozenset(
    {"maxResults", "pageToken", "alt", "prettyPrint", "fields", "key", "quotaUser", "userIp"}
)
"""Parameters that may differ between the pages of one list (E-62)."""


@dataclass(frozen=True)
class Shape:
    """What a list is called, and how many items its pages hold."""

    name: str
    default: int
    largest: int


@dataclass(frozen=True)
class Mark:
    """Where a page begins.

    Which entry of the list, how many of that entry's items are passed, what was known and how
    the calendar was shared when the first page was read (Y-2, L-7), and the moment of a change
    or a start where a list is in the order of these.
    """

    position: int
    offset: int
    micros: int
    sharing: int
    moment: int = 0

    def moved(self, position: int, offset: int, moment: int = 0) -> "Mark":
        """Give another place in the same list."""
        return Mark(position, offset, self.micros, self.sharing, moment)


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list, the mark of its beginning, and the token of the next page, if any."""

    items: Sequence[T]
    next_page_token: str
    mark: Mark


def sharing_epoch(call: Call) -> int:
    """Count what ends the sync tokens of a calendar's events: changes of its rules (L-7)."""
    if not call.world.switches.acl_change_kills_sync_tokens or "events" not in call.method.name:
        return 0
    asked = call.path.get("calendarId", "")
    calendar = call.world.calendars.get(call.user.email if asked == "primary" else asked)
    return calendar.acl_epoch if calendar else 0


def first_mark(call: Call, shape: Shape, *, micros: int) -> Mark:
    """Give where the page begins; raise 400 for another list's token, or an old one (E-62)."""
    if not call.query.get("pageToken"):
        return Mark(0, 0, micros, sharing_epoch(call))
    try:
        *numbers, given_at, written_for = json.loads(
            base64.urlsafe_b64decode(call.query["pageToken"])
        )
        mark = Mark(*numbers)
        is_whole = all(type(each) is int and each >= 0 for each in (*numbers, given_at))
    except (ValueError, binascii.Error, TypeError, RecursionError) as exc:
        raise invalid(parameter="pageToken") from exc
    life = call.world.switches.page_token_seconds
    is_old = is_whole and life and call.world.clock.micros() >= given_at + life * MICROSECONDS
    if not is_whole or is_old or written_for != _page_number(call, shape.name):
        raise invalid(parameter="pageToken")
    return mark


def page_token(call: Call, shape: Shape, mark: Mark) -> str:
    """Write where the next page of a list begins."""
    numbers = [mark.position, mark.offset, mark.micros, mark.sharing, mark.moment]
    text = json.dumps([*numbers, call.world.clock.micros(), _page_number(call, shape.name)])
    return base64.urlsafe_b64encode(text.encode()).decode()


def page_size(call: Call, shape: Shape) -> int:
    """Give how many items the page may hold; a control makes pages short, or empty (E-60)."""
    if call.world.empty_pages:
        call.world.empty_pages -= 1
        return 0
    size: int = min(call.query.get("maxResults", shape.default), shape.largest)
    return min(size, call.world.page_size_limit or size)


def page_of(call: Call, shape: Shape, rows: Sequence[T | None], *, micros: int) -> Page[T]:
    """Cut the page that a call asks for out of all rows; those that are None are not shown.

    Rows keep their places whatever is shown of them, so that a change between two pages does
    not move another row out of sight (Y-2).
    """
    mark = first_mark(call, shape, micros=micros)
    position, size = mark.position, page_size(call, shape)
    found: list[T] = []
    while position < len(rows) and len(found) < size:
        row = rows[position]
        position += 1
        if row is not None:
            found.append(row)
    has_more = any(row is not None for row in rows[position:])
    token = page_token(call, shape, mark.moved(position, 0)) if has_more else ""
    return Page(items=found, next_page_token=token, mark=mark)


def page_in_order(
    call: Call, shape: Shape, rows: Sequence[tuple[int, int, T]], *, micros: int
) -> Page[T]:
    """Cut the page that a call asks for out of rows that are sorted by a number and a place.

    The next page begins at these, so that one that moves between two pages takes no other with
    it out of sight (Y-2).
    """
    mark = first_mark(call, shape, micros=micros)
    places = [row[:2] for row in rows]
    begin = bisect_left(places, (mark.moment, mark.position)) + mark.offset
    end = begin + page_size(call, shape)
    token = ""
    if end < len(rows):
        moment, position = places[end]
        passed = end - bisect_left(places, places[end])
        token = page_token(call, shape, mark.moved(position, passed, moment))
    items = [item for _, _, item in rows[begin:end]]
    return Page(items=items, next_page_token=token, mark=mark)


def _page_number(call: Call, name: str) -> int:
    """Give the number of a list in all that its next page must repeat (E-62)."""
    return list_number(call, name, FREE_ON_A_PAGE, None)


def list_number(call: Call, name: str, free: frozenset[str], epochs: object) -> int:
    """Give a number that stands for a list with its parameters, as one caller sees it."""
    parameters = {key: value for key, value in sorted(call.query.items()) if key not in free}
    path = {key: call.user.email if v == "primary" else v for key, v in call.path.items()}
    text = json.dumps([name, call.user.email, path, parameters, epochs])
    return zlib.crc32(text.encode())


def list_etag(micros: int) -> str:
    """Write the ETag of a list: ``p3`` and sixteen characters of base32hex (Z-13)."""
    written = ""
    for _ in range(16):
        written = ID_ALPHABET[micros % 32] + written
        micros //= 32
    return f'"p3{written}"'
