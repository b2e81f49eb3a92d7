"""Values that were sent, as they are shown once Google has written them in its way: pure."""

from collections.abc import Iterable
from typing import Any

from dj_google_calendar.mirror.merge import KEYED, MOMENTS, moment_of, without_answer
from dj_google_calendar.outbox.fold import request_of


def as_shown(name: str, made: Any, was: Any, shown: Any) -> Any:
    """Give a value that was sent as it is shown, where Google has only written it in its way."""
    if name in MOMENTS and moment_of(made) == moment_of(shown):
        return shown
    if name == "conferenceData" and request_of(made) and request_of(made) == request_of(shown):
        return shown
    if name in KEYED and isinstance(made, list) and isinstance(shown, list):
        key = KEYED[name]
        here, before = _by(shown, key), _by(was or (), key)
        return [
            member if known in before else _as_answered(member, here.get(known, {}), key)
            for known, member in _by(made, key).items()
        ]
    return made


def _as_answered(made: dict[str, Any], shown: dict[str, Any], key: str) -> dict[str, Any]:
    """Give a member that was added as it is shown, where Google has only added to it."""
    said = {name: value for name, value in without_answer(made).items() if name != key}
    return shown if shown and said.items() <= shown.items() else made


def _by(members: Iterable[dict[str, Any]], key: str) -> dict[str, dict[str, Any]]:
    return {str(member.get(key, "")).casefold(): member for member in members}
