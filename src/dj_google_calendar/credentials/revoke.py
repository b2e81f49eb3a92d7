"""Ending a grant at Google."""

from dj_google_calendar.conf import conf
from dj_google_calendar.credentials.credentials import Credentials
from dj_google_calendar.gateway.transport import new_session
from dj_google_calendar.oauth.client_secrets import ClientSecrets


def revoke(held: Credentials, secrets: ClientSecrets) -> bool:
    """Revoke a grant; False if Google did not confirm it.

    Google answers 400 for a token that is revoked already, which is as good (A-39, A-40).
    """
    if held.client_id != secrets.client_id:
        return False
    try:
        answer = new_session().post(
            secrets.revoke_uri,
            data={"token": held.refresh_token or held.access_token},
            timeout=conf.HTTP_TIMEOUT_SECONDS,
        )
    except OSError:
        return False
    return answer.status_code in (200, 400)
