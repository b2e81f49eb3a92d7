"""Where an event is kept: its row goes with it, so that what refers to it stays true."""

from collections.abc import Mapping
from typing import Any

from dj_google_calendar.mirror.edits import release, show_again, stranger
from dj_google_calendar.models import Calendar, Event, OutboxEntry


def keep_at(event: Event, calendar: Calendar, google_id: str) -> dict[str, Any] | None:
    """Keep an event in a calendar under an id; a row that a pull has made there gives way.

    What was done to that row meanwhile was done to this event, in whose lane it waits from now
    on. Gives what the pull has brought. The caller writes the row.
    """
    found: dict[str, Any] | None = None
    if (calendar.pk, google_id) != (event.calendar_id, event.google_id):
        event.seen_generation = 0  # what was met at its former place says nothing here
    for other in Event.objects.filter(calendar=calendar, google_id=google_id).exclude(pk=event.pk):
        found = other.at_google
        if found == stranger(google_id):
            found = {**event.resource, **found}
        OutboxEntry.objects.filter(lane=lane_of(other)).update(lane=lane_of(event))
        other.outbox_entries.update(event=event)
        other.conflicts.update(event=event)
        event.seen_generation = max(event.seen_generation, other.seen_generation)
        other.delete()
    event.calendar, event.google_id, event.is_placed_anew = calendar, google_id, True
    return found


def make_way(event: Event, google_id: str) -> None:
    """Give a new event another id: its own is that of an event which is somebody else's (E-4).

    What a pull has brought of that one gets a row of its own.
    """
    theirs = event.at_google
    former, met_in = event.google_id, event.seen_generation
    # a pull may have brought this event before Google's answer to its making has come
    event.in_outbox, event.remote_resource = True, keep_at(event, event.calendar, google_id)
    if theirs:
        event.save(update_fields=("google_id",))
        other = Event(calendar=event.calendar, google_id=former, remote_resource=theirs)
        other.seen_generation = met_in
        release(other)


def bring_instances(series: Event, former: Calendar) -> None:
    """Keep the instances of a series that wait in its former calendar where it is kept now.

    Google has moved them with it, and what is to be done to them is to be done there.
    """
    waiting = former.events.instances_of([series.google_id]).filter(in_outbox=True)
    for instance in waiting.select_for_update():
        found = keep_at(instance, series.calendar, instance.google_id)
        instance.remote_resource = found or _to_be_asked(instance.remote_resource or {})
        instance.seen_generation = max(instance.seen_generation, series.seen_generation)
        show_again(instance)


def _to_be_asked(known: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is known of a moved instance, without the ETag of one that is gone.

    It may be gone only as the tombstone that its series has left behind says so: Google has
    to be asked before an edit is sent.
    """
    is_gone = known.get("status") == Event.CANCELLED
    return {name: value for name, value in known.items() if not (is_gone and name == "etag")}


def take_instances_along(series: Event, google_id: str) -> None:
    """Name the instances that wait for a series after the id that it gets in place of its own."""
    waiting = series.calendar.events.instances_of([series.google_id]).filter(in_outbox=True)
    for instance in waiting.select_for_update():
        name = google_id + instance.google_id.removeprefix(series.google_id)
        names = {"id": name, "recurringEventId": google_id}
        instance.google_id, instance.recurring_event_id = name, google_id
        instance.resource = {**instance.resource, **names}
        instance.remote_resource = {**(instance.remote_resource or {}), **names}
        instance.save()


def lane_of(event: Event) -> str:
    """Name the lane of an event: a series and its instances share one, so that none overtakes."""
    if event.recurring_event_id:
        siblings = Event.objects.filter(calendar_id=event.calendar_id)
        series = siblings.filter(google_id=event.recurring_event_id).values_list("pk", flat=True)
        return f"event {series.first() or event.pk}"
    return f"event {event.pk}"
