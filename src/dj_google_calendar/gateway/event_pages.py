"""Pages of events: the hot path, which keeps each event as the bytes that Google sent."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from urllib.parse import quote

import msgspec

from dj_google_calendar import clock
from dj_google_calendar.exceptions import AuthenticationError, TransientError
from dj_google_calendar.gateway.wire import get_json

EVENTS_A_PAGE = 2500
PATH = "calendar/v3/calendars/{}/events"

Raw = msgspec.Raw
TokenSource = Callable[[str], str]
"""Gives an access token that is not the refused one; ``""`` refuses none."""


class EventPage(msgspec.Struct, rename="camel"):
    """One page: its events as sent, and what the list says of the calendar."""

    items: list[Raw] = []
    next_page_token: str | None = None
    next_sync_token: str | None = None
    summary: str | None = None
    time_zone: str | None = None
    access_role: str | None = None

    @property
    def is_last(self) -> bool:
        """Whether no page follows; short and empty pages say nothing of it (E-60)."""
        return not self.next_page_token

    def with_items(self, items: list[Raw]) -> "EventPage":
        """Give the page with other items."""
        return msgspec.structs.replace(self, items=items)


_decoder = msgspec.json.Decoder(EventPage)


def event_pages(
    tokens: TokenSource,
    *,
    api_root: str,
    calendar_id: str,
    sync_token: str = "",
    page_token: str = "",
) -> Iterator[EventPage]:
    """List the events of a calendar: series unexpanded, all times, never a window (Y-13).

    While a page is being worked on, the next one is fetched. Begins at ``page_token`` where
    one is given. Raises GatewayError; CredentialsError from the token source.
    """
    # Y-3: an incremental list repeats the parameters of the full one
    query: dict[str, object] = {"maxResults": EVENTS_A_PAGE, "prettyPrint": "false"}
    query |= {"syncToken": sync_token} if sync_token else {}
    address = api_root + PATH.format(quote(calendar_id, safe=""))
    begin = partial(_begin, tokens, address, query)
    # most lists have one page, and nothing else is to be done while it comes
    page = begin(partial, page_token)()
    if page.is_last:
        yield page
        return
    with clock.running_ahead() as ahead:
        while True:
            if page.next_page_token and page.next_page_token == page_token:
                raise TransientError("Google's list leads back to the same page.")
            page_token = page.next_page_token or ""
            waiting = begin(ahead, page_token) if page_token else None
            yield page
            if waiting is None:
                return
            page = waiting()


def _begin(
    tokens: TokenSource, address: str, query: dict[str, object], ahead: clock.Ahead, page_token: str
) -> Callable[[], EventPage]:
    """Begin to read a page, and give what waits for it."""
    access_token, asked = tokens(""), _from(query, page_token)
    waiting = ahead(_page, address, asked, access_token)

    def page() -> EventPage:
        try:
            found: EventPage = waiting()
        except AuthenticationError:
            found = _page(address, asked, tokens(access_token))
        return found

    return page


def _from(query: dict[str, object], page_token: str) -> dict[str, object]:
    return query | ({"pageToken": page_token} if page_token else {})


def _page(address: str, query: dict[str, object], access_token: str) -> EventPage:
    body = get_json(address, query, access_token=access_token)
    try:
        return _decoder.decode(body)
    except msgspec.DecodeError:
        return _leniently(body)


def _leniently(body: bytes) -> EventPage:
    """Read a page in which something stands that the quick parser refuses, as broken text.

    The item that holds it is set aside later, with its reason; the others are kept.
    """
    try:
        answer: Any = json.loads(body)
        items = [Raw(json.dumps(item).encode()) for item in answer.pop("items", [])]
        return msgspec.convert({**answer, "items": []}, EventPage, strict=True).with_items(items)
    except (ValueError, TypeError, AttributeError, RecursionError) as exc:
        raise TransientError("Google's answer is no list of events.") from exc
