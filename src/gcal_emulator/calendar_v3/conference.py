"""Video conferences: asked for, pending, then there (E-16)."""

from collections.abc import Mapping
from typing import Any

from gcal_emulator.calendar_v3.call import Call, Resource
from gcal_emulator.calendar_v3.families import write_event
from gcal_emulator.calendar_v3.invitations import spread
from gcal_emulator.calendar_v3.rooms import answer_for_rooms
from gcal_emulator.clock import MICROSECONDS
from gcal_emulator.entities import Calendar, Event
from gcal_emulator.errors import invalid
from gcal_emulator.world import Promise, World

KIND = "hangoutsMeet"
SOLUTION: Resource = {
    "key": {"type": KIND},
    "name": "Google Meet",
    "iconUri": "https://fonts.gstatic.com/s/i/productlogos/meet_2020q4/v6/web-512dp/logo_meet_2020q4_color_2x_web_512dp.png",
}


def with_conference(call: Call, resource: Resource, before: Mapping[str, Any]) -> Resource:
    """Give a resource whose wish for a conference is pending, or as it was wished before.

    Raises 400 for a kind of conference that the calendar does not offer.
    """
    known, wished = before.get("conferenceData"), resource.get("conferenceData")
    if not call.query.get("conferenceDataVersion") or wished == known:
        return resource
    request = (wished or {}).get("createRequest")
    if request and known and _request_id(known) == request.get("requestId"):
        return {**resource, "conferenceData": known}
    # one that is there already is copied from another event
    is_copied = bool((call.body.get("conferenceData") or {}).get("conferenceSolution"))
    conference = _asked(request) if request and not is_copied else wished
    link = {"hangoutLink": _link(conference)}
    kept = {key: value for key, value in resource.items() if key != "hangoutLink"}
    return {**kept, "conferenceData": conference} | (link if link["hangoutLink"] else {})


def _request_id(conference: Mapping[str, Any]) -> str:
    return str(conference.get("createRequest", {}).get("requestId", ""))


def _asked(request: Mapping[str, Any]) -> Resource:
    kind = (request.get("conferenceSolutionKey") or {}).get("type", KIND)
    if kind != KIND or not request.get("requestId"):
        raise invalid("Invalid conference type value.")
    asked = {
        "requestId": request["requestId"],
        "conferenceSolutionKey": {"type": KIND},
        "status": {"statusCode": "pending"},
    }
    return {"createRequest": asked}


def _link(conference: Mapping[str, Any] | None) -> str:
    """Give the address of a Meet conference that was copied from another event."""
    solution = (conference or {}).get("conferenceSolution") or {}
    if (solution.get("key") or {}).get("type") != KIND:
        return ""
    entries = (conference or {}).get("entryPoints") or ()
    videos = [each for each in entries if each.get("entryPointType") == "video"]
    return str(videos[0].get("uri", "")) if videos else ""


def promise(world: World, calendar: Calendar, resource: Mapping[str, Any]) -> None:
    """Note that a pending conference comes after a while."""
    if not _is_pending(resource):
        return
    due = world.clock.micros() + round(world.switches.conference_seconds * MICROSECONDS)
    world.promises.append(Promise(due, calendar.id, resource["id"]))


def _is_pending(resource: Mapping[str, Any]) -> bool:
    request = (resource.get("conferenceData") or {}).get("createRequest", {})
    return bool(request.get("status", {}).get("statusCode") == "pending")


def keep_promises(world: World) -> None:
    """Set up the conferences that are due, and let rooms answer; sync tells of both."""
    now = world.clock.micros()
    due = [each for each in world.promises if each.due <= now]
    for each in due:
        world.promises.remove(each)
    for each in due:
        calendar = world.calendars[each.calendar_id]
        event = calendar.events.get(each.event_id)
        if event is None or event.is_cancelled:
            continue
        if _is_pending(event.resource):
            _set_up(world, calendar, event)
        answer_for_rooms(world, calendar, event)


def _set_up(world: World, calendar: Calendar, event: Event) -> None:
    before = event.resource
    ready = _outcome(world, before["conferenceData"]["createRequest"])
    for instance in calendar.instances_of(before["id"]):
        # an instance changed in the meantime waits for the same conference
        if _is_pending(instance.resource) and not instance.is_cancelled:
            instance.resource = {**instance.resource, **ready}
    spread(world, calendar, write_event(world, calendar, event, {**before, **ready}), before=before)


def _outcome(world: World, request: Resource) -> Resource:
    """Give what a request has come to: a conference, or the word that there is none."""
    if world.switches.conferences_fail:
        return {"conferenceData": {"createRequest": request | _status("failure")}}
    code = world.ids.meeting_code()
    link = f"https://meet.google.com/{code}"
    conference = {
        "createRequest": request | _status("success"),
        "entryPoints": [{"entryPointType": "video", "uri": link, "label": link[8:]}],
        "conferenceSolution": SOLUTION,
        "conferenceId": code,
    }
    return {"conferenceData": conference, "hangoutLink": link}


def _status(code: str) -> Resource:
    return {"status": {"statusCode": code}}
