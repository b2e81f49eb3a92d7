"""The authorization request: what it must hold, and whom it is for (A-7, A-11, A-12)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from werkzeug.datastructures import MultiDict

from gcal_emulator.clients import RedirectUriError, check_redirect_uri, is_registered
from gcal_emulator.entities import User
from gcal_emulator.grants import TESTING, Client
from gcal_emulator.oauth import pages
from gcal_emulator.oauth.consents import is_full
from gcal_emulator.oauth.errors import repeated
from gcal_emulator.oauth.scopes import canonical, described
from gcal_emulator.world import World

EMBEDDED = re.compile(r"; wv\)|WebView", re.IGNORECASE)
"""How browsers within other apps name themselves."""
CARRIED = (
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "access_type",
    "state",
    "include_granted_scopes",
    "enable_granular_consent",
    "login_hint",
    "prompt",
    "code_challenge",
    "code_challenge_method",
    "nonce",
    "hd",
)
REQUIRED = ("redirect_uri", "response_type", "scope")
CHOICES = {
    "response_type": ("code",),
    "access_type": ("online", "offline"),
    "code_challenge_method": ("S256", "plain"),
}
PROMPTS = frozenset({"none", "consent", "select_account"})


class Refusal(Exception):  # noqa: N818 - an answer rather than a fault
    """The request is answered with an error page."""

    def __init__(self, code: int, error: str, explanation: str) -> None:
        super().__init__(error)
        self.page = pages.refuse(code, error, explanation)


@dataclass(frozen=True)
class Wish:
    """A valid authorization request."""

    client: Client
    redirect_uri: str
    scopes: tuple[str, ...]
    prompt: frozenset[str]
    values: Mapping[str, str]

    @property
    def is_granular(self) -> bool:
        """Whether scopes can be unticked one by one, which only old clients can prevent."""
        is_against = self.values.get("enable_granular_consent") == "false"
        return not (is_against and self.client.is_from_before_2019)


def read_wish(world: World, given: MultiDict[str, str]) -> Wish:
    """Read a request and check it; raise Refusal."""
    repetitions = [name for name in CARRIED if len(given.getlist(name)) > 1]
    if repetitions:
        raise Refusal(400, "invalid_request", repeated(repetitions[0]))
    values = {name: given[name] for name in CARRIED if given.get(name)}
    client = _client(world, values.get("client_id", ""))
    missing = [name for name in REQUIRED if name not in values]
    if missing:
        raise Refusal(400, "invalid_request", f"Missing required parameter: {missing[0]}")
    _check_redirect_uri(client, values["redirect_uri"])
    prompt = frozenset(values.get("prompt", "").split())
    _check_choices(values, prompt)
    return Wish(client, values["redirect_uri"], _scopes(values["scope"]), prompt, values)


def _check_choices(values: Mapping[str, str], prompt: frozenset[str]) -> None:
    wrong = [name for name in CHOICES if values.get(name, CHOICES[name][0]) not in CHOICES[name]]
    if not prompt <= PROMPTS or ("none" in prompt and len(prompt) > 1):
        wrong.append("prompt")
    if wrong:
        raise Refusal(400, "invalid_request", f"Invalid parameter value for {wrong[0]}.")


def _scopes(text: str) -> tuple[str, ...]:
    scopes = canonical(text)
    unknown = [scope for scope in scopes if not described(scope)]
    if unknown or not scopes:
        raise Refusal(400, "invalid_scope", escape(f"Unknown scopes: {' '.join(unknown)}"))
    return scopes


def _client(world: World, client_id: str) -> Client:
    """Find the client, and refuse one that is switched off, with Google's own codes (A-12)."""
    if not client_id:
        raise Refusal(400, "invalid_request", "Missing required parameter: client_id")
    client = world.clients.get(client_id)
    if client is None:
        raise Refusal(401, "invalid_client", "The OAuth client was not found.")
    if client.is_deleted:
        raise Refusal(401, "deleted_client", "The OAuth client was deleted.")
    if client.is_blocked_by_admin:
        raise Refusal(400, "admin_policy_enforced", "Your administrator does not allow this app.")
    if not client.has_consent_screen:
        raise Refusal(400, "access_not_configured", "The project has no consent screen.")
    return client


def _check_redirect_uri(client: Client, uri: str) -> None:
    if not is_registered(client, uri):  # byte for byte
        raise Refusal(400, "redirect_uri_mismatch", _mismatch(uri, client.redirect_uris))
    try:
        check_redirect_uri(uri)  # a seed can bring what Google would not register
    except RedirectUriError as error:
        raise Refusal(400, "invalid_request", escape(str(error))) from error


def _mismatch(uri: str, registered: list[str]) -> str:
    listed = "".join(f"<li><code>{escape(each)}</code></li>" for each in registered)
    return (
        f"The redirect URI <code>{escape(uri)}</code> is not registered. "
        f"Registered are:<ul>{listed}</ul>"
    )


def check_browser(user_agent: str) -> None:
    """Refuse a browser within another app (A-12)."""
    if EMBEDDED.search(user_agent):
        raise Refusal(403, "disallowed_useragent", "Google does not sign in within other apps.")


def check_person(wish: Wish, user: User) -> None:
    """Refuse people whom the client is not for (A-12, A-38)."""
    client = wish.client
    if client.is_internal_to and user.domain != client.is_internal_to:
        raise Refusal(403, "org_internal", "This app is only for people of its organization.")
    is_tester = not client.test_users or user.email in client.test_users
    if client.status == TESTING and not is_tester:
        raise Refusal(403, "access_denied", "The app is being tested, and you are no tester of it.")
    if is_full(client, user.email, wish.scopes):
        # which of its codes Google shows here is not known
        text = "Google has not verified this app, and it has as many users as it may have."
        raise Refusal(403, "access_denied", text)
