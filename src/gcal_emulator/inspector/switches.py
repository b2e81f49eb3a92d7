"""The page of switches, of quotas, and of the shape of pages."""

import ast
import functools
import inspect
import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Any

from gcal_emulator.inspector.html import (
    Piece,
    button,
    buttons,
    choice,
    field,
    form,
    hidden,
    table,
    text,
)
from gcal_emulator.switches import CHOICES, Switches
from gcal_emulator.world import World


def shown(emulator: Any, _arguments: Mapping[str, str]) -> str:
    """Write the page."""
    world: World = emulator.world
    rows = (
        f"<li>{_named(name)}{_setter(name, value)}</li>"
        for name, value in world.switches.as_json().items()
    )
    return (
        f"<h2>Pages of lists</h2>{_pages(world)}"
        f"<h2>Quotas</h2>{_quotas(emulator)}"
        f"<h2>Switches</h2><ul class='rows'>{''.join(rows)}</ul>"
    )


def _named(name: str) -> Piece:
    meaning = re.sub("``(.+?)``", r"<code>\1</code>", text(_meanings().get(name, "")))
    return Piece(f"<div><code>{text(name)}</code><br>{meaning}</div>")


def _setter(name: str, value: Any) -> Piece:
    written = ", ".join(value) if isinstance(value, list) else str(value)
    given: Sequence[str] = CHOICES.get(name, ())
    if isinstance(value, bool):
        given, written = ("true", "false"), written.lower()
    control = choice(name, "value", given, written) if given else field(name, "value", written)
    return form("/_emulator/switches", hidden("name", name), control, name="Set", kind="bare")


@functools.cache
def _meanings() -> Mapping[str, str]:
    """Read what each switch means from the words below it in the source."""
    body = ast.parse(inspect.getsource(Switches)).body[0]
    lines = body.body if isinstance(body, ast.ClassDef) else []
    return {
        named.target.id: " ".join(str(said.value.value).split())
        for named, said in itertools.pairwise(lines)
        if isinstance(named, ast.AnnAssign)
        and isinstance(named.target, ast.Name)
        and isinstance(said, ast.Expr)
        and isinstance(said.value, ast.Constant)
    }


def _pages(world: World) -> str:
    return form(
        "/_emulator/pages",
        field("Items at most", "size", world.page_size_limit, kind="number", more="min='0'"),
        field("Empty ones to come", "empty", world.empty_pages, kind="number", more="min='0'"),
        name="Shape pages",
    )


def _quotas(emulator: Any) -> str:
    used = table(
        "Quotas",
        ("Bucket", "Calls of the last minute"),
        emulator.quota.items(),
        empty="Nothing is counted; set a limit below.",
    )
    return used + buttons(button("quota/reset", "Empty the buckets"))
