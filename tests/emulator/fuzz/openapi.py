"""The discovery document as an OpenAPI document, which schemathesis reads."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.emulator.fuzz.worlds import (
    ALICE,
    BOB,
    COMPUTED,
    GROUP,
    INSTANCE,
    ROOM,
    SERIES,
    SINGLE,
    SPARE,
    TEAM,
    timed,
)

from gcal_emulator.schemas import discovery

Json = dict[str, Any]

WATCHED = ("acl", "calendarList", "events", "settings")

TO_BE_DESTROYED = {
    "calendar.calendars.delete": {"calendarId": [SPARE]},
    "calendar.calendars.clear": {"calendarId": ["primary"]},
    "calendar.acl.delete": {"ruleId": ["default"]},
}
"""What these may have; the other methods need the rest."""

NEEDED = {
    "calendar.acl.update": ["role"],
    "calendar.calendars.update": ["summary"],
    "calendar.freebusy.query": ["timeMin", "timeMax", "items"],
    **{f"calendar.{each}.watch": ["id", "type", "address"] for each in WATCHED},
}
"""What must be there although the discovery document does not say so."""

COMMON = ("fields", "prettyPrint", "quotaUser")
WITH_COMMON = ("calendar.events.list", "calendar.events.insert", "calendar.acl.delete")
"""All methods read the common parameters in one place, so it is enough to try them with these."""

ZONED = ["2026-12-01T00:00:00Z", "2026-12-09T00:00:00+01:00"]

KNOWN: dict[str, list[Any]] = {
    "calendarId": ["primary", TEAM],
    "eventId": [SINGLE, SERIES, INSTANCE, COMPUTED],
    "ruleId": [f"user:{BOB}"],
    "setting": ["timezone", "locale"],
    "destination": [ALICE, TEAM, BOB],
    "newDataOwner": [BOB],
    "useAdminAccess": [True],
    "fields": ["*"],
    "quotaUser": ["one"],
    "timeMin": ZONED[:1],
    "timeMax": ZONED[1:],
    "updatedMin": ZONED,
    "timeZone": ["Europe/Berlin", "Asia/Kathmandu"],
    "text": ["Lunch tomorrow at noon"],
    "If-Match": ["*"],
    "start": [timed(8)["start"], {"date": "2026-12-08"}],
    "end": [timed(8)["end"], {"date": "2026-12-09"}],
    "recurrence": ["RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY;BYDAY=MO,FR", "EXDATE:20261208T090000Z"],
    "email": [BOB, ROOM, ALICE],
    "role": ["freeBusyReader", "reader", "writer", "owner"],
    "scope": [{"type": "user", "value": BOB}, {"type": "default"}],
    "expiration": [str(2**42)],
    "params": [{"ttl": "60"}, {}],
    "address": ["http://127.0.0.1:9/"],
    "method": ["popup", "email"],
    "eventType": ["default", "focusTime", "outOfOffice", "workingLocation", "birthday"],
    "status": ["confirmed", "tentative", "cancelled"],
    "visibility": ["default", "private"],
    "transparency": ["opaque", "transparent"],
    "responseStatus": ["accepted", "declined"],
    "colorId": ["1", "11"],
    "backgroundColor": ["#ac725e"],
    "foregroundColor": ["#1d1d1d"],
}
"""Values that lead somewhere, by the member's or the parameter's name: of what is drawn at random
nearly all stops at the first check. What breaks this is drawn as negative data."""

OF_SCHEMA: dict[str, dict[str, Json]] = {
    "CalendarListEntry": {"id": {"enum": [TEAM, BOB]}},
    "Channel": {
        "id": {"type": "string", "pattern": "^[a-z0-9]{9,12}$"},
        "type": {"enum": ["web_hook"]},
    },
    "CalendarNotification": {"method": {"enum": ["email"]}, "type": {"enum": ["eventCreation"]}},
    "FreeBusyRequestItem": {"id": {"enum": [ALICE, GROUP, "nobody@example.com"]}},
}
"""The same for members whose name says too little."""


def openapi(channel: Mapping[str, str]) -> Json:
    """Derive the document: every method with its parameters, its body and its schemas.

    ``channel`` is one that can be stopped.
    """
    found = discovery()
    paths: Json = {}
    for method in _methods(found["resources"]):
        path = found["basePath"] + method["path"]
        paths.setdefault(path, {})[method["httpMethod"].lower()] = _operation(method)
    stopped = {"enum": [{"id": channel["id"], "resourceId": channel["resourceId"]}]}
    paths[found["basePath"] + "channels/stop"]["post"]["requestBody"] = _body(stopped)
    schemas = {name: _schema(each, name) for name, each in found["schemas"].items()}
    return {
        "openapi": "3.0.3",
        "info": {"title": found["title"], "version": found["revision"]},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _methods(resources: Mapping[str, Any]) -> Iterator[Json]:
    for resource in resources.values():
        yield from resource.get("methods", {}).values()
        yield from _methods(resource.get("resources", {}))


def _operation(method: Mapping[str, Any]) -> Json:
    described = method.get("parameters", {})
    if method["id"] in WITH_COMMON:
        described = described | {key: discovery()["parameters"][key] for key in COMMON}
    operation: Json = {
        "operationId": method["id"],
        "parameters": [_parameter(name, each, method["id"]) for name, each in described.items()],
        "responses": {"default": {"description": "any"}},
    }
    if method["httpMethod"] in ("PUT", "PATCH", "DELETE"):
        header = {"name": "If-Match", "in": "header", "schema": _schema({}, "If-Match")}
        operation["parameters"].append(header)
    if "request" in method:
        name = method["request"]["$ref"]
        required = NEEDED.get(method["id"], []) + [
            key
            for key, each in discovery()["schemas"][name]["properties"].items()
            if method["id"] in each.get("annotations", {}).get("required", ())
        ]
        schema = _schema(method["request"])
        operation["requestBody"] = _body(
            {"allOf": [schema, {"required": required}]} if required else schema
        )
    return operation


def _body(schema: Json) -> Json:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _parameter(name: str, described: Mapping[str, Any], method_id: str) -> Json:
    schema = _schema({key: value for key, value in described.items() if key != "required"}, name)
    if own := TO_BE_DESTROYED.get(method_id, {}).get(name):
        schema = {"enum": own}
    if described.get("repeated"):
        schema = {"type": "array", "items": schema}
    place = described.get("location", "query")
    is_required = place == "path" or described.get("required", False)
    return {"name": name, "in": place, "required": is_required, "schema": schema}


def _schema(described: Mapping[str, Any], name: str = "", parent: str = "") -> Json:
    """Write one schema of the discovery document as OpenAPI has it."""
    kind = described.get("type", "any")
    if name in OF_SCHEMA.get(parent, {}):
        return OF_SCHEMA[parent][name]
    if name in KNOWN and "enum" not in described and kind != "array":
        return {"enum": KNOWN[name]}
    if "$ref" in described:
        return {"$ref": f"#/components/schemas/{described['$ref']}"}
    schema: Json = {} if kind == "any" else {"type": kind}
    schema |= {key: described[key] for key in ("enum", "pattern", "format") if key in described}
    schema |= {key: int(described[key]) for key in ("minimum", "maximum") if key in described}
    return schema | _inner(described, name, parent)


def _inner(described: Mapping[str, Any], name: str, parent: str) -> Json:
    found: Json = {}
    if "items" in described:
        found["items"] = _schema(described["items"], name, parent)
    if "properties" in described:
        members = described["properties"].items()
        found["properties"] = {key: _schema(each, key, name) for key, each in members}
    if "additionalProperties" in described:
        found["additionalProperties"] = _schema(described["additionalProperties"])
    return found
