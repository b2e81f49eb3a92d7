"""The world's time: the machine's, moved or frozen on demand."""

import datetime as dt
import time

MICROSECONDS = 1_000_000
FIRST, LAST = dt.datetime(1971, 1, 1, tzinfo=dt.UTC), dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
"""Between these a world's time can be; sync tokens and headers could not write others."""


class WorldClock:
    """Time in whole microseconds since 1970, as Google's ETags count it."""

    def __init__(self) -> None:
        self._offset = 0
        self._frozen: int | None = None
        self._last_tick = 0

    def micros(self) -> int:
        """Give the present moment."""
        if self._frozen is not None:
            return self._frozen
        return time.time_ns() // 1000 + self._offset

    def tick(self) -> int:
        """Give a moment for a change: the present one, but later than any before it.

        Every change thus has a moment of its own, also while time is frozen, and moments
        can number the changes.
        """
        self._last_tick = max(self.micros(), self._last_tick + 1)
        return self._last_tick

    def now(self) -> dt.datetime:
        """Give the present moment as a datetime in UTC."""
        return from_micros(self.micros())

    def freeze(self, moment: dt.datetime | None = None) -> None:
        """Stop time at a moment, or where it is; raise ValueError for one that cannot be."""
        if moment is not None and moment.tzinfo is None:
            raise ValueError("A moment needs an offset from UTC.")
        self._frozen = _checked(self.micros() if moment is None else to_micros(moment))

    def unfreeze(self) -> None:
        """Let time run on from where it stands."""
        if self._frozen is not None:
            self._offset = self._frozen - time.time_ns() // 1000
            self._frozen = None

    def state(self) -> dict[str, int | None]:
        """Give what :meth:`load` takes."""
        return {"offset": self._offset, "frozen": self._frozen, "last_tick": self._last_tick}

    def load(self, state: dict[str, int | None]) -> None:
        """Stand where another clock stood."""
        offset, frozen = int(state["offset"] or 0), state["frozen"]
        _checked(time.time_ns() // 1000 + offset)
        self._offset = offset
        self._frozen = None if frozen is None else _checked(int(frozen))
        self._last_tick = int(state["last_tick"] or 0)

    @property
    def is_frozen(self) -> bool:
        """Whether time stands still."""
        return self._frozen is not None

    def advance(self, span: dt.timedelta) -> None:
        """Move time forward; raise ValueError for what is not forward, or too far."""
        micros = round(span.total_seconds() * MICROSECONDS)
        if micros < 0:
            raise ValueError("Time does not go back.")
        _checked(self.micros() + micros)
        if self._frozen is None:
            self._offset += micros
        else:
            self._frozen += micros


def _checked(micros: int) -> int:
    if not to_micros(FIRST) <= micros <= to_micros(LAST):
        raise ValueError(f"Time goes from {FIRST.year} to {LAST.year}.")
    return micros


def to_micros(moment: dt.datetime) -> int:
    """Count the microseconds from 1970 to an aware datetime."""
    return round(moment.timestamp() * MICROSECONDS)


def from_micros(micros: int) -> dt.datetime:
    """Give the datetime in UTC that lies so many microseconds after 1970."""
    return dt.datetime.fromtimestamp(micros // MICROSECONDS, dt.UTC).replace(
        microsecond=micros % MICROSECONDS
    )


def rfc3339(micros: int) -> str:
    """Write a moment as Google writes ``updated``: UTC with milliseconds (H-17)."""
    return from_micros(micros).isoformat(timespec="milliseconds").replace("+00:00", "Z")
