"""Faults on demand: counted rules that make calls fail, or go astray."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Response

from gcal_emulator import writing
from gcal_emulator.errors import DOCUMENTED, error_for
from gcal_emulator.schemas import methods

ANY_METHOD = "*"
OTHER_METHODS = frozenset(
    {"oauth.auth", "oauth.account", "oauth.consent", "oauth.token", "oauth.revoke"}
    | {"oauth.userinfo", "oauth.tokeninfo", "oauth.certs", "oauth.configuration", "oauth.risc"}
    | {"discovery", "batch"}
)
ACTIONS = ("answer", "delay", "stall", "cut_before", "cut_after", "truncate", "stale")


class Cut(Exception):  # noqa: N818 - what happens to the connection, not an error of ours
    """The connection ends here, without an answer."""


@dataclass(frozen=True)
class Target:
    """A call, as rules look at it."""

    method: str
    calendar_id: str = ""
    email: str = ""
    is_read: bool = False


@dataclass
class Fault:
    """A rule: calls of this method go wrong, so many times, in this way.

    The method is named as in the discovery document (``events.list``), ``oauth.token`` and the
    like for sign-in, ``batch``, or ``*``. The action is one of

    - ``answer``: the error of ``status`` and ``reason``, or ``body`` as it stands;
    - ``delay``: the right answer, after ``seconds``;
    - ``stall``: nothing for ``seconds``, then the connection ends;
    - ``cut_before``, ``cut_after``: the connection ends before or after the call took effect;
    - ``truncate``: the right answer, of which only half arrives;
    - ``stale``: for ``seconds`` of the world's time from now, reads see it as it is now; so
      many reads as ``times`` says.

    Raises ValueError for a rule that could never be met.
    """

    method: str
    status: int = 503
    reason: str = "backendError"
    times: int = 1
    skip: int = 0
    """So many calls go through before the first one fails."""
    body: str | None = None
    """Sent as it stands instead of an error body, e.g. to be truncated or no JSON."""
    calendar_id: str = ""
    email: str = ""
    """Only calls of this person."""
    probability: float = 1.0
    """By chance, drawn from the world's seed."""
    action: str = "answer"
    seconds: float = 0.0
    retry_after: int = 0
    """Seconds for the ``Retry-After`` header; 0 for none."""
    met: int = 0
    """How many calls it has hit."""
    expires_at: int = 0
    """When a ``stale`` rule ends, in the world's microseconds."""
    view: Any = None
    """The copy of the world that a ``stale`` rule shows."""

    def __post_init__(self) -> None:
        for name, kinds in KINDS.items():
            if type(getattr(self, name)) not in kinds:
                raise ValueError(f"The {name} of a fault cannot be that.")
        known = {method.name for method in methods()} | OTHER_METHODS | {ANY_METHOD}
        if self.method not in known:
            raise ValueError(f"{self.method} is no method.")
        if not 200 <= self.status <= 599 or self.times < 1 or self.skip < 0:
            raise ValueError("A fault needs a status from 200 to 599 and counts above nothing.")
        if self.action not in ACTIONS:
            raise ValueError(f"The action of a fault is one of {', '.join(ACTIONS)}.")
        reads = {method.name for method in methods() if method.is_read} | {ANY_METHOD}
        if self.action == "stale" and self.method not in reads:
            raise ValueError(f"{self.method} reads nothing that could be stale.")
        if not 0 < self.probability <= 1 or not 0 <= self.seconds <= LONGEST:
            raise ValueError("A probability is above 0 and at most 1; seconds from 0 to 3600.")

    def concerns(self, target: Target) -> bool:
        """Say whether the rule speaks of such a call."""
        is_named = self.method in (target.method, ANY_METHOD)
        is_there = self.calendar_id in ("", target.calendar_id)
        is_theirs = self.email in ("", target.email)
        return is_named and is_there and is_theirs and (target.is_read or self.action != "stale")

    def as_json(self) -> dict[str, Any]:
        """Give the rule, with how often it was met and will yet be."""
        shown = {each: getattr(self, each) for each in KINDS}
        return shown | {"met": self.met}


LONGEST = 3600
KINDS: dict[str, tuple[type, ...]] = {
    "method": (str,),
    "status": (int,),
    "reason": (str,),
    "times": (int,),
    "skip": (int,),
    "body": (str, type(None)),
    "calendar_id": (str,),
    "email": (str,),
    "probability": (float, int),
    "action": (str,),
    "seconds": (float, int),
    "retry_after": (int,),
}


class Faults:
    """The rules in force, and those used up by their count."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []
        self.spent: list[Fault] = []

    def __deepcopy__(self, _memo: dict[int, Any]) -> "Faults":
        twin = Faults()
        twin.rules = [Fault(**vars(rule)) for rule in self.rules]
        twin.spent = list(self.spent)
        return twin

    def take(self, target: Target, *, chance: Callable[[], float], micros: int) -> Fault | None:
        """Give the fault that a call meets at a moment, and count it."""
        self._retire(lambda rule: rule.action == "stale" and micros >= rule.expires_at)
        for rule in self.rules:
            if not rule.concerns(target):
                continue
            if rule.skip:
                rule.skip -= 1
            elif rule.probability == 1 or chance() < rule.probability:
                rule.times, rule.met = rule.times - 1, rule.met + 1
                self._retire(lambda rule: rule.times < 1)
                return rule
        return None

    def _retire(self, is_over: Callable[[Fault], bool]) -> None:
        self.spent += [rule for rule in self.rules if is_over(rule)]
        self.rules = [rule for rule in self.rules if not is_over(rule)]

    def as_json(self) -> dict[str, Any]:
        """Give the rules in force, and those that are used up."""
        return {
            "rules": [rule.as_json() for rule in self.rules],
            "spent": [rule.as_json() for rule in self.spent],
        }


def answer_of(fault: Fault, method: str, *, now: float, pretty: bool = True) -> Response:
    """Give the answer of a fault: its body as it stands, or an error in the method's shape."""
    if fault.body is not None:
        response = Response(fault.body, status=fault.status, content_type=writing.JSON)
    elif method.startswith("oauth."):
        response = _oauth_error(fault)
    else:
        error = error_for(fault.status, fault.reason, method=method)
        response = writing.failure(error, now=now, pretty=pretty)
    if fault.retry_after:
        response.headers["Retry-After"] = str(fault.retry_after)
    return response


def _oauth_error(fault: Fault) -> Response:
    known = DOCUMENTED.get(fault.reason)
    description = known.message if known else "Bad Request"
    described = {"error": fault.reason, "error_description": description}
    text = json.dumps(described, indent=2)
    return Response(text, status=fault.status, content_type="application/json; charset=utf-8")
