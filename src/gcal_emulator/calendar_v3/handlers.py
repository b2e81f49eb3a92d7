"""Which function answers which method; what is missing here answers 501."""

from collections.abc import Callable, Mapping

from gcal_emulator.calendar_v3 import calendar_list, calendars, events, events_list, settings
from gcal_emulator.calendar_v3.call import Answer, Call

HANDLERS: Mapping[str, Callable[[Call], Answer]] = {
    "calendarList.get": calendar_list.get,
    "calendarList.list": calendar_list.list_entries,
    "calendars.get": calendars.get,
    "colors.get": calendars.colors,
    "events.delete": events.delete,
    "events.get": events.get,
    "events.insert": events.insert,
    "events.instances": events_list.list_instances,
    "events.list": events_list.list_events,
    "events.patch": events.patch,
    "events.update": events.update,
    "settings.get": settings.get,
    "settings.list": settings.list_settings,
}
