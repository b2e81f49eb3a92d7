"""Reminders belong to their reader; ``updated`` does not tell of them (E-22, H-16)."""

from gcal_emulator.calendar_v3.call import Call, Resource
from gcal_emulator.calendar_v3.families import write_event
from gcal_emulator.entities import Calendar, Event


def as_read(call: Call, calendar: Calendar, event: Event, resource: Resource) -> Resource:
    """Give the resource of an event with the writer's own reminders in it."""
    if call.user.email == calendar.owner or "reminders" not in resource:
        return resource
    own = (event.reminders_of or {}).get(call.user.email, {"useDefault": True})
    return resource | {"reminders": own}


def own_reminders(
    call: Call, calendar: Calendar, resource: Resource, event: Event | None = None
) -> Resource:
    """Leave the owner's reminders alone where another person writes."""
    if call.user.email == calendar.owner:
        return resource
    kept = event.resource.get("reminders") if event else None
    return resource | {"reminders": kept or {"useDefault": True}}


def keep_reminders(call: Call, calendar: Calendar, event: Event, resource: Resource) -> None:
    """Keep the reminders of a writer who is not the owner."""
    if call.user.email != calendar.owner and "reminders" in resource:
        event.reminders_of = {**(event.reminders_of or {})} | {
            call.user.email: resource["reminders"]
        }
        event.texts = None


def differ_in_reminders_alone(before: Resource, after: Resource) -> bool:
    """Say whether an edit changes nothing but reminders."""
    ignored = ("reminders", "sequence")
    first, second = (
        {key: value for key, value in each.items() if key not in ignored}
        for each in (before, after)
    )
    return first == second and before.get("reminders") != after.get("reminders")


def write_reminders(call: Call, calendar: Calendar, event: Event, resource: Resource) -> Event:
    """Store reminders, which ``updated`` does not tell, nor, by default, the ETag (H-16)."""
    if event.position >= 0 and not call.world.switches.reminders_are_changes:
        event.resource, event.texts = resource, None
        return event
    updated = event.updated_micros or event.micros
    stored = write_event(call.world, calendar, event, resource)
    stored.updated_micros = updated
    return stored
