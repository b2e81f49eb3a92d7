"""Edits made inside a site: one after the other, counted, or left in the queue; prints JSON."""

import json
import os
import statistics
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example.settings")
django.setup()

from dj_google_calendar.credentials.gateways import whole_client  # noqa: E402 - after its settings
from dj_google_calendar.models import Event, OutboxEntry  # noqa: E402
from dj_google_calendar.operations.events import edit_event  # noqa: E402
from dj_google_calendar.tasks import push  # noqa: E402

SENT = OutboxEntry.State.SENT


def singles() -> list[Event]:
    rows = Event.objects.filter(recurring_event_id="", calendar__access_role="owner")
    plain = rows.filter(event_type__in=("", "default"), resource__organizer__self=True)
    return list(plain.exclude(resource__has_key="recurrence").select_related("calendar__account"))


def latencies(edits: int) -> dict:
    events, seconds = singles(), []
    for number in range(edits):
        event = events[number % len(events)]
        begun = time.perf_counter()
        entry = edit_event(event, by=None, summary=f"Edit {number}")
        while not OutboxEntry.objects.filter(pk=entry.pk, state=SENT).exists():
            time.sleep(0.005)
        seconds.append(time.perf_counter() - begun)
        time.sleep(0.137)
    seconds.sort()
    p99 = seconds[round(0.99 * (edits - 1))]
    return {"p50": statistics.median(seconds), "p99": p99, "edits": edits}


def cpu(edits: int) -> dict:
    """Take turns: an edit with all that belongs to it, and the bare call of Google's client."""
    event = singles()[0]
    google = whole_client(event.calendar.account).events()
    ours, bare = [], []
    for number in range(edits):
        begun = time.process_time()
        entry = edit_event(event, by=None, summary=f"Edit {number}")
        push(entry.pk)
        ours.append(time.process_time() - begun)
        begun = time.process_time()
        body = {"summary": f"Call {number}"}
        ids = {"calendarId": event.calendar.google_id, "eventId": event.google_id}
        answer = google.patch(**ids, body=body).execute()
        bare.append(time.process_time() - begun)
        event.refresh_from_db()
        Event.objects.filter(pk=event.pk).update(resource=answer, remote_resource=answer)
        event.refresh_from_db()
    call = statistics.median(bare)
    return {"beyond": statistics.median(ours) - call, "call": call}


def queue(edits_of_each: int) -> dict:
    made = 0
    for event in singles():
        for _ in range(edits_of_each):
            edit_event(event, by=None, summary=f"Edit {made}")
            made += 1
    return {"edits": made}


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](int(sys.argv[2]))))
