"""Where a series begins: by its wall clock, and as a moment."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from dj_google_calendar.recurrence.check import RecurrenceError

SECOND, DAY = dt.timedelta(seconds=1), dt.timedelta(days=1)
DAY_SECONDS = 24 * 3600
END_OF_DAY = dt.time(23, 59, 59)


@dataclass(frozen=True)
class Anchor:
    """The start of an event: rules are counted from it, in the wall time of its zone (R-22).

    A *wall* is what the clock there says: a datetime without zone. Of a series of whole days it
    is midnight, and its moments are those of UTC, where each day has 24 hours.
    """

    begins: dt.datetime
    """In UTC."""
    zone: dt.tzinfo
    is_all_day: bool = False

    @property
    def wall(self) -> dt.datetime:
        """The start by its own clock."""
        return self.wall_of(self.begins)

    def wall_of(self, moment: dt.datetime) -> dt.datetime:
        """Give what the clock says at a moment; raise RecurrenceError at the ends of time."""
        try:
            return moment.astimezone(self.zone).replace(tzinfo=None, fold=0)
        except OverflowError as exc:
            raise RecurrenceError("It lies outside of the calendar.") from exc

    def moment_of(self, wall: dt.datetime) -> dt.datetime:
        """Give the moment of a wall time in UTC; in a gap of the zone it is moved by the gap."""
        try:
            return wall.replace(tzinfo=self.zone).astimezone(dt.UTC)
        except OverflowError as exc:
            raise RecurrenceError("It lies outside of the calendar.") from exc

    def at(self, moment: dt.datetime) -> "Anchor":
        """Give the anchor of a series that begins at another moment."""
        return Anchor(moment, self.zone, self.is_all_day)


def anchor_of(start: Mapping[str, Any], *, time_zone: str) -> Anchor:
    """Read a start as Google has it; ``time_zone`` is the calendar's. Raises RecurrenceError."""
    try:
        if start.get("date") is not None:
            day = dt.date.fromisoformat(start["date"])
            return Anchor(midnight(day), dt.UTC, is_all_day=True)
        moment = dt.datetime.fromisoformat(start["dateTime"])
        zone = zone_named(start.get("timeZone") or time_zone) or moment.tzinfo or dt.UTC
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone)
        return Anchor(moment.astimezone(dt.UTC), zone)
    except (KeyError, ValueError, TypeError, OverflowError) as exc:
        raise RecurrenceError("Its start cannot be read.") from exc


def midnight(day: dt.date) -> dt.datetime:
    """Give the moment that stands for a whole day."""
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)


def zone_named(name: str) -> dt.tzinfo | None:
    """Give a zone by its name; None for what no database knows (E-53)."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None
