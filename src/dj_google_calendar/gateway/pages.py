"""Lists, page by page; events have a path of their own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from googleapiclient.http import HttpRequest

from dj_google_calendar.exceptions import TransientError
from dj_google_calendar.gateway.calls import execute
from dj_google_calendar.gateway.discovery import SharedClient

A_PAGE = 250


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its items as sent, the list's own fields, and on the last page the sync token."""

    items: list[Any]
    envelope: Mapping[str, Any]
    is_last: bool
    next_sync_token: str


def calendar_list_pages(client: SharedClient, *, sync_token: str = "") -> Iterator[Page]:
    """List the calendars of an account; hidden ones too (C-4), since a mirror hides nothing."""
    parameters: dict[str, Any] = {"maxResults": A_PAGE, "showHidden": True}
    return _pages(client.calendarList().list, parameters | _sync_parameter(sync_token))


def rule_pages(client: SharedClient, calendar_id: str) -> Iterator[Page]:
    """List the rules of who may see and change a calendar."""
    return _pages(client.acl().list, {"calendarId": calendar_id, "maxResults": A_PAGE})


def setting_pages(client: SharedClient) -> Iterator[Page]:
    """List the settings of a person."""
    return _pages(client.settings().list, {"maxResults": A_PAGE})


def _sync_parameter(sync_token: str) -> dict[str, Any]:
    # Y-3: an incremental list repeats the parameters of the full one
    return {"syncToken": sync_token} if sync_token else {}


def _pages(method: Any, parameters: Mapping[str, Any]) -> Iterator[Page]:
    page_token = ""
    while True:
        request: HttpRequest = method(**parameters, **_page_parameter(page_token))
        answer = execute(request)
        # E-60: a page may be short or empty; only the token says whether more follow
        asked, page_token = page_token, str(answer.get("nextPageToken") or "")
        if page_token and page_token == asked:
            raise TransientError("Google's list leads back to the same page.")
        yield Page(
            items=_items(answer),
            envelope={key: value for key, value in answer.items() if key != "items"},
            is_last=not page_token,
            next_sync_token=str(answer.get("nextSyncToken") or ""),
        )
        if not page_token:
            return


def _page_parameter(page_token: str) -> Mapping[str, str]:
    return {"pageToken": page_token} if page_token else {}


def _items(answer: Mapping[str, Any]) -> list[Any]:
    items = answer.get("items", [])
    if not isinstance(items, list):
        raise TransientError("Google's answer holds no list of items.")
    return items
