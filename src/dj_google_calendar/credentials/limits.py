"""What an account cannot do with the grant that it has."""

from dj_google_calendar.credentials.credentials import Credentials
from dj_google_calendar.oauth.scopes import can_write

ENDS_SOON = (
    "Google gave no refresh token, so the access ends after an hour. Remove this site under "
    "https://myaccount.google.com/connections and connect again."
)
READ_ONLY = "Only reading was allowed. Connect again and tick changing events to allow more."


def limits_of(credentials: Credentials) -> str:
    """Say what is lacking in a sentence; nothing where all is there."""
    if not credentials.refresh_token:
        return ENDS_SOON
    return "" if can_write(credentials.scopes) else READ_ONLY
