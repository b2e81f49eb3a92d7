"""Ways to spoil a request, drawn by seed."""

import json
import random
import re
import urllib.parse
from collections.abc import Callable
from dataclasses import replace

from tests.emulator.fuzz.corpus import FORM_TYPE, Sent
from tests.emulator.fuzz.nasty import KINDS, LINES, MOMENTS, NUMBERS, TEXTS, ZONES
from tests.emulator.fuzz.oddities import BODIES, HEADERS, METHODS, NAMES, TARGETS, VERSIONS

Spoiled = Callable[[random.Random, Sent], Sent]

OF_QUERY = [*TEXTS, *MOMENTS, *ZONES, *map(str, NUMBERS), "true", "json", "media", "*", "id,"]
OF_QUERY += ["(" * 3_000, "a/" * 3_000, "a(b" * 3_000, "items" + "/*" * 500, "=", "/"]
OF_QUERY += ["MTIzNDU2Nzg5MA=="]
PIECES = [b"", b"\x00", b"\xff", b'"', b"{", b"]", b"\\ud800", b"-", b"9" * 40, b"&", b"%"]
SIZES = [b"zz", b"-1", b"", b"f" * 30, b"0x5", b"1_0", b"0", b"7fffffff"]
ENDS = [b"\r\n0\r\n\r\n", b"", b"\n0\n\n", b"\r\n0\r\nTrailer: x\r\n\r\n", b"\r\n5\r\nab"]
MARKS = [b"", b"\x00", b"\r", b"\n", b"\r\n", b"\r\n\r\n", b" ", b":"]


def _method(draw: random.Random, sent: Sent) -> Sent:
    return replace(sent, method=draw.choice(METHODS))


def _target(draw: random.Random, sent: Sent) -> Sent:
    return replace(sent, target=draw.choice(TARGETS))


def _path(draw: random.Random, sent: Sent) -> Sent:
    """Put something nasty in the place of a part of the path."""
    path, mark, query = sent.target.partition("?")
    parts = path.split("/")
    nasty = draw.choice(
        [*TEXTS, *MOMENTS, "series00_99991231T235959Z", "series00_00010101", "series00_"]
    )
    quoted = urllib.parse.quote(nasty[:2_000].encode("utf-8", "surrogatepass"), safe="")
    parts[draw.randrange(len(parts))] = draw.choice([quoted, nasty[:9]])
    return replace(sent, target="/".join(parts) + mark + query)


def _query(draw: random.Random, sent: Sent) -> Sent:
    value = draw.choice(OF_QUERY)
    quoted = urllib.parse.quote(value.encode("utf-8", "surrogatepass")[:20_000])
    raw = draw.choice(
        [quoted, quoted, value[:50].replace("\n", "").replace("\r", "").replace(" ", "")]
    )
    name = draw.choice(NAMES)
    known = re.findall(r"[?&](\w+)=", sent.target)
    if known and draw.random() < 0.7:
        name = draw.choice(known)
        return replace(
            sent, target=re.sub(rf"([?&]{name}=)[^&]*", lambda m: m[1] + raw, sent.target)
        )
    return replace(sent, target=f"{sent.target}{'&' if '?' in sent.target else '?'}{name}={raw}")


def _header(draw: random.Random, sent: Sent) -> Sent:
    name = draw.choice(list(HEADERS))
    value = draw.choice(HEADERS[name])
    if draw.random() < 0.5:
        kept = tuple((k, v) for k, v in sent.headers if k != name)
        return replace(sent, headers=(*kept, (name, value)))
    return sent.with_header(name, value)


def _many_headers(draw: random.Random, sent: Sent) -> Sent:
    name = draw.choice(list(HEADERS))
    more = tuple((name, value) for value in HEADERS[name] * draw.choice([1, 30]))
    return replace(sent, headers=(*sent.headers, *more))


def _body(draw: random.Random, sent: Sent) -> Sent:
    return replace(sent, body=draw.choice(BODIES))


