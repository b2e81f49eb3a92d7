"""What the inspector's forms mean: names and values as the control API takes them."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Any

from gcal_emulator.control.actions import Emulated, Json
from gcal_emulator.faults import KINDS as FAULT_KINDS
from gcal_emulator.push.rules import KINDS as PUSH_KINDS

Form = Mapping[str, str]


def read_form(emulator: Emulated, path: str, form: Form) -> Json:
    """Give the body that a form stands for; raise ValueError for what cannot be read."""
    filled = {key: value for key, value in form.items() if value}
    reader = READERS.get(path)
    return reader(emulator, filled) if reader else dict(filled)


def _event(_emulator: Emulated, form: Form) -> Json:
    event: Json = {key: form[key] for key in ("summary", "location") if key in form}
    if "guests" in form:
        event["attendees"] = [{"email": guest.strip()} for guest in form["guests"].split(",")]
    if "start" in form:
        event["start"] = {"dateTime": form["start"]}
    elif "day" in form:
        event["start"] = {"date": form["day"]}
    return {"calendarId": form.get("calendarId", ""), "event": event}


def _rule(kinds: Mapping[str, tuple[type, ...]]) -> Callable[[Emulated, Form], Json]:
    """Make a reader that types each value as a rule has it."""

    def read(_emulator: Emulated, form: Form) -> Json:
        return {key: _typed(key, value, kinds.get(key, (str,))) for key, value in form.items()}

    return read


def _typed(name: str, text: str, kinds: tuple[type, ...]) -> Any:
    kind = float if float in kinds else kinds[0]
    try:
        return kind(text)
    except ValueError as exc:
        raise ValueError(f"{name} cannot be {text!r:.80}.") from exc


def _fault(emulator: Emulated, form: Form) -> Json:
    """Take the ``kind`` of a form for a status with its reason, or for an action."""
    body = _rule(FAULT_KINDS)(emulator, {key: form[key] for key in form if key != "kind"})
    status, _, reason = form.get("kind", "").partition(" ")
    if reason:
        return body | {"status": _typed("kind", status, (int,)), "reason": reason}
    return body | ({"action": status} if status else {})


def _clock(_emulator: Emulated, form: Form) -> Json:
    """Take the time of a form for UTC, as the inspector shows it."""
    body: Json = dict(form)
    if "now" in form:
        moment = dt.datetime.fromisoformat(form["now"])
        body["now"] = moment.replace(tzinfo=moment.tzinfo or dt.UTC).isoformat()
    return body


def _seed(_emulator: Emulated, form: Form) -> Json:
    seed = json.loads(form.get("json", ""))
    if not isinstance(seed, dict):
        raise ValueError("That is no JSON object.")  # noqa: TRY004 - callers know one error
    return seed


def _switches(emulator: Emulated, form: Form) -> Json:
    name, text = form.get("name", ""), form.get("value", "")
    return {name: emulator.world.switches.parsed(name, text)}


READERS: Mapping[str, Callable[[Emulated, Form], Json]] = {
    "clock": _clock,
    "events": _event,
    "faults": _fault,
    "push": _rule(PUSH_KINDS),
    "seed": _seed,
    "switches": _switches,
}
