"""Scopes, and what a consent page calls them."""

from collections.abc import Iterable

from gcal_emulator.schemas import discovery

PREFIX = "https://www.googleapis.com/auth/"
ALL_CALENDARS = PREFIX + "calendar"
ALIASES = {"email": PREFIX + "userinfo.email", "profile": PREFIX + "userinfo.profile"}
SIGN_IN = {
    "openid": "Associate you with your personal info on Google",
    PREFIX + "userinfo.email": "See your primary Google Account email address",
    PREFIX + "userinfo.profile": "See your personal info",
}


def described(scope: str) -> str:
    """Describe a scope as the consent page does; '' for an unknown one."""
    known: dict[str, dict[str, str]] = discovery()["auth"]["oauth2"]["scopes"]
    return SIGN_IN.get(scope) or known.get(scope, {}).get("description", "")


def canonical(scopes: str) -> tuple[str, ...]:
    """Split a request's scopes and write each in full, once (A-30)."""
    return tuple(dict.fromkeys(ALIASES.get(scope, scope) for scope in scopes.split()))


def written(scopes: Iterable[str]) -> str:
    """Write scopes as an answer does: in full, and not in the order of the request (A-30)."""
    return " ".join(sorted(scopes))


def is_sign_in(scope: str) -> bool:
    """Say whether a scope belongs to signing in, and so cannot be unticked."""
    return scope in SIGN_IN


def covers(granted: Iterable[str], scope: str) -> bool:
    """Say whether a grant holds a scope, by itself or within the scope of all calendars."""
    scopes = set(granted)
    return scope in scopes or (scope.startswith(ALL_CALENDARS + ".") and ALL_CALENDARS in scopes)
