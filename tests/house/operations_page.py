"""The page of operations: for each method of Calendar v3, what stands for it.

python -m tests.house.operations_page     # writes the page
"""

import ast
import json
from collections.abc import Mapping
from pathlib import Path

from dj_google_calendar.gateway.discovery import document

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "operations.md"
SOURCE = ROOT / "src" / "dj_google_calendar"
HEAD = """# Operations, method by method

Made by `make docs`; do not edit. `dj_google_calendar.operations` has a function for each thing
that a person does: it checks rights and values, shows the edit at once and leaves it in the
outbox. The table tells for each method of Google Calendar v3 which function reaches it; functions
of other packages are the engine, which works by itself. Where there is none,
`operations.accounts.client(account)` gives Google's own client, acting as the account:
`client(account).colors().get().execute()`. It asks Google directly, so nothing waits in the
outbox, and a pull brings what it has changed. It is a function and no method of the model, since
[models know no network](../adr/0003-no-network-in-models.md).

| method | reached by | which does |
|---|---|---|
"""
CLIENT = "operations.accounts.client"
REACHED: Mapping[str, tuple[str, ...]] = {
    "acl.delete": ("operations.sharing.revoke",),
    "acl.get": ("outbox.calls.call",),
    "acl.insert": ("operations.sharing.grant",),
    "acl.list": ("operations.sharing.list_rules",),
    "acl.patch": ("operations.sharing.change",),
    "calendarList.delete": ("operations.calendar_list.unsubscribe",),
    "calendarList.get": ("outbox.calls.call",),
    "calendarList.insert": ("operations.calendar_list.subscribe",),
    "calendarList.list": ("sync.pull_calendar_list.pull_calendar_list",),
    "calendarList.patch": (
        "operations.calendar_list.set_own_title",
        "operations.calendar_list.recolor_calendar",
        "operations.calendar_list.hide_calendar",
        "operations.calendar_list.show_calendar",
        "operations.calendar_list.select_calendar",
        "operations.calendar_list.set_default_reminders",
        "operations.calendar_list.set_notifications",
    ),
    "calendarList.watch": ("watch.channels.open_channel",),
    "calendars.clear": ("operations.calendars.clear_calendar",),
    "calendars.delete": ("operations.calendars.delete_calendar",),
    "calendars.get": ("operations.labels.list_labels",),
    "calendars.insert": ("operations.calendars.create_calendar",),
    "calendars.patch": (
        "operations.calendars.edit_calendar",
        "operations.labels.set_labels",
    ),
    "channels.stop": ("watch.channels.stop_channel",),
    "events.delete": (
        "operations.events.delete_event",
        "operations.series.delete_this",
        "operations.series.delete_all",
    ),
    "events.get": ("outbox.deliver.deliver",),
    "events.import": ("operations.events.import_event",),
    "events.insert": (
        "operations.events.create_event",
        "operations.events.duplicate_event",
        "operations.series.edit_following",
    ),
    "events.list": ("sync.pull_calendar.pull_calendar",),
    "events.move": ("operations.events.move_event",),
    "events.patch": (
        "operations.events.edit_event",
        "operations.invitations.invite",
        "operations.invitations.remove_guest",
        "operations.invitations.respond",
        "operations.conferences.create_meet",
        "operations.conferences.remove_meet",
        "operations.series.edit_this",
        "operations.series.edit_all",
        "operations.series.delete_following",
        "operations.series.add_dates",
        "operations.series.remove_dates",
    ),
    "events.quickAdd": ("operations.quick_add.quick_add",),
    "events.watch": ("watch.channels.open_channel",),
    "freebusy.query": (
        "operations.availability.free_busy",
        "operations.availability.free_slots",
    ),
    "settings.list": ("operations.settings.read_settings",),
}
INSTEAD: Mapping[str, str] = {
    "acl.update": "`acl.patch` leaves alone what it does not name",
    "acl.watch": "rules are not mirrored",
    "calendarList.update": "`calendarList.patch` leaves alone what it does not name",
    "calendars.transferOwnership": "for administrators of an organization",
    "calendars.update": "`calendars.patch` leaves alone what it does not name",
    "colors.get": "the colours of ids; Google's pages show others",
    "events.instances": "the mirror keeps series, and the instances that differ",
    "events.update": "`events.patch` leaves alone what it does not name",
    "settings.get": "`settings.list` reads all of them",
    "settings.watch": "settings are not mirrored",
}
"""Why there is no operation for a method."""


def methods() -> list[str]:
    """Name all methods of Calendar v3."""
    described = json.loads(document(""))["resources"]
    return sorted(f"{name}.{method}" for name in described for method in described[name]["methods"])


def page() -> str:
    """Write the page."""
    return HEAD + "".join(map(_row, methods()))


def _row(method: str) -> str:
    if method in INSTEAD:
        return f"| `{method}` | `{CLIENT}` | ({INSTEAD[method]}) |\n"
    names = REACHED[method]
    shown = "<br>".join(f"`{name}`" for name in names)
    does = "<br>".join(map(_first_line, names))
    return f"| `{method}` | {shown} | {does} |\n"


def _first_line(name: str) -> str:
    """Give the first line of a function's docstring; raise StopIteration where there is none."""
    module, _, function = name.rpartition(".")
    path = SOURCE.joinpath(*module.split(".")).with_suffix(".py")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = next(
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == function
    )
    line = (ast.get_docstring(found) or "").partition("\n")[0]
    return line.replace("|", "\\|").replace("``", "`")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
