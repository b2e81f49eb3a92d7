"""The pages a person sees: plain forms, the affirmative one first on each page."""

from collections.abc import Mapping, Sequence
from html import escape

from werkzeug.wrappers import Response

from gcal_emulator.entities import User
from gcal_emulator.oauth.scopes import described, is_sign_in

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<link rel="stylesheet" href="/_emulator/style.css">
</head>
<body>
<main>
<p class="notice">Local emulator, not Google. No real account is touched.</p>
<h1>{title}</h1>
{content}
</main>
</body>
</html>
"""

Fields = Sequence[tuple[str, str]]


def choose_account(users: Sequence[User], fields: Fields) -> Response:
    """Ask which account to use."""
    forms = [
        f"<form method='post' action='/o/oauth2/v2/auth/account'>{_hidden(fields)}"
        f"<input type='hidden' name='account' value='{escape(user.email, quote=True)}'>"
        f"<button class='account' type='submit'>{escape(user.name)}"
        f"<small>{escape(user.email)}</small></button></form>"
        for user in users
    ]
    return page("Choose an account", "".join(forms))


def ask_consent(
    user: User, client_id: str, scopes: Sequence[str], fields: Fields, *, is_granular: bool
) -> Response:
    """Ask what to allow: what is not needed for signing in can be unticked one by one.

    Where it is not granular, all or nothing is allowed.
    """
    boxes = "".join(
        _item(number, scope, has_box=is_granular) for number, scope in enumerate(scopes)
    )
    content = (
        f"<p>{escape(user.email)}</p>"
        f"<form method='post' action='/o/oauth2/v2/auth/consent'>{_hidden(fields)}"
        f"<p>The application <code>{escape(client_id)}</code> wants to:</p><ul>{boxes}</ul>"
        "<div class='buttons'>"
        "<input type='hidden' name='decision' value='allow'>"
        "<button class='yes' type='submit'>Allow</button></div></form>" + _cancel(fields)
    )
    return page("Choose what this application can access", content)


def warn(fields: Fields) -> Response:
    """Warn of an application that Google has not verified (A-38)."""
    content = (
        "<p>The application asks for sensitive data in your account. Until its developer verifies "
        "it with Google, use it only if you know and trust the developer.</p>"
        f"<form method='post' action='/o/oauth2/v2/auth/account'>{_hidden(fields)}"
        "<input type='hidden' name='warned' value='1'>"
        "<div class='buttons'><button class='yes' type='submit'>Continue</button></div></form>"
        + _cancel(fields)
    )
    return page("Google has not verified this app", content)


def refuse(code: int, error: str, explanation: str) -> Response:
    """Show an error that is never redirected (A-11, A-12)."""
    content = f"<p>Error {code}: {escape(error)}</p><p>{explanation}</p>"
    return page("Access blocked: the request is invalid", content, status=code)


def page(title: str, content: str, *, status: int = 200) -> Response:
    """Give a whole page around some content."""
    html = PAGE.format(title=escape(title), content=content)
    response = Response(html, status=status, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _item(number: int, scope: str, *, has_box: bool) -> str:
    words = escape(described(scope) or scope)
    if is_sign_in(scope) or not has_box:
        return f"<li><span>{words}</span></li>"
    return (
        f"<li><input type='checkbox' id='s{number}' name='granted' checked "
        f"value='{escape(scope, quote=True)}'><label for='s{number}'>{words}</label></li>"
    )


def _cancel(fields: Fields) -> str:
    return (
        f"<form method='post' action='/o/oauth2/v2/auth/consent'>{_hidden(fields)}"
        "<div class='buttons'><input type='hidden' name='decision' value='cancel'>"
        "<button type='submit'>Cancel</button></div></form>"
    )


def _hidden(fields: Fields) -> str:
    return "".join(
        f"<input type='hidden' name='{escape(name, quote=True)}' "
        f"value='{escape(value, quote=True)}'>"
        for name, value in fields
    )


def hidden_fields(values: Mapping[str, str]) -> Fields:
    """Give the request's parameters as fields that travel through the pages."""
    return [(name, value) for name, value in values.items() if value]
