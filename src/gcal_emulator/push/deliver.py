"""The thread that POSTs messages, with repetitions, outside of the world's lock."""

import asyncio
import contextlib
import threading
from collections import defaultdict
from collections.abc import Callable
from urllib.parse import urlsplit

from gcal_emulator.clock import MICROSECONDS
from gcal_emulator.push.channels import Channels, Delivery, Parcel
from gcal_emulator.push.post import post
from gcal_emulator.world import World

DELIVERED = frozenset({102, 200, 201, 202, 204})
REPEATED = frozenset({0, 500, 502, 503, 504})
"""Answers after which a message is sent again (P-16); 0 is none at all."""
AT_ONCE = 4
"""So many messages go to one receiver at the same time."""


class Deliverer:
    """Sends a world's messages: those of one channel one after the other, others meanwhile.

    ``tend`` is called with the world held before its messages are taken: it does what is due.
    """

    def __init__(self, world: World, tend: Callable[[], None]) -> None:
        self._world, self._tend = world, tend
        self._settled = threading.Condition(world.lock)
        self._under_way: dict[asyncio.Task[None], Channels] = {}
        self._lanes: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._receivers: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(AT_ONCE)
        )
        self._loop = asyncio.new_event_loop()
        self._loop.set_debug(False)  # a held world is no slow callback to complain of
        self._ended = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._thread = threading.Thread(target=self._run, name="gcal-push", daemon=True)

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def wake(self) -> None:
        """Look whether there is something to send."""
        if self._world.channels.outgoing or self._world.promises:
            with contextlib.suppress(RuntimeError):  # it has ended; the request came too late
                self._loop.call_soon_threadsafe(self._collect)

    def stop(self) -> None:
        """End; what waits is not sent."""
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join()
        self._loop.close()

    def wait_until_idle(self, timeout: float) -> bool:
        """Wait until nothing is on its way; say whether that came true."""
        with self._settled:
            return self._settled.wait_for(self._is_idle, timeout)

    def _is_idle(self) -> bool:
        channels = self._world.channels
        return not channels.outgoing and channels not in self._under_way.values()

    def _run(self) -> None:
        self._loop.run_until_complete(self._until_ended())

    async def _until_ended(self) -> None:
        await self._ended.wait()
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await asyncio.sleep(0)  # lets connections close

    def _collect(self) -> None:
        """Send what waits, and look again when the next thing is due."""
        with self._world.lock:
            self._tend()
            channels = self._world.channels
            while channels.outgoing:
                parcel, delivery = channels.outgoing.popleft()
                task = self._loop.create_task(self._deliver(channels, parcel, delivery))
                self._under_way[task] = channels
                task.add_done_callback(self._forget)
            self._set_timer()

    def _set_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
        if self._world.promises and not self._world.clock.is_frozen:
            wait = self._world.promises[0].due - self._world.clock.micros()
            self._timer = self._loop.call_later(max(wait, 0) / MICROSECONDS, self._collect)

    def _forget(self, task: asyncio.Task[None]) -> None:
        with self._settled:
            del self._under_way[task]
            self._settled.notify_all()

    async def _deliver(self, channels: Channels, parcel: Parcel, delivery: Delivery) -> None:
        wait: float | None = parcel.wait_seconds
        while wait is not None:
            await asyncio.sleep(wait)
            async with self._lanes[parcel.lane], self._receivers[urlsplit(parcel.address).netloc]:
                if not self._is_wanted(channels, parcel):
                    delivery.outcome = "stopped"
                    return
                status = await post(parcel, timeout=self._world.switches.push_timeout_seconds)
            wait = self._settle(delivery, status)

    def _is_wanted(self, channels: Channels, parcel: Parcel) -> bool:
        with self._world.lock:
            is_there = channels is self._world.channels  # else its world was reset or restored
            return is_there and parcel.is_wanted(self._world.clock.micros())

    def _settle(self, delivery: Delivery, status: int) -> float | None:
        """Note what became of a message; give how long to wait before it is sent again."""
        with self._world.lock:
            switches = self._world.switches
            delivery.statuses.append(status)
            if status in DELIVERED:
                delivery.outcome = "delivered"
            elif status not in REPEATED or len(delivery.statuses) > switches.push_retries:
                delivery.outcome = "failed"
            else:
                return float(switches.push_retry_seconds * 2 ** (len(delivery.statuses) - 1))
            return None
