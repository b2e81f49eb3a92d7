"""Edits that cannot be made."""

from dj_google_calendar.exceptions.root import GoogleCalendarError


class EditError(GoogleCalendarError):
    """The edit cannot be made."""

    title = "This could not be changed"


class InvalidFieldError(EditError):
    """A field has a value that Google would not take."""

    code = "E140"

    def __init__(self, message: str = "", *, field: str = "") -> None:
        """Name the field, in Google's words, beside the message."""
        super().__init__(message)
        self.field = field


class NotAllowedError(EditError):
    """The account may not change this."""

    code = "E141"
    hint = "Ask the organizer of the event, or the owner of the calendar."
    status = 403


class EventGoneError(EditError):
    """The event was deleted meanwhile."""

    code = "E142"
    status = 404


class UndoError(EditError):
    """There is nothing left that could be undone."""

    code = "E143"
    status = 409


class DecidedError(EditError):
    """This was decided, or answered by Google, before."""

    code = "E144"
    hint = "The page of edits says how it stands."
    status = 409


class UnsentError(EditError):
    """A fault of this app keeps the edit from being sent."""

    code = "E145"
    hint = "The edit is kept; please report it, and try again after an update."
    status = 500


class AvailabilityUnknownError(EditError):
    """Google does not tell when some of the calendars are busy."""

    code = "E152"
    title = "Free times are not known"
    hint = "Try again later, or leave these calendars out."
    status = 503


class ImportFileError(EditError):
    """The file cannot be imported."""

    title = "This file cannot be imported"


class UnreadableFileError(ImportFileError):
    """The file is no iCalendar text, or holds more than is allowed."""

    code = "E160"
    hint = "Export the calendar again as an .ics file; a large one in parts."
    status = 422


class FileTooLargeError(ImportFileError):
    """The file is larger than this site takes."""

    code = "E161"
    hint = "Export a part of the calendar, or ask the site's operator to raise ICS_BYTES."
    status = 413
