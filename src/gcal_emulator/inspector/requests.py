"""The page of the requests seen, with the verdict on each."""

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from gcal_emulator.inspector.html import ROWS, Piece, button, buttons, choice, form, mark, table
from gcal_emulator.log import Entry

HEADS = ("Time", "Method", "HTTP", "Path", "Query", "Person", "Status", "Verdict")
LONGEST_QUERY = 200


def shown(emulator: Any, arguments: Mapping[str, str]) -> str:
    """Write the page, of all requests or of those that are asked for."""
    entries = list(emulator.log)
    found = (entry for entry in reversed(entries) if _is_asked_for(entry, arguments))
    rows = list(map(_row, itertools.islice(found, ROWS)))
    said = f"<p>{len(rows)} of {len(entries):,} requests, the latest first.</p>"
    empty = "No request is like that." if entries else "Nobody has asked for anything yet."
    forget = buttons(button("log/clear", "Forget all requests", is_grave=True))
    listed = table("Requests", HEADS, rows, empty=empty)
    return _filter(entries, arguments) + said + listed + forget


def _filter(entries: Iterable[Entry], arguments: Mapping[str, str]) -> str:
    methods = {"": "all"} | {each: each for each in sorted({entry.method for entry in entries})}
    seen = sorted({str(entry.status) for entry in entries if entry.status})
    statuses = {"": "all"} | {each: each for each in seen}
    checked = " checked" if arguments.get("departures") else ""
    return form(
        "",
        choice("Method", "method", methods, arguments.get("method", "")),
        choice("Status", "status", statuses, arguments.get("status", "")),
        f"<label><input type='checkbox' name='departures'{checked}> Only departures</label>",
        name="Show",
        method="get",
    )


def _is_asked_for(entry: Entry, arguments: Mapping[str, str]) -> bool:
    departs = bool(entry.client_violations or entry.violations)
    return (
        arguments.get("method", "") in ("", entry.method)
        and arguments.get("status", "") in ("", str(entry.status))
        and (departs or not arguments.get("departures"))
    )


def _row(entry: Entry) -> Iterable[object]:
    query = " ".join(f"{key}={','.join(values)}" for key, values in entry.query.items())
    return (
        entry.seen_at[11:19],
        entry.method,
        entry.http_method,
        entry.path.removeprefix("/calendar/v3"),
        query if len(query) <= LONGEST_QUERY else query[:LONGEST_QUERY] + "…",
        entry.email,
        entry.status or "on its way",
        _verdict(entry),
    )


def _verdict(entry: Entry) -> Piece:
    said = [f"client: {each}" for each in entry.client_violations]
    said += [f"emulator: {each}" for each in entry.violations]
    return Piece("<br>".join(mark(each, "bad") for each in said)) or mark("fits", "good")
