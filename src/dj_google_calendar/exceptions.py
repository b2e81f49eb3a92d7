"""Every error of this app.

::

    GoogleCalendarError
    ├── ConfigurationError          the site's operator must act
    │   ├── ClientSecretsMissingError         E001
    │   ├── ClientSecretsUnreadableError      E002
    │   ├── ClientSecretsIncompleteError      E003
    │   ├── ClientTypeError                   E004
    │   ├── InvalidClientError                E105
    │   ├── EmulatorUnreachableError          E123
    │   └── InvalidEncryptionKeyError         E138
    ├── ConnectError                connecting an account failed
    │   ├── ParameterError                    E110
    │   ├── StateError                        E111
    │   │   └── UsedStateError                E111
    │   ├── AttemptExpiredError               E011
    │   ├── CodeRefusedError                  E112
    │   ├── ConsentDeniedError                E124
    │   ├── ScopesMissingError                E115
    │   ├── AccountTakenError                 E120
    │   ├── SignInRequiredError               E122
    │   ├── IdentityUnknownError              E137
    │   └── InsecureAddressError              E007
    ├── CredentialsError            an account's credentials cannot be used
    │   ├── TokenDecryptionError              E121
    │   └── ReconnectRequiredError            E113
    ├── SupersededError             I136    another pull has taken over
    └── GatewayError                Google's answer to a call
        ├── TransientError                    E125   5xx, time-out, unreadable answer
        ├── RateLimitedError                  I118   429, 403 (user)rateLimitExceeded
        ├── QuotaExceededError                E126   403 quotaExceeded, dailyLimitExceeded
        ├── AuthenticationError               E127   401
        ├── ApiDisabledError                  E116   403 accessNotConfigured
        ├── InsufficientScopesError           E115   403 insufficientPermissions
        ├── NotCalendarUserError              E128   403 notACalendarUser
        ├── ForbiddenError                    E129   any other 403
        ├── NotFoundError                     E130   404
        ├── DuplicateError                    E131   409
        ├── SyncTokenExpiredError             E132   410 fullSyncRequired, updatedMinTooLongAgo
        ├── DeletedError                      E133   410 deleted
        ├── PreconditionFailedError           E134   412
        └── BadRequestError                   E135   any other 4xx

Each carries what a person needs: ``code``, the message, a ``hint`` and where it helps
a ``link``; ``status`` is the HTTP status with which a surface answers.
"""

from typing import ClassVar

CONSOLE = "https://console.cloud.google.com/"


class GoogleCalendarError(Exception):
    """Root of all errors of this app."""

    code: ClassVar[str] = "E100"
    title: ClassVar[str] = "Something went wrong"
    hint: ClassVar[str] = ""
    link: str = ""
    status: ClassVar[int] = 400

    @property
    def message(self) -> str:
        """Say what happened in one sentence."""
        return str(self) or (self.__doc__ or "").partition("\n")[0]


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


class ConnectError(GoogleCalendarError):
    """Connecting the Google account did not succeed."""

    title = "The Google account was not connected"


class ParameterError(ConnectError):
    """A parameter is missing, doubled, too long or unreadable."""

    code = "E110"
    hint = "Start again from Connect Google; do not edit the address."


class StateError(ConnectError):
    """The answer does not belong to an attempt of this browser."""

    code = "E111"
    hint = "Start again from Connect Google in this browser, and finish in the same one."


class UsedStateError(StateError):
    """This attempt has been finished before."""

    hint = "Nothing needs to be done; to connect another account start again."


class AttemptExpiredError(ConnectError):
    """The attempt took longer than ten minutes."""

    code = "E011"
    hint = "Start again from Connect Google."


class CodeRefusedError(ConnectError):
    """Google refused the code."""

    code = "E112"
    hint = "Codes work once and for a short time. Start again from Connect Google."


class ConsentDeniedError(ConnectError):
    """The consent was not given."""

    code = "E124"
    title = "Nothing was connected"
    hint = "You can connect at any time; choose Allow on Google's page."
    status = 403


class ScopesMissingError(ConnectError):
    """A permission without which calendars cannot be read was not granted."""

    code = "E115"
    title = "A permission is missing"
    hint = "Connect again and leave the boxes for your calendars ticked."
    status = 403


class AccountTakenError(ConnectError):
    """This Google account is connected to another user of this site."""

    code = "E120"
    hint = "Sign in as that user, or disconnect it there first."
    status = 409


