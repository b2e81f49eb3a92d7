"""The site is not set up: its operator must act."""

from dj_google_calendar.exceptions.root import CONSOLE, GoogleCalendarError


class ConfigurationError(GoogleCalendarError):
    """The site is not set up for Google yet."""

    title = "This site is not set up for Google yet"
    status = 503


class ClientSecretsMissingError(ConfigurationError):
    """No Google OAuth client is configured."""

    code = "E001"
    hint = (
        "Set GOOGLE_CALENDAR_CLIENT_SECRETS to the path of the client_secret.json that the "
        "Google console gives for a Web application client, or to its text."
    )
    link = CONSOLE + "auth/clients"


class ClientSecretsUnreadableError(ConfigurationError):
    """The client secrets cannot be read as a JSON object."""

    code = "E002"
    hint = "Check the path and that the file holds the JSON as downloaded from the console."


class ClientSecretsIncompleteError(ConfigurationError):
    """The client secrets lack a key."""

    code = "E003"
    hint = (
        "The console shows a secret only when it is made, and Android, iOS and Chrome clients "
        "have none. Create a Web application client, or add a new secret and download the file."
    )
    link = CONSOLE + "auth/clients"


class ClientTypeError(ConfigurationError):
    """The client secrets are not those of a web application."""

    code = "E004"
    hint = "In the Google console create an OAuth client of the type Web application."
    link = CONSOLE + "auth/clients"


class InvalidClientError(ConfigurationError):
    """Google does not accept the site's client id and secret."""

    code = "E105"
    hint = "Compare client_id and client_secret with the console; a deleted secret must be renewed."
    link = CONSOLE + "auth/clients"
    status = 502


class EmulatorUnreachableError(ConfigurationError):
    """No client secrets are set and the local Google does not answer."""

    code = "E123"
    hint = "Start it with: python -m gcal_emulator --seed demo, or set CLIENT_SECRETS."


class InvalidEncryptionKeyError(ConfigurationError):
    """An encryption key is not the base64 of 32 bytes."""

    code = "E138"
    hint = (
        "Make one with: python -c "
        "'import base64, os; print(base64.b64encode(os.urandom(32)).decode())'"
    )
