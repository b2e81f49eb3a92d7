"""What all lists share: pages, and their ETags."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from gcal_emulator.calendar_v3.call import Call
from gcal_emulator.calendar_v3.tokens import read_page_token, write_page_token
from gcal_emulator.ids import ID_ALPHABET

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list; ``micros`` is what was known when its first page was read."""

    items: Sequence[T]
    next_page_token: str
    micros: int


def first_position(call: Call, *, number: int, micros: int) -> tuple[int, int]:
    """Give where the page begins, and what was known when its list began (Y-2)."""
    if call.query.get("pageToken"):
        return read_page_token(call.query["pageToken"], number)
    return 0, micros


def page_size(call: Call, *, default: int, largest: int) -> int:
    """Give how many items the page may hold; a control can make pages shorter (E-60)."""
    size: int = min(call.query.get("maxResults", default), largest)
    return min(size, call.world.page_size_limit or size)


def page_of(
    call: Call, items: Sequence[T], *, number: int, micros: int, default: int, largest: int
) -> Page[T]:
    """Cut the page that a call asks for out of a list that does not change between pages."""
    position, micros = first_position(call, number=number, micros=micros)
    end = position + page_size(call, default=default, largest=largest)
    more = end < len(items)
    return Page(
        items=items[position:end],
        next_page_token=write_page_token(end, micros, number) if more else "",
        micros=micros,
    )


def list_etag(micros: int) -> str:
    """Write the ETag of a list: ``p3`` and sixteen characters of base32hex (Z-13)."""
    written = ""
    for _ in range(16):
        written = ID_ALPHABET[micros % 32] + written
        micros //= 32
    return f'"p3{written}"'
