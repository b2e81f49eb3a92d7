"""What the templates ask of Python."""

import difflib
from collections.abc import Iterable
from typing import NamedTuple

from django import template

from dj_google_calendar.oauth.emulator import emulator_stands_in
from dj_google_calendar.oauth.scopes import in_words as scopes_said

register = template.Library()

ROLES = {
    "owner": "owner",
    "writer": "can edit",
    "writerWithoutPrivateAccess": "can edit, private events hidden",
    "reader": "can read",
    "freeBusyReader": "sees only busy times",
}


class Piece(NamedTuple):
    """A run of characters of an address, and whether the other one has it too."""

    text: str
    is_same: bool


@register.simple_tag
def emulator_in_use() -> bool:
    """Say whether the local Google stands in."""
    return emulator_stands_in()


@register.filter
def in_words(access_role: str) -> str:
    """Say an access role in words; an unknown one as Google names it."""
    return ROLES.get(access_role, access_role)


@register.filter
def scopes_in_words(scopes: Iterable[str]) -> list[str]:
    """Say what scopes allow."""
    return scopes_said(scopes)


@register.simple_tag
def compared(registered: str, ours: str) -> list[Piece]:
    """Cut a registered address into runs that equal ours, and runs that differ."""
    matcher = difflib.SequenceMatcher(a=registered, b=ours, autojunk=False)
    return [
        Piece(registered[first:last], is_same=kind == "equal")
        for kind, first, last, *_ in matcher.get_opcodes()
        if last > first
    ]
