"""The running emulator: its world as a whole, its time, and what was seen of it."""

import copy
import datetime as dt
from typing import Any

from gcal_emulator.acts import Acts, found
from gcal_emulator.dump import dump
from gcal_emulator.mail import Mail
from gcal_emulator.push.channels import Delivery
from gcal_emulator.running import Json, NotLoopbackError
from gcal_emulator.trouble import Trouble
from gcal_emulator.world import World

__all__ = ["Emulator", "NotLoopbackError"]


class Emulator(Acts, Trouble):
    """A local Google.

    ``seed`` is ``"demo"``, a seed or a dump (see :mod:`gcal_emulator.seed`), or None for an empty
    world. Port 0 takes a free one. Usable as a context manager. With ``keep_alive`` connections
    stay open between requests, as Google's do; without, a test suite that treats warnings as
    errors is not troubled by clients that never close their sockets. ``strict`` takes Google's
    own rules where the defaults are kinder; ``switches`` set single ones
    (:class:`gcal_emulator.switches.Switches`). ``now`` is where time stands still from the first
    moment on: then the same requests get the same answers, to the byte.
    """

    # the world as a whole

    def reset(self) -> None:
        """Begin anew with the seed, and forget all requests and snapshots."""
        with self.lock:
            self._snapshots = {"": self._snapshots[""]}
            self.world.become(self._snapshots[""].copy())
            self.log.clear()

    def snapshot(self, name: str = "snapshot") -> str:
        """Keep the world as it is now under a name."""
        if not name:
            raise ValueError("A snapshot needs a name.")
        with self.lock:
            self._snapshots[name] = self.world.copy()
        return name

    def restore(self, name: str = "snapshot") -> None:
        """Bring the world back to a snapshot; raise KeyError for an unknown name."""
        with self.lock:
            self.world.become(found(self.snapshots, name, "snapshot").copy())

    @property
    def snapshots(self) -> dict[str, World]:
        """The kept worlds by their names, oldest first."""
        return {name: world for name, world in self._snapshots.items() if name}

    def dump(self) -> Json:
        """Give the state as JSON, from which ``load`` makes the same again."""
        with self.lock:
            return copy.deepcopy(dump(self.world))

    def switch(self, **changes: Any) -> None:
        """Set switches (:class:`gcal_emulator.switches.Switches`)."""
        with self.lock:
            self.world.switches = self.world.switches.changed(changes)

    # time

    def freeze(self, moment: dt.datetime | None = None) -> None:
        """Stop time at a moment, or where it is.

        Whatever the moment, no change is dated before an earlier one: ETags and sync tokens
        tell by it what is new.
        """
        with self.changing() as world:
            world.clock.freeze(moment)

    def unfreeze(self) -> None:
        """Let time run on from where it stands."""
        with self.changing() as world:
            world.clock.unfreeze()

    def advance(self, span: dt.timedelta) -> None:
        """Move time forward, and all that depends on it."""
        with self.changing() as world:
            world.clock.advance(span)

    # what was seen

    @property
    def deliveries(self) -> list[Delivery]:
        """What became of each message to a channel, oldest first."""
        with self.lock:
            return list(self.world.channels.deliveries)

    @property
    def mails(self) -> list[Mail]:
        """The mails that Google would have sent, oldest first."""
        with self.lock:
            return list(self.world.outbox)

    @property
    def quota(self) -> dict[str, int]:
        """How many calls of the last minute each quota bucket holds."""
        with self.lock:
            return self.world.quota.used(self.world.clock.micros())
