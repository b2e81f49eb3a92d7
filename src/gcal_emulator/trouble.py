"""What goes wrong on demand: errors, lost messages, ended tokens and grants, odd pages."""

from typing import Any

from gcal_emulator.acts import found
from gcal_emulator.clock import MICROSECONDS
from gcal_emulator.faults import KINDS as FAULT_KINDS
from gcal_emulator.faults import Fault
from gcal_emulator.oauth.security import tell, verify
from gcal_emulator.push.rules import KINDS as PUSH_KINDS
from gcal_emulator.push.rules import PushRule
from gcal_emulator.running import Running


class Trouble(Running):
    """What goes wrong with the world of an emulator."""

    def fail(self, **rule: Any) -> None:
        """Make calls go wrong by a counted rule (see :class:`gcal_emulator.faults.Fault`)."""
        _check_names(rule, FAULT_KINDS, "A fault")
        with self.lock:
            fault = Fault(**rule)
            if fault.action == "stale":
                fault.view = self.world.copy()
                fault.expires_at = self.world.clock.micros() + round(fault.seconds * MICROSECONDS)
            self.world.faults.rules.append(fault)

    def disturb(self, **rule: Any) -> None:
        """Make messages go astray (see :class:`gcal_emulator.push.rules.PushRule`)."""
        _check_names(rule, PUSH_KINDS.keys() - {"met"}, "A push rule")
        with self.lock:
            made = PushRule(**rule)
            if not made.times:
                raise ValueError("A push rule is met at least once.")
            self.world.channels.rules.append(made)

    def clear_faults(self) -> None:
        """Take all rules out of force, those for messages too."""
        with self.lock:
            self.world.faults.rules.clear()
            self.world.channels.rules.clear()

    def expire_sync_tokens(self) -> None:
        """Make every sync token answer 410."""
        with self.lock:
            self.world.expire_sync_tokens()

    def expire_access_tokens(self) -> None:
        """End every access token."""
        with self.lock:
            self.world.expire_access_tokens()

    def revoke_grants(self, email: str, client_id: str = "") -> None:
        """Take back, as the person, what was allowed to a client, or to all."""
        with self.changing() as world:
            found(world.users, email, "person")
            tell(world, "tokens-revoked", email, client_id=client_id)
            world.revoke_grants(email, client_id)

    def end_refresh_tokens(self, email: str) -> None:
        """Let a person's tokens die, as a changed password does."""
        with self.lock:
            found(self.world.users, email, "person")
            self.world.end_refresh_tokens(email)

    def send_security_event(self, kind: str, email: str, **details: Any) -> list[str]:
        """Tell a person's clients of something that happened to the account (A-47).

        Gives the signed tokens.
        """
        with self.changing() as world:
            found(world.users, email, "person")
            return tell(world, kind, email, **details)

    def set_security_receiver(self, client_id: str, address: str, state: str = "") -> str:
        """Send a client's security events to an address from now on, a verification first.

        Gives the verification's signed token.
        """
        with self.changing() as world:
            world.risc_receivers[client_id] = address
            return verify(world, client_id, state)

    def page_size(self, most: int) -> None:
        """Let no page hold more items than this; 0 lifts the limit."""
        with self.lock:
            self.world.page_size_limit = _counted(most)

    def empty_pages(self, count: int) -> None:
        """Let so many of the next pages be empty, with another page after each."""
        with self.lock:
            self.world.empty_pages = _counted(count)

    def reset_quota(self) -> None:
        """Empty the quota buckets."""
        with self.lock:
            self.world.quota.clear()


def _counted(number: int) -> int:
    if number < 0:
        raise ValueError("A count is not below 0.")
    return number


def _check_names(given: dict[str, Any], known: Any, what: str) -> None:
    if unknown := sorted(set(given) - set(known)):
        raise ValueError(f"{what} has no {unknown[0]}.")
