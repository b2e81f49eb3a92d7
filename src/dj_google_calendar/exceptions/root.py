"""The root of all errors of this app."""

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
