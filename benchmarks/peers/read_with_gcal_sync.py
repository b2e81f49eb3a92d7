"""By how much gcal_sync grows while it syncs a calendar into its store, in MB."""

import asyncio
import sys

import aiohttp
from gcal_sync.api import GoogleCalendarService
from gcal_sync.auth import AbstractAuth
from gcal_sync.store import InMemoryCalendarStore
from gcal_sync.sync import CalendarEventSyncManager
from resident import peak, resident


class Auth(AbstractAuth):
    """Knows a token that nobody looks at."""

    async def async_get_access_token(self) -> str:
        """Give it."""
        return "token"


async def main(root: str, calendar_id: str) -> None:
    async with aiohttp.ClientSession() as session:
        service = GoogleCalendarService(Auth(session, root + "calendar/v3"))
        store = InMemoryCalendarStore()
        idle = resident()
        await CalendarEventSyncManager(service, calendar_id, store).run()
        print((peak() - idle) / 1e6)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
