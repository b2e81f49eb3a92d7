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
    ├── RequestError                a request that is refused by itself
    │   ├── NotHereError                      E146   nothing of this number, or somebody else's
    │   ├── MethodError                       E147   the address takes other methods
    │   └── TokenError                        E148   no token against requests of other sites
    ├── SupersededError             I136    another pull has taken over
    ├── BusyError                   I137    another worker pulls it at this moment
    ├── IllegalTransitionError      E139    a state that cannot follow: a fault of this app
    ├── EditError                   an edit that cannot be made
    │   ├── InvalidFieldError                 E140   a value that Google would not take
    │   ├── NotAllowedError                   E141   the account may not change this
    │   ├── EventGoneError                    E142   it was deleted meanwhile
    │   ├── UndoError                         E143   nothing is left to be undone
    │   ├── DecidedError                      E144   it was decided or answered before
    │   ├── UnsentError                       E145   a fault of this app kept it from being sent
    │   ├── ImportFileError             a file that cannot be imported
    │   │   ├── UnreadableFileError           E160   no iCalendar text, or too much of it
    │   │   └── FileTooLargeError             E161   larger than this site takes
    │   └── AvailabilityUnknownError          E152   not told when some calendars are busy
    └── GatewayError                Google's answer to a call
        ├── TransientError                    E125   5xx, time-out, unreadable answer
        ├── AnswerLostError                   E151   it may be done, and is not asked again
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

from dj_google_calendar.exceptions.configuration import (
    ClientSecretsIncompleteError,
    ClientSecretsMissingError,
    ClientSecretsUnreadableError,
    ClientTypeError,
    ConfigurationError,
    EmulatorUnreachableError,
    InvalidClientError,
    InvalidEncryptionKeyError,
)
from dj_google_calendar.exceptions.connect import (
    AccountTakenError,
    AttemptExpiredError,
    CodeRefusedError,
    ConnectError,
    ConsentDeniedError,
    IdentityUnknownError,
    InsecureAddressError,
    ParameterError,
    ScopesMissingError,
    SignInRequiredError,
    StateError,
    UsedStateError,
)
from dj_google_calendar.exceptions.edits import (
    AvailabilityUnknownError,
    DecidedError,
    EditError,
    EventGoneError,
    FileTooLargeError,
    ImportFileError,
    InvalidFieldError,
    NotAllowedError,
    UndoError,
    UnreadableFileError,
    UnsentError,
)
from dj_google_calendar.exceptions.engine import (
    BusyError,
    CredentialsError,
    IllegalTransitionError,
    ReconnectRequiredError,
    SupersededError,
    TokenDecryptionError,
)
from dj_google_calendar.exceptions.gateway import (
    AnswerLostError,
    ApiDisabledError,
    AuthenticationError,
    BadRequestError,
    DeletedError,
    DuplicateError,
    ForbiddenError,
    GatewayError,
    InsufficientScopesError,
    NotCalendarUserError,
    NotFoundError,
    PreconditionFailedError,
    QuotaExceededError,
    RateLimitedError,
    SyncTokenExpiredError,
    TransientError,
)
from dj_google_calendar.exceptions.requests import (
    MethodError,
    NotHereError,
    RequestError,
    TokenError,
)
from dj_google_calendar.exceptions.root import (
    CONSOLE,
    GoogleCalendarError,
)

__all__ = [
    "CONSOLE",
    "AccountTakenError",
    "AnswerLostError",
    "ApiDisabledError",
    "AttemptExpiredError",
    "AuthenticationError",
    "AvailabilityUnknownError",
    "BadRequestError",
    "BusyError",
    "ClientSecretsIncompleteError",
    "ClientSecretsMissingError",
    "ClientSecretsUnreadableError",
    "ClientTypeError",
    "CodeRefusedError",
    "ConfigurationError",
    "ConnectError",
    "ConsentDeniedError",
    "CredentialsError",
    "DecidedError",
    "DeletedError",
    "DuplicateError",
    "EditError",
    "EmulatorUnreachableError",
    "EventGoneError",
    "FileTooLargeError",
    "ForbiddenError",
    "GatewayError",
    "GoogleCalendarError",
    "IdentityUnknownError",
    "IllegalTransitionError",
    "ImportFileError",
    "InsecureAddressError",
    "InsufficientScopesError",
    "InvalidClientError",
    "InvalidEncryptionKeyError",
    "InvalidFieldError",
    "MethodError",
    "NotAllowedError",
    "NotCalendarUserError",
    "NotFoundError",
    "NotHereError",
    "ParameterError",
    "PreconditionFailedError",
    "QuotaExceededError",
    "RateLimitedError",
    "ReconnectRequiredError",
    "RequestError",
    "ScopesMissingError",
    "SignInRequiredError",
    "StateError",
    "SupersededError",
    "SyncTokenExpiredError",
    "TokenDecryptionError",
    "TokenError",
    "TransientError",
    "UndoError",
    "UnreadableFileError",
    "UnsentError",
    "UsedStateError",
]
