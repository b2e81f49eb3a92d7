"""Many calls in one request (contract, section 14)."""

import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes, urlencode, urlsplit

from werkzeug.http import HTTP_STATUS_CODES, parse_options_header
from werkzeug.wrappers import Request, Response

from gcal_emulator import writing
from gcal_emulator.api import answer_api
from gcal_emulator.errors import GoogleError, not_found
from gcal_emulator.log import Log
from gcal_emulator.world import World

CALLS_AT_MOST = 1000
API = "/calendar/v3/"
LINE = re.compile(rb"(?P<method>[A-Z]+) (?P<target>\S+)(?: HTTP/[0-9.]+)?")
NOT_FOR_CALLS = ("HTTP_ACCEPT_ENCODING", "HTTP_CONNECTION", "HTTP_TRANSFER_ENCODING")
"""Headers of the way, not of a call: the answer is compressed as a whole."""


@dataclass(frozen=True)
class Part:
    """One call of a batch; ``method`` is empty where it cannot be read."""

    content_id: str
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


def answer_batch(world: World, log: Log, request: Request) -> Response:
    """Answer each call by itself, in order (B-4)."""
    now = world.now_seconds()
    try:
        parts = list(_parts(request))
    except GoogleError as error:
        return writing.failure(error, now=now)
    written = [_written(part, _answered(world, log, request, part)) for part in parts]
    digest = hashlib.sha256(b"".join(written)).hexdigest()[:32]
    boundary = f"batch_{digest}".encode()
    body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in written)
    response = Response(body + b"--" + boundary + b"--\r\n")
    response.headers["Content-Type"] = f"multipart/mixed; boundary={boundary.decode()}"
    response.headers.update(writing.SECURITY)
    return writing.compressed(request, response)


def _parts(request: Request) -> Iterator[Part]:
    kind, options = parse_options_header(request.headers.get("Content-Type"))
    boundary = options.get("boundary", "")
    if kind != "multipart/mixed" or not boundary:
        raise GoogleError(400, "badRequest", "A batch request is multipart/mixed.")
    data = request.get_data(cache=True)
    pieces = re.split(rb"(?:^|\r?\n)--" + re.escape(boundary.encode("utf-8", "replace")), data)
    if len(pieces) < 2:
        raise GoogleError(400, "badRequest", "The batch request holds no parts.")
    for count, piece in enumerate(pieces[1:]):
        if piece.startswith(b"--"):
            return
        if count >= CALLS_AT_MOST:  # B-2
            message = f"The batch request holds more than {CALLS_AT_MOST} calls."
            raise GoogleError(400, "badRequest", message)
        yield _part(piece)


def _part(piece: bytes) -> Part:
    outer, inner = _head_and_rest(piece.lstrip(b"\r\n") if piece[:2] == b"\r\n" else piece[1:])
    head, body = _head_and_rest(inner)
    line, _, rest = head.partition(b"\n")
    match = LINE.fullmatch(line.strip())
    return Part(
        content_id=_headers(outer).get("content-id", ""),
        method=match["method"].decode() if match else "",
        target=match["target"].decode("latin-1") if match else "",
        headers=_headers(rest),
        body=body,
    )


def _head_and_rest(data: bytes) -> tuple[bytes, bytes]:
    match = re.search(rb"\r?\n\r?\n", data)
    return (data[: match.start()], data[match.end() :]) if match else (data, b"")


def _headers(head: bytes) -> dict[str, str]:
    found = {}
    for line in head.decode("latin-1").splitlines():
        name, colon, value = line.partition(":")
        if colon:
            found[name.strip().lower()] = value.strip()
    return found


def _answered(world: World, log: Log, outer: Request, part: Part) -> Response:
    try:
        path = urlsplit(part.target).path
    except ValueError:
        path = ""
    if not part.method or not path.startswith(API):  # B-8: no batch within a batch either
        return writing.failure(not_found(), now=world.now_seconds())
    return answer_api(world, log, Request(_environ(outer, part)))


def _environ(outer: Request, part: Part) -> dict[str, Any]:
    """Give what a server would give for the call: its own headers before the outer ones (B-3)."""
    target = urlsplit(part.target)
    own = parse_qsl(target.query, keep_blank_values=True)
    names = {name for name, _ in own}
    shared = [(k, v) for k, v in outer.args.items(multi=True) if k not in names]
    query = urlencode([*own, *shared])
    given = {key: value for key, value in outer.environ.items() if key.startswith("HTTP_")}
    given |= {f"HTTP_{name.upper().replace('-', '_')}": v for name, v in part.headers.items()}
    headers = {
        key: value
        for key, value in given.items()
        if not key.startswith("HTTP_CONTENT_") and key not in NOT_FOR_CALLS
    }
    plain = ("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "wsgi.url_scheme")
    return {
        **{key: outer.environ[key] for key in plain},
        **headers,
        "REQUEST_METHOD": part.method,
        "PATH_INFO": unquote_to_bytes(target.path).decode("latin-1"),
        "RAW_URI": target.path,
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(part.body)),
        "CONTENT_TYPE": part.headers.get("content-type", "application/json"),
        "wsgi.input": io.BytesIO(part.body),
    }


def _written(part: Part, response: Response) -> bytes:
    response.headers.pop(writing.TRUNCATED, None)
    content_id = part.content_id
    inner = content_id[1:-1] if content_id.startswith("<") and content_id.endswith(">") else None
    # B-5: the prefix stands inside of the brackets
    echoed = content_id and (f"response-{content_id}" if inner is None else f"<response-{inner}>")
    outer = ["Content-Type: application/http", *([f"Content-ID: {echoed}"] if echoed else [])]
    body = response.get_data()
    status = f"HTTP/1.1 {response.status_code} {HTTP_STATUS_CODES.get(response.status_code, '')}"
    kept = [(k, v) for k, v in response.headers.items() if k.lower() != "content-length"]
    head = [status, *(f"{name}: {value}" for name, value in kept)]
    if body:
        head.append(f"Content-Length: {len(body)}")
    text = "\r\n".join([*outer, "", *head, "", ""])
    return text.encode("latin-1", "replace") + body
