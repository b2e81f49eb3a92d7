"""Answers as Google writes them: JSON with one blank a level, its headers, gzip."""

import gzip
import json
from collections.abc import Mapping, Sequence
from email.utils import formatdate
from typing import Any

from werkzeug.wrappers import Request, Response

from gcal_emulator.errors import GoogleError

JSON = "application/json; charset=UTF-8"
SECURITY = {
    "Alt-Svc": 'h3=":443"; ma=2592000,h3-29=":443"; ma=2592000',
    "Vary": "Origin, X-Origin, Referer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "X-XSS-Protection": "0",
    "Server": "ESF",
}
READ_CACHING = "private, max-age=0, must-revalidate, no-transform"
NOT_CACHED = {
    "Cache-Control": "no-cache, no-store, max-age=0, must-revalidate",
    "Pragma": "no-cache",
    "Expires": "Mon, 01 Jan 1990 00:00:00 GMT",
}
COMPRESS_ABOVE = 1000
TRUNCATED = "X-Emulator-Truncated"
"""Marks an answer of which the connection lets only half through; it is not sent itself."""


def list_text(envelope: Mapping[str, Any], items: Sequence[str]) -> str:
    """Write a list from its envelope and from items that are written already."""
    head = indented(dict(envelope)).removesuffix("\n}")
    body = ",\n".join(items)
    return head + ',\n "items": [' + (f"\n{body}\n ]" if items else "]") + "\n}\n"


def item_text(resource: Mapping[str, Any]) -> str:
    """Write an item of a list, at the second level of its answer."""
    return "  " + indented(dict(resource), "  ")


def json_text(body: Mapping[str, Any], *, pretty: bool, indent: int = 1) -> str:
    """Write a body: one blank a level (Z-9), or none at all."""
    if not pretty:
        return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return indented(dict(body), step=" " * indent) + "\n"


def indented(value: Any, margin: str = "", step: str = " ") -> str:
    """Write JSON a line for each member: as ``json.dumps`` with an indent, in half its time."""
    if isinstance(value, str):
        return _quoted(value)
    inner = margin + step
    if isinstance(value, dict) and value:
        members = [
            f"{inner}{_quoted(key)}: {indented(each, inner, step)}" for key, each in value.items()
        ]
        return "{\n" + ",\n".join(members) + f"\n{margin}}}"
    if isinstance(value, list) and value:
        members = [inner + indented(each, inner, step) for each in value]
        return "[\n" + ",\n".join(members) + f"\n{margin}]"
    return json.dumps(value)


_quoted = json.encoder.encode_basestring


def success(text: str, *, is_read: bool, etag: str, now: float) -> Response:
    """Give a successful answer with the headers of a read or of a write (Z-24)."""
    response = Response(text, content_type=JSON)
    response.headers.update(_headers(now, is_read=is_read))
    if etag:
        response.headers["ETag"] = etag
    return response


def nothing(now: float) -> Response:
    """Give the empty answer of a deletion (H-4, Z-24)."""
    response = Response(status=204, content_type="text/html")
    response.headers.update(_headers(now, is_read=False))
    return response


def unchanged(etag: str, now: float) -> Response:
    """Give the empty answer to who has the resource already (H-12)."""
    response = Response(status=304)
    response.headers.update({**_headers(now, is_read=True), "ETag": etag})
    return response


def _headers(now: float, *, is_read: bool) -> dict[str, str]:
    """Give the headers of a read, or of anything else (Z-24)."""
    date = formatdate(now, usegmt=True)
    if is_read:
        return {"Date": date, **SECURITY, "Cache-Control": READ_CACHING, "Expires": date}
    return {"Date": date, **SECURITY, **NOT_CACHED}


def failure(error: GoogleError, *, now: float, pretty: bool = True) -> Response:
    """Give an error answer; the front end's 401 is indented by two (Z-9)."""
    is_front_end = error.status == 401
    text = json_text(error.body(), pretty=pretty, indent=2 if is_front_end else 1)
    response = Response(text, status=error.status, content_type=JSON)
    if is_front_end:
        response.headers.update({"Date": formatdate(now, usegmt=True), **SECURITY})
        response.headers["WWW-Authenticate"] = (
            'Bearer realm="https://accounts.google.com/", error="invalid_token"'
        )
    else:
        response.headers.update(_headers(now, is_read=False))
    return response


def compressed(request: Request, response: Response) -> Response:
    """Compress for a client that asks for it and says so in its User-Agent (H-5)."""
    accepts = "gzip" in request.headers.get("Accept-Encoding", "")
    says_so = "gzip" in request.headers.get("User-Agent", "")
    data = response.get_data()
    if accepts and says_so and len(data) > COMPRESS_ABOVE:
        response.set_data(gzip.compress(data, compresslevel=1, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
