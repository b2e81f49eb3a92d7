"""One POST, of which only the status of the answer counts; no redirect is followed."""

import asyncio
import functools
import re
import ssl
import string
from urllib.parse import SplitResult, quote, urlsplit

from gcal_emulator.push.channels import Parcel

AGENT = "APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)"
PORTS = {"http": 80, "https": 443}
LARGEST_ANSWER = 64 * 1024
CONTINUE = 100


async def post(parcel: Parcel, *, timeout: float) -> int:
    """POST a parcel; give the status of the answer, 0 where none came in time."""
    try:
        async with asyncio.timeout(timeout):
            return await _exchange(parcel)
    except (OSError, ValueError):
        return 0


async def _exchange(parcel: Parcel) -> int:
    parts = urlsplit(parcel.address)
    reader, writer = await asyncio.open_connection(
        parts.hostname,
        parts.port or PORTS.get(parts.scheme, 0),  # 0 is refused, as any wrong address
        ssl=_trust() if parts.scheme == "https" else None,
        limit=LARGEST_ANSWER,
    )
    try:
        writer.write(_head(parcel, parts) + parcel.body)
        status, length = CONTINUE, 0
        while status == CONTINUE:
            status, length = await _read_head(reader)
        # who answers with a body is heard out: else it would see a broken connection
        await reader.read(min(length, LARGEST_ANSWER))
        return status
    finally:
        writer.transport.abort()


@functools.cache
def _trust() -> ssl.SSLContext:
    """Give what makes receivers show a valid certificate (P-13)."""
    return ssl.create_default_context()


def _head(parcel: Parcel, parts: SplitResult) -> bytes:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Host": parts.netloc.rpartition("@")[2],
        **parcel.headers(),
        "Accept": "*/*",
        "Connection": "close",
        "Content-Length": str(len(parcel.body)),
        "User-Agent": AGENT,
    }
    lines = [f"POST {quote(target, safe=string.punctuation)} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


async def _read_head(reader: asyncio.StreamReader) -> tuple[int, int]:
    """Give the status and the announced length of an answer; raise ValueError where it is none."""
    found = re.match(rb"HTTP/\d\.\d (\d{3})\b", await reader.readline())
    if not found:
        raise ValueError("That is no answer.")
    length = 0
    while line := (await reader.readline()).strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length" and value.strip().isdigit():
            length = int(value)
    return int(found.group(1)), length
