"""One call of a method, and its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gcal_emulator.entities import User
from gcal_emulator.grants import Token
from gcal_emulator.schemas import Method
from gcal_emulator.world import World

Resource = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A call whose token, scopes and parameters have been checked."""

    world: World
    user: User
    method: Method
    token: Token
    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: Resource
    root: str = ""
    """The server's own address, with a slash at its end."""
    if_match: str = ""


@dataclass(frozen=True)
class Answer:
    """A successful answer.

    ``item_texts`` are the items of a list as JSON text, written once for many lists; each
    line is indented as the second level of an object. Where it is None, ``body`` is whole.
    """

    body: Resource | None
    etag: str = ""
    item_texts: Sequence[str] | None = None
    is_list: bool = False
