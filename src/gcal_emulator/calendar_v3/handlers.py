"""Which function answers which method; all of the discovery document are here."""

from collections.abc import Callable, Mapping

from gcal_emulator.calendar_v3 import (
    acl,
    calendar_list,
    calendars,
    event_moves,
    events,
    events_list,
    free_busy,
    settings,
    watch,
)
from gcal_emulator.calendar_v3.call import Answer, Call
from gcal_emulator.calendar_v3.quick_add import quick_add

HANDLERS: Mapping[str, Callable[[Call], Answer]] = {
    "acl.delete": acl.delete,
    "acl.get": acl.get,
    "acl.insert": acl.insert,
    "acl.list": acl.list_rules,
    "acl.patch": acl.patch,
    "acl.update": acl.update,
    "acl.watch": watch.watch_acl,
    "calendarList.delete": calendar_list.delete,
    "calendarList.get": calendar_list.get,
    "calendarList.insert": calendar_list.insert,
    "calendarList.list": calendar_list.list_entries,
    "calendarList.patch": calendar_list.patch,
    "calendarList.update": calendar_list.update,
    "calendarList.watch": watch.watch_calendar_list,
    "calendars.clear": calendars.clear,
    "calendars.delete": calendars.delete,
    "calendars.get": calendars.get,
    "calendars.insert": calendars.insert,
    "calendars.patch": calendars.patch,
    "calendars.transferOwnership": calendars.transfer_ownership,
    "calendars.update": calendars.update,
    "channels.stop": watch.stop,
    "colors.get": calendars.colors,
    "events.delete": events.delete,
    "events.get": events.get,
    "events.import": event_moves.import_event,
    "events.insert": events.insert,
    "events.instances": events_list.list_instances,
    "events.list": events_list.list_events,
    "events.move": event_moves.move,
    "events.patch": events.patch,
    "events.quickAdd": quick_add,
    "events.update": events.update,
    "events.watch": watch.watch_events,
    "freebusy.query": free_busy.query,
    "settings.get": settings.get,
    "settings.list": settings.list_settings,
    "settings.watch": watch.watch_settings,
}
