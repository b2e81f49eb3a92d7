"""What a pull has brought."""

from dataclasses import dataclass

from dj_google_calendar.models import SyncRun


@dataclass(slots=True)
class Pulled:
    """The figures of one pull; ``is_finished`` is False where pages are left for a next one."""

    kind: SyncRun.Kind
    pages: int = 0
    changed: int = 0
    unchanged: int = 0
    cancelled: int = 0
    quarantined: int = 0
    is_finished: bool = False
    wants_more: bool = False
    """Whether something has asked for another pull since this one began."""

    def figures(self) -> dict[str, int]:
        """Give the counts by their names."""
        names = ("pages", "changed", "unchanged", "cancelled", "quarantined")
        return {name: getattr(self, name) for name in names}
