"""What is done by POST: each action by its path below ``/_emulator/``."""

import datetime as dt
import functools
from collections.abc import Callable, Mapping
from typing import Any

Emulated = Any
"""The running Emulator; typed loosely, as it holds the application that holds this."""

Json = dict[str, Any]
Action = Callable[..., Any]


def action_of(emulator: Emulated, path: str) -> Action | None:
    """Give the function of a path, with the names and types of what it takes; None without."""
    action = ACTIONS.get(path)
    if isinstance(action, str):
        method: Action = getattr(emulator, action)
        return method
    return functools.partial(action, emulator) if action else None


def _clock(
    emulator: Emulated,
    *,
    frozen: bool | None = None,
    now: str = "",
    days: float = 0,
    hours: float = 0,
    minutes: float = 0,
    seconds: float = 0,
) -> Json:
    """Freeze, unfreeze or advance; give the present moment."""
    if frozen:
        emulator.freeze(dt.datetime.fromisoformat(now) if now else None)
    elif frozen is not None:
        emulator.unfreeze()
    span = dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if span:
        emulator.advance(span)
    clock = emulator.world.clock
    return {"now": clock.now().isoformat(), "frozen": clock.is_frozen}


def _add_event(emulator: Emulated, *, calendar_id: str, event: Mapping[str, Any]) -> Json:
    added: Json = emulator.add_event(calendar_id, **event)
    return added


def _edit_event(
    emulator: Emulated, *, calendar_id: str, event_id: str, changes: Mapping[str, Any]
) -> Json:
    edited: Json = emulator.edit_event(calendar_id, event_id, **changes)
    return edited


def _change_pages(emulator: Emulated, *, size: int = 0, empty: int = 0) -> None:
    emulator.page_size(size)
    emulator.empty_pages(empty)


def _snapshot(emulator: Emulated, *, name: str = "snapshot") -> Json:
    return {"name": emulator.snapshot(name)}


def _load(emulator: Emulated, **seed: Any) -> None:
    emulator.load(seed)


def _clear_log(emulator: Emulated) -> None:
    emulator.log.clear()


def _consent(
    emulator: Emulated,
    *,
    authorization_url: str,
    email: str,
    without: list[str] | None = None,
    denies: bool = False,
) -> Json:
    if not authorization_url.startswith(emulator.url + "/"):
        raise ValueError("That is no consent page of this server.")
    answer = {"email": email, "without": without or (), "denies": denies}
    return {"location": emulator.consent(authorization_url, **answer)}


def _send_security_event(emulator: Emulated, *, kind: str, email: str, **details: Any) -> Json:
    return {"tokens": emulator.send_security_event(kind, email, **details)}


def _set_security_receiver(
    emulator: Emulated, *, client_id: str, address: str, state: str = ""
) -> Json:
    return {"token": emulator.set_security_receiver(client_id, address, state)}


ACTIONS: Mapping[str, str | Action] = {
    "calendars": "add_calendar",
    "calendars/share": "share",
    "clients": "change_client",
    "clients/register": "register_client",
    "clock": _clock,
    "consent": _consent,
    "credentials": "credentials",
    "events": _add_event,
    "events/delete": "delete_event",
    "events/edit": _edit_event,
    "faults": "fail",
    "faults/clear": "clear_faults",
    "grants/expire": "end_refresh_tokens",
    "grants/revoke": "revoke_grants",
    "log/clear": _clear_log,
    "pages": _change_pages,
    "push": "disturb",
    "quota/reset": "reset_quota",
    "reset": "reset",
    "restore": "restore",
    "security/events": _send_security_event,
    "security/receivers": _set_security_receiver,
    "seed": _load,
    "series/split": "split_series",
    "service_account": "service_account_key",
    "settings": "set_setting",
    "snapshot": _snapshot,
    "switches": "switch",
    "tokens/access/expire": "expire_access_tokens",
    "tokens/sync/expire": "expire_sync_tokens",
    "users": "add_user",
}
"""Names of the Emulator's methods, or functions that it is given to."""
