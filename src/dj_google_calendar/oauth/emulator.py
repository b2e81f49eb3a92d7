"""The local Google that stands in while a developer has no client secrets."""

from django.conf import settings

from dj_google_calendar.conf import conf
from dj_google_calendar.exceptions import EmulatorUnreachableError
from dj_google_calendar.gateway.transport import is_plain_loopback, new_session
from dj_google_calendar.oauth.client_secrets import (
    ClientSecrets,
    load_client_secrets,
    parse_client_secrets,
)

TIMEOUT_SECONDS = 5


def emulator_stands_in() -> bool:
    """Say whether the emulator is used: nothing is set, DEBUG is on, and it is on this machine.

    The views ask besides that the site itself is visited on a loopback host.
    """
    nothing_is_set = not (conf.CLIENT_SECRETS or conf.API_ROOT)
    return nothing_is_set and settings.DEBUG and is_plain_loopback(conf.EMULATOR)


def client_secrets(*, redirect_uri: str = "") -> ClientSecrets:
    """Give the site's OAuth client: the configured one, or the emulator's.

    The emulator registers the redirect URI with its client. Raises ConfigurationError.
    """
    if not emulator_stands_in():
        return load_client_secrets()
    try:
        answer = new_session().get(
            conf.EMULATOR.rstrip("/") + "/_emulator/client_secrets",
            params={"redirect_uri": redirect_uri} if redirect_uri else {},
            timeout=TIMEOUT_SECONDS,
        )
        answer.raise_for_status()
        document = answer.json()
    except (OSError, ValueError) as exc:
        raise EmulatorUnreachableError(
            f"No client secrets are set, and no local Google answers at {conf.EMULATOR}."
        ) from exc
    return parse_client_secrets(document, is_emulator=True)
