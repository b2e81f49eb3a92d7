"""The authorization endpoint: checks, account, consent, and the way back with a code."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode, urlsplit, urlunsplit

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from gcal_emulator.clock import MICROSECONDS
from gcal_emulator.oauth import pages
from gcal_emulator.oauth.scopes import canonical, described, is_sign_in
from gcal_emulator.world import Code, Grant, User, World

CODE_LIFE = 600 * MICROSECONDS
CARRIED = [
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
]


@dataclass(frozen=True)
class Wish:
    """A valid authorization request."""

    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    prompt: frozenset[str]
    values: Mapping[str, str]


class Refusal(Exception):  # noqa: N818 - an answer rather than a fault
    """The request is answered with an error page."""

    def __init__(self, code: int, error: str, explanation: str) -> None:
        super().__init__(error)
        self.page = pages.refuse(code, error, explanation)


def begin(world: World, request: Request) -> Response:
    """Check the request, and lead to the account, to consent, or straight back."""
    try:
        wish = _wish(world, request.values.to_dict())
    except Refusal as refusal:
        return refusal.page
    if not world.users:
        return pages.refuse(
            400, "no_accounts", "This emulator has no accounts; start it with a seed."
        )
    hinted = world.users.get(wish.values.get("login_hint", ""))
    if "none" in wish.prompt:
        return _silently(world, wish, hinted)
    if hinted is None or "select_account" in wish.prompt:
        users = sorted(world.users.values(), key=lambda user: user is not hinted)
        return pages.choose_account(users, pages.hidden_fields(wish.values))
    return _ask_or_finish(world, wish, hinted)


def account_chosen(world: World, request: Request) -> Response:
    """Go on with the account that was chosen."""
    try:
        wish = _wish(world, request.form.to_dict())
    except Refusal as refusal:
        return refusal.page
    user = world.users.get(request.form.get("account", ""))
    if user is None:
        return pages.refuse(400, "invalid_request", "There is no such account.")
    return _ask_or_finish(world, wish, user)


def consent_given(world: World, request: Request) -> Response:
    """Go back to the application with a code, or with access_denied (A-10)."""
    try:
        wish = _wish(world, request.form.to_dict())
    except Refusal as refusal:
        return refusal.page
    user = world.users.get(request.form.get("account", ""))
    if user is None:
        return pages.refuse(400, "invalid_request", "There is no such account.")
    if request.form.get("decision") != "allow":
        return _back(wish, {"error": "access_denied"})
    ticked = request.form.getlist("granted")
    granted = tuple(scope for scope in wish.scopes if is_sign_in(scope) or scope in ticked)
    if not granted:  # nothing is allowed: that is a refusal
        return _back(wish, {"error": "access_denied"})
    return _finish(world, wish, user, granted, has_consented=True)


def _wish(world: World, given: Mapping[str, str]) -> Wish:
    values = {name: given[name] for name in CARRIED if given.get(name)}
    client = world.clients.get(values.get("client_id", ""))
    if client is None:
        raise Refusal(401, "invalid_client", "The OAuth client was not found.")
    uri = values.get("redirect_uri", "")
    if uri not in client.redirect_uris:  # byte for byte
        raise Refusal(400, "redirect_uri_mismatch", _mismatch(uri, client.redirect_uris))
    if values.get("response_type") != "code":
        raise Refusal(400, "invalid_request", "The response_type must be code.")
    if values.get("code_challenge_method", "plain") not in ("S256", "plain"):
        raise Refusal(400, "invalid_request", "The code_challenge_method is not supported.")
    scopes = canonical(values.get("scope", ""))
    unknown = [scope for scope in scopes if not described(scope)]
    if unknown or not scopes:
        raise Refusal(400, "invalid_scope", escape(f"Unknown scopes: {' '.join(unknown)}"))
    prompt = frozenset(values.get("prompt", "").split())
    return Wish(values["client_id"], uri, scopes, prompt, values)


def _mismatch(uri: str, registered: list[str]) -> str:
    listed = "".join(f"<li><code>{escape(each)}</code></li>" for each in registered)
    return (
        f"The redirect URI <code>{escape(uri)}</code> is not registered. "
        f"Registered are:<ul>{listed}</ul>"
    )


def _ask_or_finish(world: World, wish: Wish, user: User) -> Response:
    known = world.grants.get((wish.client_id, user.email))
    if known and "consent" not in wish.prompt and set(wish.scopes) <= set(known.scopes):
        return _finish(world, wish, user, wish.scopes, has_consented=False)
    fields = [*pages.hidden_fields(wish.values), ("account", user.email)]
    return pages.ask_consent(user, wish.client_id, wish.scopes, fields)


def _silently(world: World, wish: Wish, user: User | None) -> Response:
    known = world.grants.get((wish.client_id, user.email)) if user else None
    if user is None or known is None or not set(wish.scopes) <= set(known.scopes):
        return _back(wish, {"error": "interaction_required"})
    return _finish(world, wish, user, wish.scopes, has_consented=False)


def _finish(
    world: World, wish: Wish, user: User, granted: tuple[str, ...], *, has_consented: bool
) -> Response:
    known = world.grants.get((wish.client_id, user.email))
    before = known.scopes if known and wish.values.get("include_granted_scopes") == "true" else ()
    scopes = tuple(dict.fromkeys((*granted, *before)))
    grant = known or Grant(wish.client_id, user.email, scopes)
    grant.scopes = tuple(dict.fromkeys((*grant.scopes, *scopes)))
    world.grants[wish.client_id, user.email] = grant
    code = world.ids.code()
    world.codes[code] = Code(
        grant=grant,
        redirect_uri=wish.redirect_uri,
        challenge=wish.values.get("code_challenge", ""),
        challenge_method=wish.values.get("code_challenge_method", "plain"),
        # a refresh token comes only with offline access, and with consent
        is_offline=wish.values.get("access_type") == "offline" and has_consented,
        scopes=scopes,
        expires_at=world.clock.micros() + CODE_LIFE,
        nonce=wish.values.get("nonce", ""),
    )
    prompt = "consent" if has_consented else "none"
    shown = {"code": code, "scope": " ".join(scopes), "authuser": "0", "prompt": prompt}
    return _back(wish, shown)


def _back(wish: Wish, parameters: Mapping[str, str]) -> Response:
    state = {"state": wish.values["state"]} if "state" in wish.values else {}
    parts = urlsplit(wish.redirect_uri)
    query = "&".join(filter(None, (parts.query, urlencode({**state, **parameters}))))
    response = redirect(urlunsplit(parts._replace(query=query)), code=302)
    return Response(status=302, headers={"Location": response.headers["Location"]})
