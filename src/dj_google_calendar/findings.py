"""What checks and the doctor find: one shape for a terminal, JSON and Django's own checks."""

from dataclasses import dataclass

from dj_google_calendar.exceptions import GoogleCalendarError

ERROR, WARNING, INFO = "error", "warning", "info"
LEVELS = {"E": ERROR, "W": WARNING, "I": INFO}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; its id's letter is its level, and ``subject`` says what it is about."""

    id: str
    message: str
    hint: str = ""
    link: str = ""
    subject: str = ""

    @property
    def level(self) -> str:
        """``error``, ``warning`` or ``info``."""
        return LEVELS[self.id[0]]


def finding_of(error: GoogleCalendarError, *, subject: str = "", as_id: str = "") -> Finding:
    """Give an error's own words as a finding."""
    return Finding(as_id or error.code, error.message, error.hint, error.link, subject)
