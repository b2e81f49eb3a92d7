"""Google's Calendar client, built for the configured API root."""

import functools
import importlib.resources
import json
from collections.abc import Callable
from typing import Any

import httplib2
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import Resource, build_from_document
from googleapiclient.http import HttpRequest

from dj_google_calendar.gateway.transport import authorized_http

SERVICE_PATH = "calendar/v3/"


@functools.lru_cache(maxsize=8)
def document(api_root: str) -> str:
    """Give the discovery document of Calendar v3, as JSON, rewritten to another root.

    The client's own ``api_endpoint`` option does not move its batch requests, which would
    carry the user's token to Google whatever server stands behind the API root; they
    follow the document's ``rootUrl``.
    """
    shipped = importlib.resources.files("googleapiclient") / "discovery_cache" / "documents"
    text = (shipped / "calendar.v3.json").read_text(encoding="utf-8")
    described: dict[str, Any] = json.loads(text)
    described.pop("mtlsRootUrl", None)
    return json.dumps(
        described | {"rootUrl": api_root, "baseUrl": api_root + SERVICE_PATH}, sort_keys=True
    )


class SharedClient:
    """The collections of Calendar v3, made once for all accounts, bound to one account's HTTP.

    Building them costs more than the call itself. What is shared only describes requests; each
    request gets the HTTP client of who asks.
    """

    def __init__(
        self, credentials: Credentials, *, api_root: str, before_each: Callable[[], None]
    ) -> None:
        self._http = authorized_http(credentials, before_each=before_each)
        self._api_root = api_root

    def __getattr__(self, collection: str) -> "Callable[[], _BoundCollection]":
        """Give a collection as Google's client does: ``client.events()``."""
        return lambda: _BoundCollection(_collection(self._api_root, collection), self._http)


class _BoundCollection:
    def __init__(self, collection: Resource, http: Any) -> None:
        self._collection, self._http = collection, http

    def __getattr__(self, method: str) -> Callable[..., HttpRequest]:
        describe = getattr(self._collection, method)

        def bound(**parameters: Any) -> HttpRequest:
            request = describe(**parameters)
            request.http = self._http
            return request

        return bound


@functools.lru_cache(maxsize=32)
def _collection(api_root: str, name: str) -> Resource:
    return getattr(_describing_client(api_root), name)()


@functools.lru_cache(maxsize=4)
def _describing_client(api_root: str) -> Resource:
    # it sends nothing itself; without an HTTP client it would look for credentials
    return build_from_document(document(api_root), http=httplib2.Http())


@functools.cache
def scopes_of(method: str) -> frozenset[str]:
    """Give the scopes of which one opens a method, named as in ``calendarList.patch``."""
    described: Any = json.loads(document(""))
    name, _, last = method.partition(".")
    return frozenset(described["resources"][name]["methods"][last]["scopes"])


def build_client(
    credentials: Credentials, *, api_root: str, before_each: Callable[[], None]
) -> Resource:
    """Give google-api-python-client's Calendar service; one per thread, for httplib2's sake.

    ``before_each`` is called before each request leaves; what it raises keeps it here.
    """
    http = authorized_http(credentials, before_each=before_each)
    return build_from_document(document(api_root), http=http)
