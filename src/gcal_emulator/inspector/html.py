"""Pieces of HTML; what is not a piece is text, and escaped."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from html import escape
from urllib.parse import quote

from gcal_emulator.clock import MICROSECONDS

ROWS = 200
"""So many rows a table shows at most."""
SHORT, SHORT_PIECE = 36, 28
"""What has at most so many characters stands in one line."""


class Piece(str):
    """HTML that is written as it stands."""

    __slots__ = ()


def text(value: object) -> str:
    """Write a value as it stands where it is a piece of HTML, else escaped."""
    return value if isinstance(value, Piece) else escape(str(value))


def attribute(value: object) -> str:
    """Write a value between quotes."""
    return escape(str(value), quote=True)


def in_address(value: str) -> str:
    """Write a value as a part of an address."""
    return quote(value, safe="")


def moment(micros: int) -> str:
    """Write a moment to the second, in UTC."""
    return f"{dt.datetime.fromtimestamp(micros // MICROSECONDS, dt.UTC):%Y-%m-%d %H:%M:%S}"


def link(address: str, name: str) -> Piece:
    """Give a link."""
    return Piece(f"<a href='{attribute(address)}'>{text(name)}</a>")


def mark(name: str, kind: str = "") -> Piece:
    """Give a word that stands out: a ``good`` or a ``bad`` one, or neither."""
    return Piece(f"<span class='mark {attribute(kind)}'>{text(name)}</span>")


def details(name: str, content: str) -> Piece:
    """Give a text that opens below its name."""
    return Piece(
        f"<details><summary>{text(name)}</summary><pre tabindex='0'>{text(content)}</pre></details>"
    )


def table(
    name: str, heads: Iterable[str], rows: Iterable[Iterable[object]], *, empty: str
) -> Piece:
    """Give a table, or a sentence where it would be empty."""
    head = "".join(f"<th scope='col'>{text(each)}</th>" for each in heads)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    if not body:
        return Piece(f"<p class='nothing'>{text(empty)}</p>")
    return Piece(
        f"<div class='wide' tabindex='0' role='region' aria-label='{attribute(name)}'><table>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(value: object) -> str:
    written = text(value)
    seen = re.sub("<pre.*</pre>|<[^>]*>", "", written, flags=re.DOTALL)
    kind = "short" if len(seen) <= (SHORT_PIECE if isinstance(value, Piece) else SHORT) else "long"
    return f"<td class='{kind}'>{written}</td>"


def button(
    action: str,
    name: str,
    values: Mapping[str, object] | None = None,
    *,
    is_grave: bool = False,
    label: str = "",
) -> Piece:
    """Give a button that posts values; ``label`` tells it from others of its name."""
    hidden = "".join(
        f"<input type='hidden' name='{attribute(key)}' value='{attribute(value)}'>"
        for key, value in (values or {}).items()
    )
    kind = " class='grave'" if is_grave else ""
    said = f" aria-label='{attribute(f'{name} {label}')}'" if label else ""
    return Piece(
        f"<form method='post' action='/_emulator/{attribute(action)}'>{hidden}"
        f"<button type='submit'{kind}{said}>{text(name)}</button></form>"
    )


def buttons(*each: str) -> Piece:
    """Give buttons in a row."""
    return Piece(f"<div class='buttons'>{''.join(each)}</div>")


def form(action: str, *fields: str, name: str, method: str = "post", kind: str = "") -> Piece:
    """Give a form with a button of this name.

    A ``get`` one asks its own page; a ``bare`` one shows its labels only to who hears them.
    """
    where = f" action='{attribute(action)}'" if action else ""
    return Piece(
        f"<form class='fields {attribute(kind)}' method='{method}'{where}>{''.join(fields)}"
        f"<button type='submit'>{text(name)}</button></form>"
    )


def field(label: str, name: str, value: object = "", *, kind: str = "text", more: str = "") -> str:
    """Give an input with its label."""
    return _labelled(
        label,
        f"<input type='{kind}' name='{attribute(name)}' value='{attribute(value)}'"
        f"{' ' + more if more else ''}>",
    )


def choice(
    label: str, name: str, options: Mapping[str, str] | Iterable[str], chosen: str = ""
) -> str:
    """Give a choice with its label, among values or among names by their values."""
    named = options if isinstance(options, Mapping) else {each: each for each in options}
    written = "".join(
        f"<option value='{attribute(value)}'{' selected' if value == chosen else ''}>"
        f"{text(shown)}</option>"
        for value, shown in named.items()
    )
    return _labelled(label, f"<select name='{attribute(name)}'>{written}</select>")


def _labelled(label: str, control: str) -> str:
    return f"<label><span>{text(label)}</span> {control}</label>"


def hidden(name: str, value: object) -> str:
    """Give a field that is not seen."""
    return f"<input type='hidden' name='{attribute(name)}' value='{attribute(value)}'>"
