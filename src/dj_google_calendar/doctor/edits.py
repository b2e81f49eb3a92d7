"""Edits of an account that need a person, or have waited for long."""

import datetime as dt
from collections.abc import Iterator

from django.utils.timesince import timesince

from dj_google_calendar import clock
from dj_google_calendar.findings import Finding
from dj_google_calendar.models import Account, Conflict, OutboxEntry

PATIENCE = dt.timedelta(minutes=5)
"""So long an edit may wait before it is worth a word."""
NO_WORKER = "Is a worker running? manage.py gcal_tick sends what is due."


def edit_findings(account: Account) -> Iterator[Finding]:
    """Say what waits for Google and why, and count what Google refused and what is in conflict."""
    entries = account.outbox_entries.all()
    oldest = entries.waiting().first()
    if oldest is not None and oldest.made_at + PATIENCE < clock.now():
        waits = timesince(oldest.made_at, clock.now()).replace("\xa0", " ")
        why, hint = oldest.reason or "No worker has taken it.", NO_WORKER
        if not account.may_pull:
            why = f"The account: {account.get_state_display()}. {account.state_reason}"
            hint = "They are sent once it is connected again."
        yield Finding(
            "W035",
            f"{entries.waiting().count()} edits wait for Google, the oldest for {waits}. {why}",
            hint,
            subject=account.email,
        )
    if refused := entries.filter(state=OutboxEntry.State.REFUSED).count():
        yield Finding(
            "W036",
            f"Google has refused {refused} edits.",
            "The page Edits and the admin show each with its reason; send again, or give up.",
            subject=account.email,
        )
    if conflicts := Conflict.objects.unresolved().filter(entry__account=account).count():
        yield Finding(
            "W037",
            f"{conflicts} edits met another one at Google.",
            "The page Edits shows both sides; Google's stands until the person decides.",
            subject=account.email,
        )
