"""What nobody knows about Google, or what gets in a local test's way: switches (section 17)."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

DAY = 24 * 3600


@dataclass(frozen=True)
class Switches:
    """How this Google behaves where sources disagree or are silent; times are in seconds."""

    acl_change_kills_sync_tokens: bool = True
    """A changed rule ends the calendar's sync tokens (L-7: documented, though once not seen)."""
    sync_token_seconds: int = 30 * DAY
    """How long sync tokens live (Y-11: not documented); 0 for ever."""
    page_token_seconds: int = DAY
    """How long page tokens live (Y-28: not documented); 0 for ever."""
    updated_min_seconds: int = 30 * DAY
    """How far back updatedMin may lie (Y-22: 44 days were too far)."""
    sub_daily_recurrence: bool = False
    """Accept FREQ=HOURLY and below (R-5: no answer is recorded)."""
    oversized_properties: str = "refuse"
    """``refuse`` or ``truncate`` extended properties that are too long (E-23: unknown)."""
    reminders_are_changes: bool = False
    """An edit of reminders alone gets a new ETag and is reported to sync tokens (H-16, Y-23)."""
    conference_seconds: float = 1.0
    """How long a requested conference stays pending (E-16)."""
    conferences_fail: bool = False
    """Requested conferences come to nothing (E-16)."""
    free_busy_days: int = 92
    """The longest range of a free/busy query (F-4)."""
    event_days: int = 1830
    """The longest event (X-31)."""
    rate_limit_status: str = "both"
    """``403``, ``429`` or ``both`` by turns for calls above a rate (section 16)."""
    requests_per_minute: int = 0
    """Calls a minute for the project (Q-1: Google's is 10,000); 0 without limit."""
    requests_per_minute_per_user: int = 0
    """Calls a minute for one person (Q-1: Google's is 600); 0 without limit."""
    writes_per_minute_per_calendar: int = 0
    """Writes a minute into one calendar (Q-6: Google tells no number); 0 without limit."""
    refresh_tokens_per_client: int = 100
    """Living refresh tokens of one person and client; the oldest dies silently (A-36)."""
    idle_grant_seconds: int = 180 * DAY
    """After how long without use a grant dies (A-35); 0 never."""
    channel_seconds: int = 7 * DAY
    """How long a channel lives by default (P-3)."""
    channel_seconds_at_most: int = 30 * DAY
    """How long a channel can live (P-3)."""
    https_channels_only: bool = False
    """Refuse http addresses of channels, as Google does (P-10)."""
    refused_channel_hosts: tuple[str, ...] = ()
    """Hosts whose addresses answer 401 (P-13)."""
    push_retry_seconds: float = 0.2
    """The wait before the first repetition of a delivery; it doubles each time (P-16)."""
    push_retries: int = 4
    """How often a delivery is repeated after a 5xx."""
    push_timeout_seconds: float = 10.0
    """How long a receiver may take to answer."""
    channels_tell_of_deletion: bool = True
    """A deleted calendar's channels get ``not_exists`` (P-6: nobody tells when Google sends it)."""

    def changed(self, changes: dict[str, Any]) -> "Switches":
        """Give these with some changed; raise ValueError for a name or type that is wrong."""
        known = {each.name: getattr(self, each.name) for each in fields(self)}
        kept: dict[str, Any] = {}
        for name, value in changes.items():
            if name not in known:
                raise ValueError(f"{name} is no switch.")
            if isinstance(value, list):
                value = tuple(value)
            if not _is_like(value, known[name]) or value not in CHOICES.get(name, (value,)):
                raise ValueError(f"The switch {name} cannot be {value!r}.")
            kept[name] = value
        return replace(self, **kept)

    def parsed(self, name: str, text: str) -> Any:
        """Give the value that a switch is meant to get by a text; raise ValueError."""
        known = getattr(self, name, None)
        if name not in self.as_json():
            raise ValueError(f"{name} is no switch.")
        if isinstance(known, bool):
            return {"true": True, "false": False}.get(text.lower(), text)
        if isinstance(known, tuple):
            return [part.strip() for part in text.split(",") if part.strip()]
        try:
            return type(known)(text) if known is not None else text
        except ValueError:
            return text  # to be refused, in the words that any wrong value is

    def as_json(self) -> dict[str, Any]:
        """Give name and value of each."""
        return {key: list(v) if isinstance(v, tuple) else v for key, v in asdict(self).items()}


CHOICES = {
    "oversized_properties": ("refuse", "truncate"),
    "rate_limit_status": ("403", "429", "both"),
}

STRICT: dict[str, Any] = {
    "https_channels_only": True,
    "requests_per_minute": 10_000,
    "requests_per_minute_per_user": 600,
}
"""Google's own rules where the defaults are kinder."""

LARGEST = 10**9
"""The largest number that a switch can have: as seconds some thirty years."""


def _is_like(value: Any, known: Any) -> bool:
    if isinstance(known, bool) or isinstance(value, bool):
        return isinstance(value, bool) and isinstance(known, bool)
    if isinstance(known, int | float):
        kinds = int if isinstance(known, int) else (int, float)
        return isinstance(value, kinds) and 0 <= value <= LARGEST
    if isinstance(known, tuple):
        return isinstance(value, tuple) and all(isinstance(each, str) for each in value)
    return isinstance(value, type(known))
