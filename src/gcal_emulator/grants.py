"""Clients of OAuth, and what people have allowed them."""

from dataclasses import dataclass, field

TESTING, PRODUCTION = "testing", "production"


@dataclass
class Client:
    """A registered OAuth client, with the publishing status of its project."""

    client_id: str
    client_secret: str
    redirect_uris: list[str] = field(default_factory=list)
    status: str = PRODUCTION
    """``testing`` or ``production``: grants of the former last seven days (A-37)."""
    test_users: list[str] = field(default_factory=list)
    """Who may use a client in testing; empty lets everyone."""
    is_verified: bool = True
    """Whether Google has verified it; else a warning page comes first (A-38)."""
    is_internal_to: str = ""
    """The only organisation whose people may use it."""
    is_deleted: bool = False
    is_blocked_by_admin: bool = False
    has_consent_screen: bool = True
    is_calendar_enabled: bool = True
    """Whether the Calendar API is switched on in its project (X-18)."""
    is_installed: bool = False
    """Whether it is a program's on people's machines: any port of theirs may be led back to."""
    is_from_before_2019: bool = False
    """Whether ``enable_granular_consent=false`` takes the boxes from its consent page."""
    grant_seconds: int = 0
    """For how long people allow it access (A-23); 0 without end."""
    users_at_most: int = 100
    """How many people may allow it sensitive scopes while it is not verified (A-38)."""
    past_users: list[str] = field(default_factory=list)
    """Who did so; once counted, a person counts for ever."""
    delegated_domains: list[str] = field(default_factory=list)
    """Of a service account: the organisations for whose people it may act (A-46)."""


@dataclass
class Grant:
    """What a person has allowed a client."""

    client_id: str
    email: str
    scopes: tuple[str, ...]
    is_revoked: bool = False
    used_at: int = 0
    """When a token of it was last used."""
    expires_at: int = 0
    """When it ends by itself, counted from the last consent (A-37); 0 never."""


@dataclass
class Code:
    """An authorization code, good once."""

    grant: Grant
    redirect_uri: str
    challenge: str
    challenge_method: str
    is_offline: bool
    scopes: tuple[str, ...]
    expires_at: int
    nonce: str = ""
    is_used: bool = False


@dataclass
class Token:
    """An access token, or a refresh token, whose ``expires_at`` 0 means never."""

    grant: Grant
    scopes: tuple[str, ...]
    expires_at: int
    is_dead: bool = False
    """Whether it was dropped without its grant: too many of them, a changed password."""
    used_at: int = 0
    """When a refresh token was last used: it dies after six months without use (A-35)."""

    def is_alive(self, micros: int) -> bool:
        """Say whether it is accepted at a moment."""
        is_over = self.expires_at and self.expires_at <= micros
        return not (self.is_dead or self.grant.is_revoked or is_over)
