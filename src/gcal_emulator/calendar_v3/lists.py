"""What all lists share: pages, and their ETags."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from gcal_emulator.calendar_v3.call import Call
from gcal_emulator.calendar_v3.tokens import Mark, page_number, read_page_token, write_page_token
from gcal_emulator.ids import ID_ALPHABET

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list; ``micros`` is what was known when its first page was read."""

    items: Sequence[T]
    next_page_token: str
    micros: int


@dataclass(frozen=True)
class Shape:
    """What a list is called, and how many items its pages hold."""

    name: str
    default: int
    largest: int


def first_mark(call: Call, shape: Shape, *, micros: int) -> Mark:
    """Give where the page begins."""
    if call.query.get("pageToken"):
        return read_page_token(call.query["pageToken"], page_number(call, shape.name))
    return Mark(0, 0, micros)


def page_token(call: Call, shape: Shape, mark: Mark) -> str:
    """Write where the next page of a list begins."""
    return write_page_token(mark, page_number(call, shape.name))


def page_size(call: Call, shape: Shape) -> int:
    """Give how many items the page may hold; a control can make pages shorter (E-60)."""
    size: int = min(call.query.get("maxResults", shape.default), shape.largest)
    return min(size, call.world.page_size_limit or size)


def page_of(call: Call, shape: Shape, items: Sequence[T], *, micros: int) -> Page[T]:
    """Cut the page that a call asks for out of a list that does not change between pages."""
    mark = first_mark(call, shape, micros=micros)
    end = mark.position + page_size(call, shape)
    token = page_token(call, shape, Mark(end, 0, mark.micros)) if end < len(items) else ""
    return Page(items=items[mark.position : end], next_page_token=token, micros=mark.micros)


def list_etag(micros: int) -> str:
    """Write the ETag of a list: ``p3`` and sixteen characters of base32hex (Z-13)."""
    written = ""
    for _ in range(16):
        written = ID_ALPHABET[micros % 32] + written
        micros //= 32
    return f'"p3{written}"'
