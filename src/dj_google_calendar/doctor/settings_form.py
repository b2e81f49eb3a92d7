"""Whether the settings can be read at all: each value of the kind that its key asks for.

Values are never shown: some of them are secrets.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from dj_google_calendar.conf import conf, known_keys, unknown_keys
from dj_google_calendar.credentials.vault import check_keys
from dj_google_calendar.exceptions import InvalidEncryptionKeyError
from dj_google_calendar.findings import Finding, finding_of
from dj_google_calendar.gateway.transport import is_plain_loopback

ADDRESSES = ("API_ROOT", "USERINFO_URI", "REVOKE_URI", "REDIRECT_URI", "EMULATOR")


def form_findings() -> Iterator[Finding]:
    """Name the settings that have a wrong form."""
    if not isinstance(getattr(settings, "GOOGLE_CALENDAR", {}), Mapping):
        yield Finding("E024", "GOOGLE_CALENDAR must be a dict.", 'Write {"CLIENT_SECRETS": "…"}.')
        return
    for key, (has_form, form) in FORMS.items():
        if not _holds(key, has_form):
            yield Finding("E024", f"{key} has a wrong form.", f"It must be {form}.")


def value_findings() -> Iterator[Finding]:
    """Look at keys that nobody reads, plain addresses and unusable encryption keys."""
    for key, meant in unknown_keys().items():
        hint = f"Did you mean {meant}?" if meant else f"Known keys: {', '.join(known_keys())}."
        yield Finding("E023", f"GOOGLE_CALENDAR has an unknown key {key!r}.", hint)
    for key in ADDRESSES:
        value = str(getattr(conf, key))
        if value and urlsplit(value).scheme != "https" and not is_plain_loopback(value):
            yield Finding("E024", f"{key} must be https; plain http is for this machine alone.")
    try:
        check_keys()
    except InvalidEncryptionKeyError as error:
        yield finding_of(error)


def _holds(key: str, has_form: Callable[[Any], bool]) -> bool:
    try:
        return has_form(getattr(conf, key))
    except ValueError:  # a number from the environment that is none, or no address
        return False


def _is_client(value: Any) -> bool:
    return isinstance(value, str | PathLike | Mapping)


def _is_texts(value: Any) -> bool:
    is_list = isinstance(value, Sequence) and not isinstance(value, str | bytes)
    return is_list and all(isinstance(each, str) for each in value)


def _is_address(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    parts = urlsplit(value)
    # reading the port raises ValueError where it is no number
    return not value or bool(parts.scheme and parts.hostname and parts.port != 0)


def _is_duration(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


TEXTS = (_is_texts, 'a list of texts, such as ["…"]')
DURATION = (_is_duration, "a number of seconds above 0")
ADDRESS = (_is_address, "empty or a whole address, such as https://site.example/path")

FORMS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "CLIENT_SECRETS": (_is_client, "a path to client_secret.json, its text, or a dict"),
    "SCOPES": TEXTS,
    "REDIRECT_URI": ADDRESS,
    "API_ROOT": ADDRESS,
    "USERINFO_URI": ADDRESS,
    "REVOKE_URI": ADDRESS,
    "EMULATOR": ADDRESS,
    "ENCRYPTION_KEYS": TEXTS,
    "HTTP_TIMEOUT_SECONDS": DURATION,
    "LEASE_SECONDS": DURATION,
}
