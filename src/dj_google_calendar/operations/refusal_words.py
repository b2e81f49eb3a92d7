"""Why Google has refused an edit, in words for people; by the codes of the errors."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from dj_google_calendar.exceptions import (
    ApiDisabledError,
    AuthenticationError,
    BadRequestError,
    DeletedError,
    DuplicateError,
    ForbiddenError,
    InsufficientScopesError,
    NotFoundError,
    TransientError,
)

_GONE = gettext_lazy("Google does not have it any more, or does not show it to this account.")
_CONNECT = gettext_lazy("The site may not do this for the account; connect it again.")
REFUSALS: Mapping[str, Promise] = {
    ForbiddenError.code: gettext_lazy("The account has no right to change this at Google."),
    NotFoundError.code: _GONE,
    DeletedError.code: _GONE,
    AuthenticationError.code: _CONNECT,
    InsufficientScopesError.code: _CONNECT,
    ApiDisabledError.code: gettext_lazy("The Google Calendar API is switched off for this site."),
    BadRequestError.code: gettext_lazy("Google does not take one of these values."),
    DuplicateError.code: gettext_lazy("Google has an event with this identifier already."),
    TransientError.code: gettext_lazy("Google has failed at this for too long."),
}


def refusal_in_words(code: str) -> str:
    """Say why an edit was refused; nothing where its own reason has to do."""
    return str(REFUSALS.get(code, ""))
