"""Keeping within Google's limits: one budget for the project and one for each person.

All workers share them in the database. A worker takes a lump from a budget at a time, so that
most requests cost no statement of their own.
"""

import threading
from collections import defaultdict
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Q, Value, When

from dj_google_calendar import clock
from dj_google_calendar.conf import conf
from dj_google_calendar.exceptions import RateLimitedError
from dj_google_calendar.models import Budget

MINUTE, DAY = 60, 24 * 3600
LUMPS = 100
"""A lump is so small a part of a project's budget."""
FREE = 15
"""So many requests a minute of one person are noted in this process alone: few reach more."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests in a window of so many seconds, taken in lumps."""

    name: str
    most: int
    seconds: int
    lump: int


@dataclass(slots=True)
class Purse:
    """What this process has left of what it took for a window."""

    window: int = -1
    left: int = 0


_purses: dict[str, Purse] = defaultdict(Purse)
_lock = threading.Lock()


def spend(account_pk: int | None) -> None:
    """Note one request of an account; raise RateLimitedError where a budget is used up."""
    project = conf.REQUESTS_PER_MINUTE
    limits = [
        Limit("project minute", project, MINUTE, max(1, project // LUMPS)),
        Limit("project day", conf.REQUESTS_PER_DAY, DAY, max(1, conf.REQUESTS_PER_DAY // 10_000)),
    ]
    if account_pk is not None:
        most = conf.REQUESTS_PER_MINUTE_PER_USER
        limits.insert(0, Limit(f"account {account_pk}", most, MINUTE, min(FREE, max(1, most))))
    for limit in limits:
        if limit.most and not _taken(limit):
            raise RateLimitedError("This site's own budget of requests is used up for the moment.")


def _taken(limit: Limit) -> bool:
    window = int(clock.now().timestamp()) // limit.seconds
    with _lock:
        purse = _purses[limit.name]
        if purse.window != window:
            # a person's first requests of a minute are few, and not worth a statement
            is_free = limit.name.startswith("account") and limit.most > FREE
            purse.window, purse.left = window, FREE if is_free else 0
        if purse.left:
            purse.left -= 1
            return True
    if not _taken_from_row(limit, window):
        return False
    with _lock:
        purse.left += limit.lump - 1
    return True


def _taken_from_row(limit: Limit, window: int) -> bool:
    """Take a lump from the budget that all share; at the beginning of a window it is whole."""
    is_new = ~Q(window=window)
    has_room = is_new | Q(used__lte=limit.most - limit.lump)
    row = Budget.objects.filter(has_room, name=limit.name)
    used = Case(When(is_new, then=Value(limit.lump)), default=F("used") + limit.lump)
    if row.update(window=window, used=used):
        return True
    try:
        with transaction.atomic():
            _, is_made = Budget.objects.get_or_create(
                name=limit.name, defaults={"window": window, "used": limit.lump}
            )
    except IntegrityError:  # made by another worker at this moment
        is_made = False
    return is_made or bool(row.update(window=window, used=used))


def forget() -> None:
    """Forget what this process has taken: for tests, and after the limits have changed."""
    with _lock:
        _purses.clear()