class SignInRequiredError(ConnectError):
    """Another person is signed in than the one who started the attempt."""

    code = "E122"
    hint = "Sign in as the person who pressed Connect Google, and start again."


class IdentityUnknownError(ConnectError):
    """The server does not tell which account has been connected."""

    code = "E137"
    hint = "Add openid to SCOPES, or set USERINFO_URI to the server's OpenID userinfo."
    status = 502


class InsecureAddressError(ConnectError):
    """Google allows http only for localhost; this site's redirect address is http."""

    code = "E007"
    title = "This site must be opened over https"
    hint = (
        "Serve the site over https. Behind a proxy that ends TLS set SECURE_PROXY_SSL_HEADER, "
        "or set REDIRECT_URI in GOOGLE_CALENDAR."
    )


class CredentialsError(GoogleCalendarError):
    """The credentials of an account cannot be used."""

    title = "The Google account must be connected again"
    status = 409


class TokenDecryptionError(CredentialsError):
    """The stored credentials cannot be decrypted."""

    code = "E121"
    hint = "Put the old key back into ENCRYPTION_KEYS, or connect the account again."


class ReconnectRequiredError(CredentialsError):
    """Google has ended the grant of this account."""

    code = "E113"
    hint = "Connect the account again; its calendars and events are kept."


class SupersededError(GoogleCalendarError):
    """Another pull has taken over this calendar, or it was disconnected meanwhile."""

    code = "I136"
    hint = "Nothing needs to be done."
    status = 409


class GatewayError(GoogleCalendarError):
    """Google answered with an error."""

    title = "Google could not do this"
    status = 502
    retryable: ClassVar[bool] = False

    def __init__(self, message: str = "", *, reason: str = "", http_status: int = 0) -> None:
        """Keep Google's own reason and status beside the message."""
        super().__init__(message)
        self.reason = reason
        self.http_status = http_status


class TransientError(GatewayError):
    """Google did not answer, or not in a readable way."""

    code = "E125"
    hint = "Nothing is lost; it is tried again by itself."
    retryable = True
    status = 503


class RateLimitedError(GatewayError):
    """Too many requests in a short time: 403 or 429 rateLimitExceeded."""

    code = "I118"
    hint = "Nothing is lost; it goes on by itself in a few minutes."
    retryable = True
    status = 503


class QuotaExceededError(GatewayError):
    """The usage limits of the account or of the project are used up."""

    code = "E126"
    hint = "Google lifts these limits after some hours."
    link = CONSOLE + "apis/api/calendar-json.googleapis.com/quotas"
    retryable = True
    status = 503


class AuthenticationError(GatewayError):
    """Google does not accept the access token."""

    code = "E127"
    hint = "Connect the account again."


class ApiDisabledError(GatewayError):
    """The Google Calendar API is not enabled in the site's Google project."""

    code = "E116"
    title = "The Google Calendar API is not enabled"
    hint = "Enable it with the link, wait a minute, and try again."
    link = CONSOLE + "apis/library/calendar-json.googleapis.com"


class InsufficientScopesError(GatewayError):
    """The granted permissions do not cover this call."""

    code = "E115"
    title = "A permission is missing"
    hint = "Connect again and leave the boxes for your calendars ticked."
    status = 403


class NotCalendarUserError(GatewayError):
    """This Google account has no Google Calendar."""

    code = "E128"
    hint = "Open calendar.google.com once with this account, then try again."
    link = "https://calendar.google.com/"


class ForbiddenError(GatewayError):
    """The account may not do this."""

    code = "E129"
    hint = "Ask the owner of the calendar for access."
    status = 403


class NotFoundError(GatewayError):
    """Google does not know this calendar or event, or does not show it to the account."""

    code = "E130"
    hint = "It may have been deleted, or no longer be shared with the account."
    status = 404


class DuplicateError(GatewayError):
    """The identifier already exists."""

    code = "E131"
    status = 409


class SyncTokenExpiredError(GatewayError):
    """410 fullSyncRequired or updatedMinTooLongAgo: the next pull must be a full one."""

    code = "E132"


class DeletedError(GatewayError):
    """410 deleted: the resource is gone."""

    code = "E133"
    status = 404


class PreconditionFailedError(GatewayError):
    """412: the resource has changed since it was read."""

    code = "E134"
    status = 409


class BadRequestError(GatewayError):
    """Google finds the request wrong."""

    code = "E135"
