"""Calendars with edits that wait: shown with them, whatever a pull of the list brings.

A calendar's row has one resource. What Google sends is written to it as it comes, and then
the edits are applied again that still wait.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from dj_google_calendar import clock
from dj_google_calendar.lifecycle import move
from dj_google_calendar.mirror.merge import apply
from dj_google_calendar.models import Account, Calendar, OutboxEntry

EDITS = ("calendars.patch", "calendarList.patch")
REMOVALS = ("calendars.delete", "calendarList.delete")
FLAGS = ("hidden", "selected", "primary", "deleted")
"""What Google leaves out instead of sending false (C-3)."""
SHARED = ("summary", "description", "location", "timeZone", "conferenceProperties")
"""What a calendar and the entries of it in people's lists have in common (C-10)."""
UNLISTED = ("labelProperties",)
"""What only a calendar has, and no entry of it in a list (C-5)."""
EMPTIED = ("description", "location")
"""What of it is left out where it is empty."""
BLACK = "#000000"
BACKGROUNDS = (
    "ac725ed06b64f83a22fa573cff7537ffad4642d69216a7657bd148b3dc6cfbe983fad165"
    "92e1c09fe1e79fc6e74986e79a9cffb99affc2c2c2cabdbfcca6acf691b2cd74e6a47ae2"
)
PALETTE = {number: f"#{BACKGROUNDS[6 * number - 6 : 6 * number]}" for number in range(1, 25)}
"""The background of each colour id (G-5)."""
ACTOR = "outbox"


def lock_calendar(pk: int) -> Calendar | None:
    """Give a calendar's row for writing, with its account; None where it is gone."""
    rows = Calendar.objects.select_for_update(of=("self",)).select_related("account")
    return rows.filter(pk=pk).first()


def waiting_of(calendar: Calendar) -> list[OutboxEntry]:
    """Give the edits of a calendar itself that wait, oldest first."""
    return list(calendar.outbox_entries.waiting().filter(event=None, method__in=EDITS))


def show_waiting(account: Account, google_ids: Collection[str]) -> None:
    """Apply to calendars that a pull has just written the edits that wait."""
    edited = account.outbox_entries.waiting().filter(method__in=EDITS)
    edited = edited.filter(calendar__google_id__in=google_ids)
    for pk in sorted(set(edited.values_list("calendar_id", flat=True))):
        calendar = lock_calendar(pk) if pk is not None else None
        if calendar is not None:
            show(calendar, waiting_of(calendar))


def show(calendar: Calendar, entries: Iterable[OutboxEntry]) -> None:
    """Write a calendar's row with edits applied."""
    resource: dict[str, Any] = dict(calendar.resource)
    for entry in entries:
        resource = edited(resource, entry.changes)
    write(calendar, resource)


def edited(resource: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Give a calendar list entry as Google will answer it, as far as that is known here."""
    values = {name: value for name, value in changes.items() if name not in UNLISTED}
    if background := PALETTE.get(_number(values.get("colorId"))):
        values = {"backgroundColor": background, "foregroundColor": BLACK} | values
    shown = apply(resource, values)
    return {key: value for key, value in shown.items() if value or key not in FLAGS}


def _number(color_id: object) -> int:
    return int(color_id) if isinstance(color_id, str) and color_id.isdecimal() else 0


def write(calendar: Calendar, resource: Mapping[str, Any]) -> None:
    """Write the columns that an edit can change; the zone is that of the events (C-19)."""
    calendar.resource = dict(resource)
    calendar.summary = str(resource.get("summary") or "")
    calendar.save(update_fields=("resource", "summary"))


def take_shared(calendar: Calendar, answer: Mapping[str, Any]) -> None:
    """Keep what Google answered of a calendar itself, which is a part of the list's entry."""
    shared = {name: answer.get(name) for name in SHARED if name in answer or name in EMPTIED}
    write(calendar, apply(calendar.resource, shared))
    show(calendar, waiting_of(calendar))


def put_back(calendar: Calendar, entry: OutboxEntry) -> None:
    """Show again what was before an edit that Google refused, with those that still wait."""
    ours = edited({}, entry.changes)
    before = {
        name: value
        for name, value in entry.base.items()
        if calendar.resource.get(name) == ours.get(name)
    }
    write(calendar, apply(calendar.resource, before))
    show(calendar, waiting_of(calendar))


def take_away(calendar: Calendar, *, reason: str) -> None:
    """Show a calendar no longer that is being removed; its events stay (X-43)."""
    move(calendar, Calendar.State.UNREACHABLE, reason=reason, actor=ACTOR)


def bring_back(calendar: Calendar, *, reason: str, actor: str = ACTOR) -> None:
    """Show a calendar again that was away; what was known of its events is read anew."""
    move(
        calendar,
        Calendar.State.RESYNC,
        reason=reason,
        actor=actor,
        sync_token="",
        page_token="",
        next_pull_at=clock.now(),
    )


def are_being_removed(account: Account) -> set[int]:
    """Give the primary keys of the calendars whose removal waits."""
    going = account.outbox_entries.waiting().filter(method__in=REMOVALS)
    return {pk for pk in going.values_list("calendar_id", flat=True) if pk is not None}


def ask_for_list(account: Account) -> None:
    """Have the whole calendar list read again: what is shown may differ from it."""
    now = clock.now()
    rows = Account.objects.filter(pk=account.pk)
    rows.update(next_list_pull_at=now, next_list_reconcile_at=now)
