"""The channels of a world, and the messages that wait to go out."""

import itertools
import re
from collections import deque
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import asdict, dataclass, field, replace
from email.utils import formatdate
from typing import Any, Protocol

from gcal_emulator.clock import MICROSECONDS
from gcal_emulator.push.rules import PushRule

SYNC, EXISTS, NOT_EXISTS = "sync", "exists", "not_exists"
KEPT = 20_000
LARGEST_STEP = 3
OTHER_PROJECT = "123456789012"
"""The project of clients whose id does not begin with a number."""


def project_of(client_id: str) -> str:
    """Give the number of a client's project, with which its id begins at Google."""
    number = re.match(r"\d+", client_id)
    return number.group() if number else OTHER_PROJECT


@dataclass
class Channel:
    """One watched resource and the address that hears of it."""

    id: str
    resource_id: str
    resource_uri: str
    address: str
    expires_at: int
    kind: str
    """``events``, ``calendarList``, ``acl`` or ``settings``."""
    calendar_id: str
    """Empty for what belongs to a person."""
    email: str
    client_id: str
    token: str = ""
    event_types: tuple[str, ...] = ()
    seen: int = 0
    """The resource's moment that was last told of."""
    number: int = 0
    is_stopped: bool = False
    is_gone: bool = False
    """Whether it has told that the resource is no more."""

    @property
    def key(self) -> tuple[str, str]:
        """What is unique: the id within its project (P-2)."""
        return project_of(self.client_id), self.id

    def is_alive(self, micros: int) -> bool:
        """Say whether it still hears of changes (P-23)."""
        return not self.is_stopped and micros < self.expires_at

    def as_json(self) -> dict[str, Any]:
        """Give the channel without its token."""
        return {key: value for key, value in asdict(self).items() if key != "token"}


class Parcel(Protocol):
    """Something to be POSTed; those of one lane go one after the other."""

    @property
    def lane(self) -> str:
        """Which queue it stands in."""
        ...

    @property
    def address(self) -> str:
        """Where it goes."""
        ...

    @property
    def wait_seconds(self) -> float:
        """How long it is held back."""
        ...

    @property
    def body(self) -> bytes:
        """What it carries."""
        ...

    def headers(self) -> dict[str, str]:
        """Give its headers."""
        ...

    def is_wanted(self, micros: int) -> bool:
        """Say whether it is still to be sent at a moment."""
        ...


@dataclass(frozen=True)
class Message:
    """One notification on its way."""

    channel: Channel
    number: int
    state: str
    wait_seconds: float = 0.0
    body: bytes = b""

    @property
    def lane(self) -> str:
        """The channel."""
        return "/".join(self.channel.key)

    @property
    def address(self) -> str:
        """Where it goes."""
        return self.channel.address

    def is_wanted(self, micros: int) -> bool:
        """Say whether the channel still lives (P-23)."""
        return self.channel.is_alive(micros)

    def headers(self) -> dict[str, str]:
        """Give its headers; there is no body (P-7)."""
        channel = self.channel
        shown = {
            "X-Goog-Channel-ID": channel.id,
            "X-Goog-Channel-Expiration": formatdate(channel.expires_at / MICROSECONDS, usegmt=True),
            "X-Goog-Resource-State": self.state,
            "X-Goog-Message-Number": str(self.number),
            "X-Goog-Resource-ID": channel.resource_id,
            "X-Goog-Resource-URI": channel.resource_uri,
        }
        if channel.token:
            shown["X-Goog-Channel-Token"] = channel.token
        return shown


@dataclass
class Delivery:
    """What became of a message."""

    channel_id: str
    """Empty for a security event."""
    number: int
    state: str
    """``sync``, ``exists`` or ``not_exists``; of a security event its kind."""
    address: str
    outcome: str = "waiting"
    """``waiting``, ``delivered``, ``failed``, ``dropped`` by a rule, or ``stopped``."""
    statuses: list[int] = field(default_factory=list)
    """The answers, 0 where there was none."""


class Channels:
    """All channels ever made, as their ids stay taken (P-11); and the outgoing messages."""

    def __init__(self) -> None:
        self._by_key: dict[tuple[str, str], Channel] = {}
        self.rules: list[PushRule] = []
        self.spent: list[PushRule] = []
        """The rules that are used up."""
        self.outgoing: deque[tuple[Parcel, Delivery]] = deque()
        self.deliveries: deque[Delivery] = deque(maxlen=KEPT)
        self._held: dict[tuple[str, str], tuple[Message, Delivery]] = {}

    def __iter__(self) -> Iterator[Channel]:
        return iter(self._by_key.values())

    def __deepcopy__(self, _memo: dict[int, Any]) -> "Channels":
        """Give a twin without the messages under way, which leave the world as they set out."""
        twin = Channels()
        twin._by_key = {key: copy(channel) for key, channel in self._by_key.items()}
        twin.rules, twin.spent = list(map(copy, self.rules)), list(map(copy, self.spent))
        held = {id(delivery): copy(delivery) for _, delivery in self._held.values()}
        twin.deliveries.extend(
            held.get(id(each), each)
            for each in self.deliveries
            if each.outcome != "waiting" or id(each) in held
        )
        twin._held = {
            key: (replace(message, channel=twin._by_key[key]), held[id(delivery)])
            for key, (message, delivery) in self._held.items()
        }
        return twin

    def add(self, channel: Channel) -> None:
        """Keep a channel."""
        self._by_key[channel.key] = channel

    def find(self, client_id: str, channel_id: str) -> Channel | None:
        """Give the channel that an id names in a client's project."""
        return self._by_key.get((project_of(client_id), channel_id))

    def send(self, channel: Channel, state: str, draw: Callable[[], float]) -> None:
        """Queue a channel's next message, as the rules in force want it.

        Its number is above the last one's, though not by one (P-8).
        """
        step = 1 + int(draw() * LARGEST_STEP) if channel.number else 1
        channel.number += step
        message = Message(channel, channel.number, state)
        delivery = Delivery(channel.id, message.number, state, channel.address)
        self.deliveries.append(delivery)
        rule = self._rule(channel, draw)
        held = self._held.pop(channel.key, None)
        if rule and rule.action == "reorder" and held is None:
            self._held[channel.key] = (message, delivery)
            return
        self._queue(message, delivery, rule)
        if held:
            self.outgoing.append(held)

    def _queue(self, message: Message, delivery: Delivery, rule: PushRule | None) -> None:
        if rule and rule.action == "drop":
            delivery.outcome = "dropped"
        elif rule and rule.action == "delay":
            self.outgoing.append((replace(message, wait_seconds=rule.seconds), delivery))
        else:
            copies = 2 if rule and rule.action == "duplicate" else 1
            self.outgoing.extend(itertools.repeat((message, delivery), copies))

    def _rule(self, channel: Channel, draw: Callable[[], float]) -> PushRule | None:
        for rule in self.rules:
            if rule.action == "reorder" and channel.key in self._held:
                continue  # the one that is held is passed by this one first
            if rule.hits(channel.id, draw):
                if not rule.times:
                    self.rules.remove(rule)
                    self.spent.append(rule)
                return rule
        return None
