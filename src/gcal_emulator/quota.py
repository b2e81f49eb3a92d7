"""Quotas: calls within a sliding minute (contract, section 5)."""

from collections import deque
from collections.abc import Iterable, Mapping

from gcal_emulator.clock import MICROSECONDS
from gcal_emulator.switches import Switches

MINUTE = 60 * MICROSECONDS


class Quota:
    """Counts the calls of a project, of each person, and the writes into each calendar."""

    def __init__(self) -> None:
        self._calls: dict[str, deque[int]] = {}

    def take(self, name: str, most: int, micros: int) -> bool:
        """Count a call; say whether it is still within ``most`` a minute. 0 is no limit."""
        if not most:
            return True
        calls = self._calls.setdefault(name, deque())
        while calls and calls[0] <= micros - MINUTE:
            calls.popleft()
        if len(calls) >= most:
            return False
        calls.append(micros)
        return True

    def refuses(
        self, switches: Switches, *, email: str, quota_user: str, written_to: str, micros: int
    ) -> str:
        """Give the reason to refuse a call by, or ''."""
        # quotaUser separates people who share an account
        person = f"user {email} {quota_user}"
        if not self.take(person, switches.requests_per_minute_per_user, micros):
            return "userRateLimitExceeded"
        if not self.take("project", switches.requests_per_minute, micros):
            return "rateLimitExceeded"
        most = switches.writes_per_minute_per_calendar
        if written_to and not self.take(f"calendar {written_to}", most, micros):
            return "rateLimitExceeded"
        return ""

    def used(self, micros: int) -> dict[str, int]:
        """Give how many calls of the last minute each bucket holds."""
        since = micros - MINUTE
        counted = {name: sum(each > since for each in c) for name, c in self._calls.items()}
        return {name: count for name, count in counted.items() if count}

    def clear(self) -> None:
        """Empty all buckets."""
        self._calls.clear()

    def state(self) -> dict[str, list[int]]:
        """Give what :meth:`load` takes."""
        return {name: list(calls) for name, calls in self._calls.items()}

    def load(self, state: Mapping[str, Iterable[int]]) -> None:
        """Hold the calls that another one held."""
        self._calls = {name: deque(map(int, calls)) for name, calls in state.items()}
