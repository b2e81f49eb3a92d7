"""One call to Google: sent, tried again where that helps, and answered or raised as our error."""

from typing import Any

import httplib2
from google.auth.exceptions import GoogleAuthError
from googleapiclient.errors import HttpError
from googleapiclient.http import HttpRequest

from dj_google_calendar.exceptions import TransientError
from dj_google_calendar.gateway.errors import error_from_answer

ATTEMPTS_AFTER_THE_FIRST = 2
"""Google's client waits up to 1 s, then 2 s between them; longer waits belong to the schedule."""


def execute(request: HttpRequest) -> dict[str, Any]:
    """Send a request of Google's client and give the answer's JSON object.

    Raises the GatewayError for Google's answer; TransientError for no answer at all or one
    that is not a JSON object; CredentialsError when the access token cannot be renewed.
    """
    try:
        answer = request.execute(num_retries=ATTEMPTS_AFTER_THE_FIRST)
    except HttpError as exc:
        raise error_from_answer(exc.resp.status, exc.content) from exc
    except (OSError, httplib2.HttpLib2Error, GoogleAuthError, ValueError) as exc:
        # the text of such an error can hold an address with parameters, hence only its type
        raise TransientError(f"Google could not be reached ({type(exc).__name__}).") from exc
    if not isinstance(answer, dict):
        raise TransientError("Google's answer is not a JSON object.")
    return answer
