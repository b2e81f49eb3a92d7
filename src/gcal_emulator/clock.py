"""The world's time: the machine's, moved or frozen on demand."""

import datetime as dt
import time

MICROSECONDS = 1_000_000


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
        """Stop time at a moment, or where it is."""
        self._frozen = self.micros() if moment is None else to_micros(moment)

    def unfreeze(self) -> None:
        """Let time run on from where it stands."""
        if self._frozen is not None:
            self._offset = self._frozen - time.time_ns() // 1000
            self._frozen = None

    def advance(self, span: dt.timedelta) -> None:
        """Move time forward."""
        micros = round(span.total_seconds() * MICROSECONDS)
        if self._frozen is None:
            self._offset += micros
        else:
            self._frozen += micros


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
