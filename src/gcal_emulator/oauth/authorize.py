"""The authorization endpoint: account, consent, and the way back with a code."""

import functools
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from werkzeug.wrappers import Request, Response

from gcal_emulator.clock import MICROSECONDS
from gcal_emulator.entities import User
from gcal_emulator.grants import TESTING, Code
from gcal_emulator.oauth import pages
from gcal_emulator.oauth.consents import allow, needs_verification, standing
from gcal_emulator.oauth.identity import hosted_domain
from gcal_emulator.oauth.scopes import is_sign_in, written
from gcal_emulator.oauth.wish import Refusal, Wish, check_browser, check_person, read_wish
from gcal_emulator.world import World

CODE_LIFE = 600 * MICROSECONDS

Step = Callable[[World, Request], Response]


def _refusable(step: Step) -> Step:
    """Let a step answer with the error page where it refuses."""

    @functools.wraps(step)
    def answered(world: World, request: Request) -> Response:
        try:
            return step(world, request)
        except Refusal as refusal:
            return refusal.page

    return answered


@_refusable
def begin(world: World, request: Request) -> Response:
    """Check the request, and lead to the account, to consent, or straight back."""
    check_browser(request.headers.get("User-Agent", ""))
    wish = read_wish(world, request.args)
    accounts = _accounts(world, wish)
    if not accounts:
        raise Refusal(400, "no_accounts", "This emulator has no accounts; start it with a seed.")
    hint = wish.values.get("login_hint", "").lower()
    hinted = next((each for each in accounts if hint in (each.email.lower(), each.sub)), None)
    if "none" in wish.prompt:
        return _silently(world, wish, hinted)
    if hinted is None or "select_account" in wish.prompt:
        users = sorted(accounts, key=lambda user: user is not hinted)
        return pages.choose_account(users, pages.hidden_fields(wish.values))
    return _ask_or_finish(world, wish, hinted)


@_refusable
def account_chosen(world: World, request: Request) -> Response:
    """Go on with the account that was chosen, past the warning where it was read."""
    wish, user = _wish_and_user(world, request)
    return _ask_or_finish(world, wish, user, is_warned="warned" in request.form)


@_refusable
def consent_given(world: World, request: Request) -> Response:
    """Go back to the application with a code, or with access_denied (A-10)."""
    wish, user = _wish_and_user(world, request)
    check_person(wish, user)
    if request.form.get("decision") != "allow":
        return _back(wish, {"error": "access_denied"})
    ticked = request.form.getlist("granted") if wish.is_granular else wish.scopes
    granted = tuple(scope for scope in wish.scopes if is_sign_in(scope) or scope in ticked)
    if not granted:  # nothing is allowed: that is a refusal
        return _back(wish, {"error": "access_denied"})
    return _finish(world, wish, user, granted, has_consented=True)


def _wish_and_user(world: World, request: Request) -> tuple[Wish, User]:
    wish = read_wish(world, request.form)
    user = world.users.get(request.form.get("account", ""))
    if user is None or user.is_service_account:
        raise Refusal(400, "invalid_request", "There is no such account.")
    return wish, user


def _accounts(world: World, wish: Wish) -> list[User]:
    """Give the accounts that can be chosen, for ``hd`` those of one organisation if any fit."""
    people = [user for user in world.users.values() if not user.is_service_account]
    domain = wish.values.get("hd", "")
    if not domain:
        return people
    hosted = [user for user in people if hosted_domain(user)]
    return [user for user in hosted if domain in ("*", user.domain)] or people


def _ask_or_finish(world: World, wish: Wish, user: User, *, is_warned: bool = False) -> Response:
    check_person(wish, user)
    if _is_covered(world, wish, user) and "consent" not in wish.prompt:
        return _finish(world, wish, user, wish.scopes, has_consented=False)
    fields = [*pages.hidden_fields(wish.values), ("account", user.email)]
    is_doubtful = wish.client.status == TESTING or needs_verification(wish.client, wish.scopes)
    if is_doubtful and not is_warned:
        return pages.warn(fields)
    return pages.ask_consent(
        user, wish.client.client_id, wish.scopes, fields, is_granular=wish.is_granular
    )


def _is_covered(world: World, wish: Wish, user: User) -> bool:
    known = standing(world, wish.client.client_id, user.email)
    return known is not None and set(wish.scopes) <= set(known.scopes)


def _silently(world: World, wish: Wish, user: User | None) -> Response:
    if user is None or not _is_covered(world, wish, user):
        return _back(wish, {"error": "interaction_required"})
    check_person(wish, user)
    return _finish(world, wish, user, wish.scopes, has_consented=False)


def _finish(
    world: World, wish: Wish, user: User, granted: tuple[str, ...], *, has_consented: bool
) -> Response:
    known = standing(world, wish.client.client_id, user.email)
    grant = known if known and not has_consented else allow(world, wish.client, user.email, granted)
    is_added = wish.values.get("include_granted_scopes") == "true"
    scopes = tuple(dict.fromkeys((*granted, *(grant.scopes if is_added else ()))))
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
    shown = {"code": code, "scope": written(scopes), "authuser": "0"}
    if domain := hosted_domain(user):
        shown["hd"] = domain
    return _back(wish, {**shown, "prompt": "consent" if has_consented else "none"})


def _back(wish: Wish, parameters: Mapping[str, str]) -> Response:
    state = {"state": wish.values["state"]} if "state" in wish.values else {}
    mark = "&" if "?" in wish.redirect_uri else "?"
    location = wish.redirect_uri + mark + urlencode({**state, **parameters})
    return Response(status=302, headers={"Location": location})
