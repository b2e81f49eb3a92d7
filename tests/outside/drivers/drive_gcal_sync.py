"""gcal_sync in an environment of its own: its service, its managers and its local store."""

import asyncio
import datetime as dt
import json
from pathlib import Path
from typing import Any

import aiohttp
from converse import converse
from gcal_sync.api import (
    CalendarListRequest,
    GoogleCalendarService,
    ListEventsRequest,
    LocalListEventsRequest,
    Range,
)
from gcal_sync.auth import AbstractAuth
from gcal_sync.model import CalendarBaseModel, Event
from gcal_sync.store import CalendarStore
from gcal_sync.sync import CalendarEventSyncManager, CalendarListSyncManager


class Auth(AbstractAuth):
    """Knows the token that was granted, as programs with this library must."""

    def __init__(self, session: aiohttp.ClientSession, host: str, token: str) -> None:
        super().__init__(session, host)
        self._token = token

    async def async_get_access_token(self) -> str:
        return self._token


class FileStore(CalendarStore):
    """Keeps what was synced in a file, so that it outlives the process."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def async_load(self) -> dict[str, Any] | None:
        return json.loads(self._path.read_text()) if self._path.exists() else None

    async def async_save(self, data: dict[str, Any]) -> None:
        self._path.write_text(json.dumps(data))


class Driver:
    """Each public coroutine is a verb."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def connect(self, *, url: str, token: str, store: str) -> None:
        """Begin with a token that was granted elsewhere, and with a store."""
        await self.close()
        self._session = aiohttp.ClientSession()
        self._service = GoogleCalendarService(Auth(self._session, url + "/calendar/v3", token))
        self._store = FileStore(Path(store))

    async def close(self) -> None:
        """End all connections."""
        if self._session is not None:
            await self._session.close()

    async def calendars(self) -> Any:
        """Ask for the calendar list, and all its pages."""
        found, request = [], CalendarListRequest()
        while True:
            answer = await self._service.async_list_calendars(request)
            found += map(shown, answer.items)
            if not answer.page_token:
                return found
            request.page_token = answer.page_token

    async def calendar(self, *, calendar_id: str) -> Any:
        return shown(await self._service.async_get_calendar(calendar_id))

    async def event(self, *, calendar_id: str, event_id: str) -> Any:
        return shown(await self._service.async_get_event(calendar_id, event_id))

    async def events(self, *, calendar_id: str, start: str, end: str, search: str = "") -> Any:
        """Ask for the occurrences in a range of time, and all pages of them."""
        request = ListEventsRequest(
            calendar_id=calendar_id,
            start_time=moment(start),
            end_time=moment(end),
            search=search or None,
        )
        pages = await self._service.async_list_events(request)
        return [shown(each) async for page in pages for each in page.items]

    async def create(self, *, calendar_id: str, event: dict[str, Any]) -> None:
        await self._service.async_create_event(calendar_id, Event(**event))

    async def patch(self, *, calendar_id: str, event_id: str, body: dict[str, Any]) -> None:
        await self._service.async_patch_event(calendar_id, event_id, body)

    async def delete(self, *, calendar_id: str, event_id: str) -> None:
        await self._service.async_delete_event(calendar_id, event_id)

    async def sync_calendars(self) -> None:
        """Bring the calendar list in the store up to date."""
        await CalendarListSyncManager(self._service, self._store).run()

    async def stored_calendars(self) -> Any:
        service = CalendarListSyncManager(self._service, self._store).store_service
        return [shown(each) for each in (await service.async_list_calendars()).calendars]

    async def sync(self, *, calendar_id: str) -> None:
        """Bring the events of a calendar in the store up to date."""
        await self._events(calendar_id).run()

    async def stored(self, *, calendar_id: str, start: str, end: str) -> Any:
        """Give the occurrences in a range of time, as the library works them out."""
        request = LocalListEventsRequest(start_time=moment(start), end_time=moment(end))
        answer = await self._events(calendar_id).store_service.async_list_events(request)
        return [shown(each) for each in answer.events]

    async def add(self, *, calendar_id: str, event: dict[str, Any]) -> None:
        await self._events(calendar_id).store_service.async_add_event(Event(**event))

    async def remove(
        self, *, calendar_id: str, uid: str, event_id: str = "", reach: str = "NONE"
    ) -> None:
        """Delete an event, one of its occurrences, or this one and all that follow."""
        service = self._events(calendar_id).store_service
        await service.async_delete_event(uid, event_id or None, Range(reach))

    def _events(self, calendar_id: str) -> CalendarEventSyncManager:
        return CalendarEventSyncManager(self._service, calendar_id, self._store)


def moment(text: str) -> dt.datetime:
    """Read an aware moment."""
    return dt.datetime.fromisoformat(text)


def shown(model: CalendarBaseModel) -> Any:
    """Write one of the library's objects as JSON, with Google's names."""
    return json.loads(model.model_dump_json(by_alias=True, exclude_none=True))


if __name__ == "__main__":
    driver = Driver()
    with asyncio.Runner() as runner:
        converse(lambda verb, arguments: runner.run(getattr(driver, verb)(**arguments)))
        runner.run(driver.close())
