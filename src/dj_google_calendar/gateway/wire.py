"""The hot wire: pooled connections for pages of events, shared by all threads of a process."""

import functools
import urllib.request
from collections.abc import Mapping
from urllib.parse import urlencode

import urllib3

from dj_google_calendar import clock
from dj_google_calendar.conf import conf
from dj_google_calendar.exceptions import RateLimitedError, TransientError
from dj_google_calendar.gateway.errors import error_from_answer

LARGEST_ANSWER = 64 * 1024 * 1024
LONGEST_SECONDS = 50
"""So long an answer may take with its repetitions; the last read ends before the lease does."""
CHUNK = 256 * 1024
CONNECT_SECONDS = 5
POOL_SIZE = 16
ATTEMPTS = 3
"""Waits of up to 1 s and 2 s lie between them; longer ones belong to the schedule."""

# H-5: compressed only for a client whose name says that it can read it
HEADERS = {"Accept-Encoding": "gzip", "User-Agent": "dj-google-calendar (gzip)"}


def get_json(address: str, query: Mapping[str, object], *, access_token: str) -> bytes:
    """Read an address of the API and give the answer's bytes, uncompressed.

    What passes by itself is tried again within some seconds. Raises the GatewayError for Google's
    answer, TransientError for none at all, one that is too large or too slow.
    """
    url = f"{address}?{urlencode(query, doseq=True)}"
    attempt, deadline = 1, clock.monotonic() + LONGEST_SECONDS
    while True:
        try:
            return _get(url, access_token, deadline)
        except (TransientError, RateLimitedError) as error:
            if attempt >= ATTEMPTS or error.retry_after or clock.monotonic() > deadline:
                raise
        clock.sleep(clock.random() * 2 ** (attempt - 1))
        attempt += 1


def _get(url: str, access_token: str, deadline: float) -> bytes:
    try:
        answer = _pool(url, conf.HTTP_TIMEOUT_SECONDS).urlopen(
            "GET",
            url,
            headers={**HEADERS, "Authorization": f"Bearer {access_token}"},
            redirect=False,  # it would carry the token to wherever it points
            retries=False,
            preload_content=False,
        )
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as exc:
        raise _unreachable(exc) from exc
    try:
        body = _read(answer, deadline)
    except (urllib3.exceptions.HTTPError, OSError) as exc:
        answer.close()
        raise _unreachable(exc) from exc
    if answer.status != 200:
        wait = answer.headers.get("Retry-After", "")
        raise error_from_answer(answer.status, body, retry_after=wait)
    return body


def _read(answer: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
    """Read a body whole; one that is too large, or drips in too slowly, is given up."""
    body = bytearray()
    while chunk := answer.read1(CHUNK):
        body += chunk
        if len(body) > LARGEST_ANSWER or clock.monotonic() > deadline:
            answer.close()
            raise TransientError("Google's answer is larger or slower than this site accepts.")
    answer.release_conn()
    return bytes(body)


def _unreachable(exc: Exception) -> TransientError:
    # the text of such an error can hold an address with parameters, hence only its type
    return TransientError(f"Google could not be reached ({type(exc).__name__}).")


def _pool(url: str, timeout: float) -> urllib3.PoolManager:
    scheme, _, rest = url.partition("://")
    return _pool_of(scheme, rest.partition("/")[0], timeout)


@functools.lru_cache(maxsize=8)
def _pool_of(scheme: str, host: str, timeout: float) -> urllib3.PoolManager:
    limits = urllib3.Timeout(connect=CONNECT_SECONDS, read=timeout)
    proxy = urllib.request.getproxies().get(scheme)
    if proxy and not urllib.request.proxy_bypass(host):
        return urllib3.ProxyManager(proxy, maxsize=POOL_SIZE, timeout=limits)
    return urllib3.PoolManager(maxsize=POOL_SIZE, timeout=limits)
