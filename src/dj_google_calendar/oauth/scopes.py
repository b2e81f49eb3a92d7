"""What a grant allows, in Google's scopes and in words."""

from collections.abc import Collection, Iterable

from dj_google_calendar.conf import conf
from dj_google_calendar.exceptions import ScopesMissingError

PREFIX = "https://www.googleapis.com/auth/"

READS_ALL = frozenset({PREFIX + "calendar", PREFIX + "calendar.readonly"})
READS_CALENDAR_LIST = READS_ALL | {
    PREFIX + "calendar.calendarlist",
    PREFIX + "calendar.calendarlist.readonly",
}
READS_EVENTS = READS_ALL | {
    PREFIX + "calendar.events",
    PREFIX + "calendar.events.readonly",
}
WRITES_EVENTS = frozenset({PREFIX + "calendar", PREFIX + "calendar.events"})

IN_WORDS = {
    "openid": "know who you are",
    "email": "see your address",
    PREFIX + "userinfo.email": "see your address",
    PREFIX + "userinfo.profile": "see your name",
    PREFIX + "calendar": "see and change your calendars",
    PREFIX + "calendar.readonly": "see your calendars",
    PREFIX + "calendar.calendarlist": "see and change your list of calendars",
    PREFIX + "calendar.calendarlist.readonly": "see your list of calendars",
    PREFIX + "calendar.events": "see and change your events",
    PREFIX + "calendar.events.readonly": "see your events",
}


def granted_scopes(scope: object) -> tuple[str, ...]:
    """Split a token answer's ``scope``; a server that leaves it out granted what was asked.

    RFC 6749, section 5.1: the field may be absent when it equals the request.
    """
    if scope is None:
        return tuple(conf.SCOPES)
    parts = scope.split() if isinstance(scope, str) else _strings(scope)
    return tuple(part for part in parts if part)


def _strings(value: object) -> list[str]:
    return [str(part) for part in value] if isinstance(value, Iterable) else []


def require_reading(scopes: Collection[str]) -> None:
    """Raise ScopesMissingError unless calendars and their events can be read (S-1)."""
    granted = set(scopes)
    needed = {
        "see your list of calendars": READS_CALENDAR_LIST,
        "see your events": READS_EVENTS,
    }
    missing = [words for words, either in needed.items() if not granted & either]
    if missing:
        given = ", ".join(in_words(scopes)) or "none"
        raise ScopesMissingError(f"Missing: {' and '.join(missing)}. Permissions given: {given}.")


def can_write(scopes: Collection[str]) -> bool:
    """Say whether events may be changed with these scopes."""
    return bool(set(scopes) & WRITES_EVENTS)


def in_words(scopes: Iterable[str]) -> list[str]:
    """Say each scope in words, without repeating any."""
    return list(dict.fromkeys(IN_WORDS.get(scope, scope.removeprefix(PREFIX)) for scope in scopes))
