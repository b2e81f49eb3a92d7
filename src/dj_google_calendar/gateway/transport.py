"""The one way in which requests leave for Google: time-outs, no redirects, bounded answers."""

import ipaddress
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import google_auth_httplib2
import httplib2
import requests
from google.oauth2.credentials import Credentials
from requests.adapters import HTTPAdapter

from dj_google_calendar.conf import conf
from dj_google_calendar.exceptions import TransientError

MAX_ANSWER_BYTES = 64 * 1024 * 1024


class BoundedHttp(httplib2.Http):  # type: ignore[misc] # httplib2 has no types
    """An httplib2 client that follows no redirect and refuses oversized answers.

    A redirect from an API host would carry the access token to wherever it points.
    """

    def __init__(self, before_each: Callable[[], None]) -> None:
        super().__init__(timeout=conf.HTTP_TIMEOUT_SECONDS)
        self.follow_redirects = False
        self._before_each = before_each

    def request(self, *args: Any, **kwargs: Any) -> tuple[httplib2.Response, bytes]:
        """Send one request; raise TransientError for an answer that is too large."""
        self._before_each()
        response, content = super().request(*args, **kwargs)
        if len(content) > MAX_ANSWER_BYTES:
            raise TransientError("Google's answer is larger than this site accepts.")
        return response, content


def authorized_http(
    credentials: Credentials, *, before_each: Callable[[], None]
) -> google_auth_httplib2.AuthorizedHttp:
    """Give an HTTP client that sends the access token; not to be shared between threads."""
    return google_auth_httplib2.AuthorizedHttp(credentials, http=BoundedHttp(before_each))


def is_loopback(host: str | None) -> bool:
    """Say whether a host name or address stays on this machine."""
    if host is None:
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_plain_loopback(url: str) -> bool:
    """Say whether an address is http on this machine, the only http that is allowed."""
    parts = urlsplit(url)
    return parts.scheme == "http" and is_loopback(parts.hostname)


class PlainLoopbackAdapter(HTTPAdapter):
    """Sends https addresses of this machine as http.

    oauthlib refuses every http address unless a process-wide switch is set. Instead the
    flow is given the https form of a loopback address, and this adapter, mounted for
    that address alone, undoes it.
    """

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        """Send the request without TLS."""
        request.url = as_http(request.url or "")
        return super().send(request, *args, **kwargs)


def as_https(url: str) -> str:
    """Write an http address as https."""
    return url.replace("http://", "https://", 1) if url.startswith("http://") else url


def as_http(url: str) -> str:
    """Write an https address as http."""
    return url.replace("https://", "http://", 1) if url.startswith("https://") else url


def new_session() -> requests.Session:
    """Give a session for the OAuth endpoints: no redirects, time-outs by call.

    A proxy of the environment is used; the logins of a ``.netrc`` are not, as they would
    take the place of an access token.
    """
    session = requests.Session()
    session.max_redirects = 0
    session.auth = _as_it_is
    return session


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
