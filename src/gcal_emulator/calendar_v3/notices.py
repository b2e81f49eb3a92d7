"""Which mails an action sends (E-15)."""

from collections.abc import Iterable, Mapping
from typing import Any

from gcal_emulator.calendar_v3.call import Call
from gcal_emulator.entities import ROOM_DOMAIN, Calendar
from gcal_emulator.mail import Mail

ALL, EXTERNAL, NOBODY = "all", "externalOnly", "none"


def audience(query: Mapping[str, Any]) -> str:
    """Say who is written to: the older parameter means all or nobody."""
    if query.get("sendUpdates"):
        return str(query["sendUpdates"])
    return ALL if query.get("sendNotifications") else NOBODY


def tell_guests(
    call: Call, calendar: Calendar, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """Write to those who are invited now, who still are, and who no longer are.

    A private copy concerns nobody but its owner (E-39).
    """
    if after.get("privateCopy"):
        return
    former, present = _addresses(before), _addresses(after)
    is_off = after.get("status") == "cancelled"
    _write(call, calendar, after, "cancellation", former if is_off else former - present)
    if not is_off:
        _write(call, calendar, after, "invitation", present - former)
        _write(call, calendar, after, "update", present & former)


def tell_organizer(call: Call, calendar: Calendar, resource: Mapping[str, Any]) -> None:
    """Write to the organizer what a guest has answered."""
    organizer = resource.get("organizer", {}).get("email", "")
    theirs = call.world.calendars.get(organizer)
    # a secondary calendar reads no mail
    _write(call, calendar, resource, "response", {theirs.owner if theirs else organizer} - {""})


def _write(
    call: Call, calendar: Calendar, resource: Mapping[str, Any], kind: str, to: Iterable[str]
) -> None:
    wanted = audience(call.query)
    for address in sorted(to):
        is_own = address in (calendar.id, call.user.email)
        if is_own or wanted == NOBODY or (wanted == EXTERNAL and address in call.world.users):
            continue
        summary = str(resource.get("summary", ""))
        mail = Mail(address, kind, calendar.id, str(resource["id"]), summary)
        call.world.outbox.send(mail)


def _addresses(resource: Mapping[str, Any]) -> set[str]:
    addresses = {guest["email"] for guest in resource.get("attendees", ())}
    return {address for address in addresses if not address.endswith(ROOM_DOMAIN)}
