"""The mails that Google would have sent."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Mail:
    """One mail, of which only what a test asks about is kept."""

    to: str
    kind: str
    """``invitation``, ``update``, ``cancellation``, ``response`` or ``sharing``."""
    calendar_id: str
    event_id: str = ""
    summary: str = ""


class Outbox:
    """What would have gone out, oldest first."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []

    def __iter__(self) -> Iterator[Mail]:
        return iter(self.mails)

    def __len__(self) -> int:
        return len(self.mails)

    def send(self, mail: Mail) -> None:
        """Keep a mail."""
        self.mails.append(mail)

    def to(self, address: str, kind: str = "") -> list[Mail]:
        """Give the mails to an address, of one kind or of all."""
        return [mail for mail in self.mails if mail.to == address and kind in ("", mail.kind)]

    def as_json(self) -> list[dict[str, Any]]:
        """Give the mails as JSON objects."""
        return [asdict(mail) for mail in self.mails]
