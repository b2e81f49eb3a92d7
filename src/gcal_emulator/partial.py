"""Partial responses: the ``fields`` parameter (H-7)."""

import re
from typing import Any

from gcal_emulator.errors import GoogleError
from gcal_emulator.schemas import unknown_field

Tree = dict[str, "Tree"]
_TOKEN = re.compile(r"[A-Za-z0-9_*]+|[(),/]")
DEEPEST = 20


def parse_fields(text: str, schema_name: str) -> Tree:
    """Read ``items(id,start/date),nextPageToken`` as a tree; raise 400."""
    tree = _parsed(text)
    if schema_name and (name := unknown_field(tree, schema_name)):
        raise _refused(name)
    return tree


def _parsed(text: str) -> Tree:
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != text.replace(" ", ""):
        raise _refused(text)
    try:
        tree, rest = _parse_list(tokens, depth=0)
    except IndexError as exc:
        raise _refused(text) from exc
    if rest:
        raise _refused(text)
    return tree


def _parse_list(tokens: list[str], *, depth: int) -> tuple[Tree, list[str]]:
    tree: Tree = {}
    while True:
        tokens = _parse_path(tree, tokens, depth=depth)
        if not tokens or tokens[0] != ",":
            return tree, tokens
        tokens = tokens[1:]


def _parse_path(tree: Tree, tokens: list[str], *, depth: int) -> list[str]:
    name, rest = tokens[0], tokens[1:]
    if name in "(),/" or depth > DEEPEST:
        raise _refused(name)
    inner = tree.setdefault(name, {})
    if rest and rest[0] == "/":
        return _parse_path(inner, rest[1:], depth=depth + 1)
    if rest and rest[0] == "(":
        selected, rest = _parse_list(rest[1:], depth=depth + 1)
        if not rest or rest[0] != ")":
            raise _refused(name)
        inner |= selected
        return rest[1:]
    return rest


def select(value: Any, tree: Tree) -> Any:
    """Keep of a body what the tree names; a leaf keeps all beneath it."""
    if not tree or ("*" in tree and not tree["*"]):
        return value
    if isinstance(value, list):
        return [select(item, tree) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: select(inner, tree.get(key, tree.get("*", {})))
        for key, inner in value.items()
        if key in tree or "*" in tree
    }


def _refused(text: str) -> GoogleError:
    return GoogleError(
        400,
        "invalidParameter",
        f"Invalid field selection {text}",
        location="fields",
        location_type="parameter",
    )
