"""What is read by GET: each view by its path below ``/_emulator/``."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import asdict

from gcal_emulator.clients import CLIENT_ID, client_secrets
from gcal_emulator.control.actions import Emulated, Json

View = Callable[..., Json]
LONGEST_WAIT = 600


def view_of(emulator: Emulated, path: str, *, root: str) -> View | None:
    """Give the function of a path, with the names and types of what it takes; None without.

    ``root`` is the server's address as it was asked by.
    """
    if path == "client_secrets":
        return functools.partial(_client_secrets, emulator, root)
    view = VIEWS.get(path)
    return functools.partial(view, emulator) if view else None


def _clock(emulator: Emulated) -> Json:
    with emulator.lock:
        clock = emulator.world.clock
        return {"now": clock.now().isoformat(), "frozen": clock.is_frozen}


def _client_secrets(
    emulator: Emulated,
    root: str,
    *,
    redirect_uri: list[str] | None = None,
    client_id: str = CLIENT_ID,
) -> Json:
    with emulator.lock:
        return client_secrets(emulator.world, root, redirect_uri or [], client_id)


def _dump(emulator: Emulated) -> Json:
    dumped: Json = emulator.dump()
    return dumped


def _faults(emulator: Emulated) -> Json:
    with emulator.lock:
        return dict(emulator.world.faults.as_json())


def _log(emulator: Emulated) -> Json:
    return {"entries": emulator.log.as_json(), "violations": emulator.log.violations}


def _count(
    emulator: Emulated,
    *,
    method: str,
    having: str = "",
    without: str = "",
    email: str = "",
    answered: bool = False,
) -> Json:
    narrowed = {"having": having, "without": without, "email": email, "answered": answered}
    return {"count": emulator.log.count(method, **narrowed)}


def _wait(
    emulator: Emulated,
    *,
    method: str,
    count: int = 1,
    timeout: float = 10,
    having: str = "",
    without: str = "",
    email: str = "",
) -> Json:
    narrowed = {"having": having, "without": without, "email": email}
    emulator.log.wait_for(method, count=count, timeout=_span(timeout), **narrowed)
    return {"count": emulator.log.count(method, **narrowed)}


def _outbox(emulator: Emulated) -> Json:
    return {"mails": [asdict(mail) for mail in emulator.mails]}


def _pages(emulator: Emulated) -> Json:
    with emulator.lock:
        world = emulator.world
        return {"size": world.page_size_limit, "empty": world.empty_pages}


def _push(emulator: Emulated) -> Json:
    with emulator.lock:
        channels = emulator.world.channels
        return {
            "channels": [channel.as_json() for channel in channels],
            "deliveries": [asdict(delivery) for delivery in channels.deliveries],
            "rules": [asdict(rule) for rule in channels.rules],
            "spent": [asdict(rule) for rule in channels.spent],
        }


def _wait_for_deliveries(emulator: Emulated, *, timeout: float = 10) -> Json:
    emulator.wait_for_deliveries(timeout=_span(timeout))
    return {"deliveries": [asdict(each) for each in emulator.deliveries]}


def _quota(emulator: Emulated) -> Json:
    return {"used": emulator.quota}


def _security_events(emulator: Emulated) -> Json:
    with emulator.lock:
        return {"events": list(emulator.world.security_events)}


def _snapshots(emulator: Emulated) -> Json:
    with emulator.lock:
        return {"names": list(emulator.snapshots)}


def _switches(emulator: Emulated) -> Json:
    return dict(emulator.world.switches.as_json())


def _span(seconds: float) -> float:
    if not 0 <= seconds <= LONGEST_WAIT:
        raise ValueError(f"A timeout is from 0 to {LONGEST_WAIT} seconds.")
    return seconds


VIEWS: Mapping[str, View] = {
    "clock": _clock,
    "dump": _dump,
    "faults": _faults,
    "log": _log,
    "log/count": _count,
    "log/wait": _wait,
    "outbox": _outbox,
    "pages": _pages,
    "push": _push,
    "push/wait": _wait_for_deliveries,
    "quota": _quota,
    "security/events": _security_events,
    "snapshots": _snapshots,
    "switches": _switches,
}
