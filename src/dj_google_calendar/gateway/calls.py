"""One call to Google: sent, tried again where that helps, and answered or raised as our error."""

from http.client import HTTPException
from typing import Any

import httplib2
from google.auth.exceptions import GoogleAuthError
from googleapiclient.errors import HttpError
from googleapiclient.http import HttpRequest

from dj_google_calendar import clock
from dj_google_calendar.exceptions import RateLimitedError, TransientError
from dj_google_calendar.gateway.errors import error_from_answer

ATTEMPTS = 3
"""Waits of up to 1 s and 2 s lie between them; longer ones belong to the schedule."""


def execute(request: HttpRequest, *, attempts: int = ATTEMPTS) -> dict[str, Any]:
    """Send a request of Google's client and give the answer's JSON object, empty for none.

    What passes by itself is tried again within some seconds, ``attempts`` times in all. Raises
    the GatewayError for Google's answer; TransientError for no answer at all or one that is not a
    JSON object; CredentialsError when the access token cannot be renewed.
    """
    attempt = 1
    while True:
        try:
            return _execute(request)
        except (TransientError, RateLimitedError) as error:
            if attempt >= attempts or error.retry_after:
                raise
        # not left to Google's client, which knows no other clock than the system's
        clock.sleep(clock.random() * 2 ** (attempt - 1))
        attempt += 1


def _execute(request: HttpRequest) -> dict[str, Any]:
    try:
        answer = request.execute()
    except HttpError as exc:
        wait = str(exc.resp.get("retry-after", ""))
        raise error_from_answer(exc.resp.status, exc.content, retry_after=wait) from exc
    except (OSError, HTTPException, httplib2.HttpLib2Error, GoogleAuthError, ValueError) as exc:
        # the text of such an error can hold an address with parameters, hence only its type
        raise TransientError(f"Google could not be reached ({type(exc).__name__}).") from exc
    if answer in ("", b""):
        return {}  # what was deleted is answered by nothing
    if not isinstance(answer, dict):
        raise TransientError("Google's answer is not a JSON object.")
    return answer
