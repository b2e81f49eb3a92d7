"""Google's Calendar client, built for the configured API root."""

import functools
import importlib.resources
import json
from typing import Any

from google.oauth2.credentials import Credentials
from googleapiclient.discovery import Resource, build_from_document

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


def build_client(credentials: Credentials, *, api_root: str) -> Resource:
    """Give google-api-python-client's Calendar service; one per thread, for httplib2's sake."""
    return build_from_document(document(api_root), http=authorized_http(credentials))