def _bytes(draw: random.Random, sent: Sent) -> Sent:
    """Change, drop, double or add bytes of the body."""
    data = bytearray(sent.body or b"{}")
    for _ in range(draw.choice([1, 1, 2, 8])):
        start = draw.randrange(len(data)) if data else 0
        end = start + draw.choice([0, 1, 2, 20])
        drawn = [draw.randbytes(1), draw.randbytes(9), bytes(data[start:end] * 2)]
        data[start:end] = draw.choice([*PIECES, *drawn])
    return replace(sent, body=bytes(data))


def _member(draw: random.Random, sent: Sent) -> Sent:
    """Put something nasty in the place of a member of the JSON, or of the form."""
    values = [*KINDS, *NUMBERS, *TEXTS, *MOMENTS, *ZONES, *LINES]
    if (("Content-Type", FORM_TYPE)) in sent.headers:
        form = dict(urllib.parse.parse_qsl(sent.body.decode("utf-8", "replace"))) or {"a": "b"}
        form[draw.choice(list(form))] = str(draw.choice(values))
        return replace(sent, body=urllib.parse.urlencode(form, errors="replace").encode())
    try:
        body = json.loads(sent.body)
    except (ValueError, RecursionError):
        return sent
    inner = body
    while isinstance(inner, dict | list) and inner:
        key = draw.choice(list(inner) if isinstance(inner, dict) else range(len(inner)))
        if not isinstance(inner[key], dict | list) or not inner[key] or draw.random() < 0.3:
            inner[key] = draw.choice(values)
            break
        inner = inner[key]
    return replace(sent, body=json.dumps(body).encode())


KINDS_OF_DAMAGE: dict[Spoiled, int] = {
    _method: 1,
    _target: 1,
    _path: 1,
    _query: 2,
    _header: 2,
    _many_headers: 1,
    _body: 1,
    _bytes: 2,
    _member: 3,
}
"""How often each is drawn, beside the others."""


def spoil(draw: random.Random, sent: Sent) -> Sent:
    """Give the request with one kind of damage, sometimes with more."""
    kinds, weights = [*KINDS_OF_DAMAGE], [*KINDS_OF_DAMAGE.values()]
    for kind in draw.choices(kinds, weights, k=draw.choice([1, 1, 1, 2, 3])):
        sent = kind(draw, sent)
    return sent


def written(sent: Sent, version: str = "HTTP/1.1") -> bytes:
    """Write a request down."""
    headers = [("Host", "127.0.0.1"), *sent.headers]
    if not {"Content-Length", "Transfer-Encoding"} & set(dict(headers)):
        headers.append(("Content-Length", str(len(sent.body))))
    first = f"{sent.method} {sent.target} {version}"
    head = "\r\n".join([first, *(f"{name}: {value}" for name, value in headers), "", ""])
    return head.encode("latin-1", "replace") + sent.body


def misframed(draw: random.Random, sent: Sent) -> bytes:
    """Write a request down with a wrong version, length, chunk or line, or only half of it."""
    kind = draw.randrange(5)
    if kind == 0:
        return written(sent, draw.choice(VERSIONS))
    if kind == 1:
        length = max(0, len(sent.body) + draw.choice([-5, -1, 1, 100, 10**9]))
        return written(sent.with_header("Content-Length", str(length)))
    if kind == 2:
        chunked = sent.with_header("Transfer-Encoding", "chunked")
        return written(replace(chunked, body=_chunked(draw, sent.body)))
    data = written(sent)
    if kind == 3:
        return data[: draw.randrange(len(data))]
    head, blank, body = data.partition(b"\r\n\r\n")
    return _damaged(draw, head + blank) + body


def _chunked(draw: random.Random, body: bytes) -> bytes:
    size = f"{len(body):x}".encode()
    if draw.random() < 0.5:
        return size + b"\r\n" + body + b"\r\n0\r\n\r\n"
    wrong = draw.choice([*SIZES, size + b";a=b", b" " + size])
    end = draw.choice(ENDS)
    return wrong + draw.choice([b"\r\n", b"\n", b""]) + body + end


def _damaged(draw: random.Random, head: bytes) -> bytes:
    data = bytearray(head)
    for _ in range(draw.choice([1, 3, 10])):
        start = draw.randrange(len(data))
        data[start : start + draw.choice([0, 1, 2])] = draw.choice([*MARKS, draw.randbytes(2)])
    return bytes(data)
