"""A person's settings in Google Calendar, which can only be read."""

from collections.abc import Mapping

from dj_google_calendar.credentials.gateways import account_client
from dj_google_calendar.gateway.pages import setting_pages
from dj_google_calendar.models import Account
from dj_google_calendar.operations.rights import require_method


def read_settings(account: Account) -> dict[str, str]:
    """Read all settings from Google, such as ``timezone`` and ``weekStart``, by their names.

    Those at their default may be absent (G-3), and unknown ones may be there (G-2). Raises
    NotAllowedError, GatewayError, CredentialsError.
    """
    require_method(account, "settings.list")
    pages = setting_pages(account_client(account))
    listed = (item for page in pages for item in page.items if isinstance(item, Mapping))
    return {str(item["id"]): str(item.get("value", "")) for item in listed if item.get("id")}
