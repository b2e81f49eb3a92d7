"""Reading the parameters of the two steps: each once, bounded, readable."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from dj_google_calendar.exceptions import ParameterError

LONGEST = {"state": 512, "code": 2048, "error": 200, "next": 2000, "login_hint": 320}


def read_parameter(request: HttpRequest, name: str) -> str:
    """Give a query parameter, or '' where it is absent; raise ParameterError."""
    values = request.GET.getlist(name)
    if len(values) > 1:
        raise ParameterError(f"The parameter {name} is given more than once.")
    value = values[0] if values else ""
    if len(value) > LONGEST[name]:
        raise ParameterError(f"The parameter {name} is too long.")
    # Django replaces bytes that are not UTF-8 by U+FFFD, which is in no value of Google's
    if "\ufffd" in value or not value.isprintable():
        raise ParameterError(f"The parameter {name} holds unreadable characters.")
    return value


def require_parameter(request: HttpRequest, name: str) -> str:
    """Give a query parameter; raise ParameterError where it is absent or empty."""
    value = read_parameter(request, name)
    if not value:
        raise ParameterError(f"The parameter {name} is missing.")
    return value


def read_next(request: HttpRequest) -> str:
    """Give the page to go to afterwards, on this site only; raise ParameterError."""
    target = read_parameter(request, "next")
    allowed = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if target and not allowed:
        raise ParameterError("The parameter next leads to another site.")
    return target
