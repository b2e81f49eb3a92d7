"""The settings: one dict ``GOOGLE_CALENDAR``, each key optional, read when it is used."""

import difflib
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings as django_settings

ENVIRONMENT_PREFIX = "GOOGLE_CALENDAR_"


class Settings:
    """Each attribute is one key of the GOOGLE_CALENDAR setting; its value is the default.

    A key that the dict leaves out is read from the environment as GOOGLE_CALENDAR_<KEY>;
    there, lists are separated by blanks or commas.
    """

    CLIENT_SECRETS: str | Mapping[str, Any] = ""
    """The OAuth client of the site: a path, the JSON itself, or a dict."""

    SCOPES: Sequence[str] = (
        "openid",
        "https://www.googleapis.com/auth/userinfo.email",
        "https://www.googleapis.com/auth/calendar",
    )
    """What a connecting person is asked for."""

    REDIRECT_URI: str = ""
    """Where Google sends the person back; empty: the site's own address of the redirect view."""

    API_ROOT: str = ""
    """Root of the Calendar API; empty: the server that the client secrets name."""

    USERINFO_URI: str = ""
    """Who has connected (OpenID userinfo); empty: the server that the client secrets name."""

    REVOKE_URI: str = ""
    """Where a grant is revoked; empty: the server that the client secrets name."""

    EMULATOR: str = "http://127.0.0.1:8085"
    """Address of the local Google that is used with DEBUG while no CLIENT_SECRETS are set."""

    ENCRYPTION_KEYS: Sequence[str] = ()
    """Base64 keys of 32 bytes, newest first; empty: derived from SECRET_KEY."""

    HTTP_TIMEOUT_SECONDS: int = 30
    """How long one request to Google may take."""

    WEBHOOK_URL: str = ""
    """The site's public https address, to which Google sends notifications; empty: polling only."""

    POLL_SECONDS: int = 15 * 60
    """How often a calendar is pulled that notifications come for."""

    POLL_SECONDS_WITHOUT_PUSH: int = 5 * 60
    """How often a calendar is pulled that no notifications come for."""

    LEASE_SECONDS: int = 90
    """After so long another worker goes on with what one that says nothing more has held."""

    OCCURRENCES_DAYS_BACK: int = 365
    """So far back the occurrences of series are kept as rows."""

    OCCURRENCES_DAYS_AHEAD: int = 730
    """So far ahead the occurrences of series are kept as rows."""

    ICS_BYTES: int = 5_000_000
    """How large a file of iCalendar text may be that is imported."""

    ICS_EVENTS: int = 5_000
    """How many events such a file may hold."""

    METRICS_TOKEN: str = ""
    """The bearer token that opens the metrics to a monitor; empty: staff alone see them."""

    BRAKE_ROWS: int = 50
    """So many events may vanish from a full list without a second look."""

    BRAKE_SHARE: float = 0.3
    """So large a share of a calendar's events may vanish without a second look."""

    REQUESTS_PER_MINUTE: int = 10_000
    """What Google allows the project; 0 without limit."""

    REQUESTS_PER_MINUTE_PER_USER: int = 600
    """What Google allows one person in the project; 0 without limit."""

    REQUESTS_PER_DAY: int = 1_000_000
    """What the project may ask in a day; 0 without limit."""

    def __getattribute__(self, name: str) -> Any:
        """Give the configured value of a key: the dict's, the environment's, or the default."""
        if not name.isupper():
            return super().__getattribute__(name)
        configured = getattr(django_settings, "GOOGLE_CALENDAR", {})
        if name in configured:
            return configured[name]
        default = super().__getattribute__(name)
        text = os.environ.get(ENVIRONMENT_PREFIX + name, "")
        return _from_text(text, default) if text else default


def _from_text(text: str, default: Any) -> Any:
    if isinstance(default, tuple):
        return tuple(part for part in re.split(r"[\s,]+", text) if part)
    return type(default)(text) if isinstance(default, int | float) else text


def known_keys() -> list[str]:
    """Name every key that the setting may hold."""
    return [name for name in vars(Settings) if name.isupper()]


def unknown_keys() -> dict[str, str]:
    """Map each unknown key of the setting to the key that was probably meant, or to ''."""
    configured = getattr(django_settings, "GOOGLE_CALENDAR", {})
    known = known_keys()
    return {
        str(key): next(iter(difflib.get_close_matches(str(key).upper(), known, n=1)), "")
        for key in configured
        if key not in known
    }


conf = Settings()
