"""What people do at consent pages, by script: for tests that have no browser."""

import urllib.error
import urllib.request
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from gcal_emulator.clients import client_secrets
from gcal_emulator.oauth.consents import allow
from gcal_emulator.oauth.scopes import canonical
from gcal_emulator.oauth.tokens import access_token, refresh_token
from gcal_emulator.world import World

TIMEOUT = 10
CONSENT_PATH = "/o/oauth2/v2/auth/consent"


class ConsentError(Exception):
    """The consent page was an error page; the message is its text."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any) -> None:
        """Leave a redirect to who asked."""


def consent(authorization_url: str, *, email: str, without: Iterable[str], denies: bool) -> str:
    """Answer a consent page as a person does; give the address that the person is sent to.

    ``without`` are scopes whose boxes are unticked. Raises ConsentError for an error page.
    """
    parts = urlsplit(authorization_url)
    asked = parse_qsl(parts.query, keep_blank_values=True)
    scopes = canonical(dict(asked).get("scope", ""))
    granted = [("granted", scope) for scope in scopes if scope not in canonical(" ".join(without))]
    answer = [("account", email), ("decision", "cancel" if denies else "allow"), *granted]
    request = urllib.request.Request(  # noqa: S310 - a local Google
        f"{parts.scheme}://{parts.netloc}{CONSENT_PATH}", urlencode([*asked, *answer]).encode()
    )
    try:
        urllib.request.build_opener(_NoRedirect).open(request, timeout=TIMEOUT).close()
    except urllib.error.HTTPError as error:
        with error:
            if error.code == 302:
                return str(error.headers["Location"])
            raise ConsentError(error.read().decode()) from error
    raise ConsentError("The consent page asks for more.")


def credentials(world: World, root: str, email: str, scopes: Sequence[str]) -> dict[str, Any]:
    """Let a person allow scopes to the world's client; give what Google's Credentials take.

    Raises KeyError for an unknown person.
    """
    person = world.users[email]
    described = client_secrets(world, root, [])["web"]
    client = world.clients[described["client_id"]]
    wanted = canonical(" ".join(scopes))
    grant = allow(world, client, person.email, wanted)
    return {
        "token": access_token(world, grant, wanted)["access_token"],
        "refresh_token": refresh_token(world, client, grant, wanted)["refresh_token"],
        "token_uri": described["token_uri"],
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        "scopes": list(wanted),
    }
