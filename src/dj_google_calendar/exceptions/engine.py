"""Work in the background that cannot go on."""

from dj_google_calendar.exceptions.root import GoogleCalendarError


class CredentialsError(GoogleCalendarError):
    """The credentials of an account cannot be used."""

    title = "The Google account must be connected again"
    status = 409


class TokenDecryptionError(CredentialsError):
    """The stored credentials cannot be decrypted."""

    code = "E121"
    hint = (
        "Put the old key back into ENCRYPTION_KEYS, or a former SECRET_KEY into "
        "SECRET_KEY_FALLBACKS; or connect the account again."
    )


class ReconnectRequiredError(CredentialsError):
    """Google has ended the grant of this account."""

    code = "E113"
    hint = "Connect the account again; its calendars and events are kept."


class SupersededError(GoogleCalendarError):
    """Another pull has taken over this calendar, or it was disconnected meanwhile."""

    code = "I136"
    hint = "Nothing needs to be done."
    status = 409


class BusyError(GoogleCalendarError):
    """Another worker is pulling this calendar at this moment."""

    code = "I137"
    hint = "Nothing needs to be done: that pull brings everything."
    status = 409


class IllegalTransitionError(GoogleCalendarError):
    """An account or a calendar cannot go from its state to that one."""

    code = "E139"
    hint = "This is a fault of the app; please report it."
    status = 500
