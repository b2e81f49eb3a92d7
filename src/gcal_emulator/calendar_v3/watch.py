"""*.watch and channels.stop: push channels (contract, section 11)."""

import ipaddress
import re
from urllib.parse import quote, urlencode, urlsplit

from gcal_emulator.calendar_v3.access import WRITER, calendar_of
from gcal_emulator.calendar_v3.call import Answer, Call, Resource
from gcal_emulator.calendar_v3.tokens import known_since
from gcal_emulator.clock import MICROSECONDS
from gcal_emulator.entities import Calendar
from gcal_emulator.errors import GoogleError, invalid, required
from gcal_emulator.push.announce import greet
from gcal_emulator.push.channels import Channel, project_of

CHANNEL_ID = re.compile(r"[A-Za-z0-9\-_+/=]{1,64}")
TYPES = ("web_hook", "webhook")
LONGEST_TOKEN = 256
NOT_WATCHED = ("@group.v.calendar.google.com", "@import.calendar.google.com")


def watch_events(call: Call) -> Answer:
    """Watch the events of a calendar."""
    calendar = calendar_of(call)
    known_since(call, "events")  # a damaged token is refused here too (Z-11)
    _check_watchable(calendar)
    path = f"calendars/{quote(calendar.id, safe='')}/events"
    return _watch(call, "events", path, calendar)


def watch_acl(call: Call) -> Answer:
    """Watch the rules of a calendar."""
    calendar = calendar_of(call, least=WRITER)
    _check_watchable(calendar)
    return _watch(call, "acl", f"calendars/{quote(calendar.id, safe='')}/acl", calendar)


def watch_calendar_list(call: Call) -> Answer:
    """Watch the caller's calendar list."""
    return _watch(call, "calendarList", "users/me/calendarList", None)


def watch_settings(call: Call) -> Answer:
    """Watch the caller's settings."""
    return _watch(call, "settings", "users/me/settings", None)


def stop(call: Call) -> Answer:
    """Stop a channel of the same person and client (P-18)."""
    channel_id, resource_id = call.body.get("id"), call.body.get("resourceId")
    if not channel_id or not resource_id:
        raise required("Missing channel id or resource id.")
    client_id = call.token.grant.client_id
    channel = call.world.channels.find(client_id, channel_id)
    is_theirs = (
        channel is not None
        and channel.resource_id == resource_id
        and (channel.email, channel.client_id) == (call.user.email, client_id)
        and channel.is_alive(call.world.clock.micros())
    )
    if channel is None or not is_theirs:
        message = f"Channel '{channel_id}' not found for project '{project_of(client_id)}'"
        raise GoogleError(404, "notFound", message)
    channel.is_stopped = True
    return Answer(None)


def _check_watchable(calendar: Calendar) -> None:
    if calendar.refuses_push or calendar.id.endswith(NOT_WATCHED):  # P-14
        raise GoogleError(
            400,
            "pushNotSupportedForRequestedResource",
            "Push notifications are not supported by this resource.",
        )


def _watch(call: Call, kind: str, path: str, calendar: Calendar | None) -> Answer:
    body, world = call.body, call.world
    _check(call, body)
    query = {key: value for key, value in call.query.items() if key == "eventTypes"}
    uri = f"{call.root}calendar/v3/{path}?{urlencode({'alt': 'json', **query}, doseq=True)}"
    calendar_id = calendar.id if calendar else ""
    channel = Channel(
        id=body["id"],
        resource_id=_resource_id(call, kind, calendar_id, uri),
        resource_uri=uri,
        address=body["address"],
        expires_at=_expiration(call, body),
        kind=kind,
        calendar_id=calendar_id,
        email=call.user.email,
        client_id=call.token.grant.client_id,
        token=body.get("token") or "",
        event_types=tuple(call.query.get("eventTypes") or ()),
    )
    world.channels.add(channel)
    greet(world, channel)
    shown: Resource = {
        "kind": "api#channel",
        "id": channel.id,
        "resourceId": channel.resource_id,
        "resourceUri": uri,
        "expiration": str(channel.expires_at // 1000),
    }
    return Answer(shown | ({"token": channel.token} if channel.token else {}))


def _check(call: Call, body: Resource) -> None:
    channel_id, address = body.get("id"), body.get("address") or ""
    if not channel_id:
        raise required("Missing channel id.")
    if not CHANNEL_ID.fullmatch(channel_id):
        raise invalid("Invalid channel id.")
    if body.get("type") not in TYPES:  # P-12
        raise GoogleError(400, "push.channelTypeNotSupported", "Channel type not supported.")
    token = body.get("token") or ""
    if len(token) > LONGEST_TOKEN or not token.isprintable():  # it goes into a header
        raise invalid("Invalid channel token.")
    _check_address(call, address)
    is_used = call.world.channels.find(call.token.grant.client_id, channel_id)
    if is_used:  # P-11: stopped ones too
        raise GoogleError(400, "channelIdNotUnique", f"Channel id {channel_id} not unique")


def _check_address(call: Call, address: str) -> None:
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError as exc:
        raise invalid("Invalid channel address.") from exc
    is_plain = parts.scheme == "http" and not call.world.switches.https_channels_only
    if parts.scheme != "https" and not (is_plain and _is_here(host)):
        message = f"WebHook callback must be HTTPS: {address}"
        raise GoogleError(400, "push.webhookUrlNotHttps", message)
    if not host or not address.isprintable() or " " in address:
        raise invalid("Invalid channel address.")
    if host in call.world.switches.refused_channel_hosts:  # P-13
        message = f"Unauthorized WebHook callback channel: {address}"
        raise GoogleError(401, "push.webhookUrlUnauthorized", message)


def _is_here(host: str) -> bool:
    """Say whether a host is this machine: only there plain http is let through."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _expiration(call: Call, body: Resource) -> int:
    """Give when the channel ends: the earliest of what is asked for and what is allowed (P-3)."""
    switches, now = call.world.switches, call.world.clock.micros()
    asked: list[int] = []
    if body.get("expiration"):
        asked.append(int(body["expiration"]) * 1000)
    ttl = (body.get("params") or {}).get("ttl")
    if ttl:
        if not (ttl.isascii() and ttl.isdecimal()):
            raise invalid("Invalid ttl.")
        asked.append(now + int(ttl) * MICROSECONDS)
    if any(moment <= now for moment in asked):
        raise invalid("The channel expiration lies in the past.")
    latest = now + switches.channel_seconds_at_most * MICROSECONDS
    return min([*asked, latest]) if asked else now + switches.channel_seconds * MICROSECONDS


def _resource_id(call: Call, kind: str, calendar_id: str, uri: str) -> str:
    """Give the id of what is watched, the same for all its channels (P-8)."""
    for channel in call.world.channels:
        watched = (channel.kind, channel.calendar_id, channel.resource_uri)
        if watched == (kind, calendar_id, uri) and (
            calendar_id or channel.email == call.user.email
        ):
            return channel.resource_id
    return call.world.ids.resource()
