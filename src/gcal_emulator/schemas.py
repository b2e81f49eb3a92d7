"""The discovery document of Calendar v3: its methods, and a validator of its schemas."""

import copy
import datetime as dt
import functools
import importlib.util
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote


@functools.lru_cache(maxsize=1)
def discovery() -> dict[str, Any]:
    """Read the document that google-api-python-client ships, without importing that package."""
    spec = importlib.util.find_spec("googleapiclient")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("google-api-python-client, which brings the schemas, is missing.")
    folder = Path(spec.submodule_search_locations[0])
    path = folder / "discovery_cache" / "documents" / "calendar.v3.json"
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def document_for(root: str) -> dict[str, Any]:
    """Give the document with this server as its root, so that batch requests stay here too."""
    document = copy.copy(discovery())
    document.pop("mtlsRootUrl", None)
    return document | {"rootUrl": root, "baseUrl": root + document["servicePath"]}


@dataclass(frozen=True)
class Method:
    """One method of the API."""

    name: str
    http_method: str
    pattern: re.Pattern[str]
    parameters: Mapping[str, Mapping[str, Any]]
    scopes: frozenset[str]
    request_schema: str
    response_schema: str

    @property
    def is_read(self) -> bool:
        """Whether it only tells; a free/busy query asks in a body, and is sent as POST."""
        return self.http_method == "GET" or self.name == "freebusy.query"


@functools.lru_cache(maxsize=1)
def methods() -> tuple[Method, ...]:
    """List all methods, fixed paths before paths with parameters."""
    found = list(_methods(discovery()["resources"]))
    # "events/import" must be tried before "events/{eventId}"
    return tuple(sorted(found, key=lambda method: method.pattern.pattern.count("(?P<")))


def _methods(resources: Mapping[str, Any]) -> Iterator[Method]:
    common = discovery()["parameters"]
    for resource in resources.values():
        for described in resource.get("methods", {}).values():
            yield Method(
                name=described["id"].removeprefix("calendar."),
                http_method=described["httpMethod"],
                pattern=_pattern(discovery()["basePath"] + described["path"]),
                parameters=common | described.get("parameters", {}),
                scopes=frozenset(described.get("scopes", ())),
                request_schema=described.get("request", {}).get("$ref", ""),
                response_schema=described.get("response", {}).get("$ref", ""),
            )
        yield from _methods(resource.get("resources", {}))


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", path)
    fixed = [quote(part) for part in parts[::2]]
    named = [f"(?P<{name}>[^/]+)" for name in parts[1::2]]
    return re.compile(fixed[0] + "".join(a + b for a, b in zip(named, fixed[1:], strict=True)))


def violations(value: Any, schema_name: str) -> list[str]:
    """List where a body departs from a schema: unknown fields, wrong types, wrong formats."""
    if _fitting(schema_name)(value):
        return []
    return list(_violations(value, {"$ref": schema_name}, schema_name))


def as_read(value: Any, schema: Mapping[str, Any]) -> Any:
    """Give what Google reads of a body: unknown fields are ignored, numbers may stand in quotes."""
    schema = _resolved(schema)
    kind = schema.get("type")
    if kind == "object" and isinstance(value, dict):
        known, other = schema.get("properties", {}), schema.get("additionalProperties")
        described = {key: known.get(key, other) for key in value}
        return {key: as_read(value[key], each) for key, each in described.items() if each}
    if kind == "array" and isinstance(value, list):
        return [as_read(item, schema["items"]) for item in value]
    if kind == "integer" and isinstance(value, str) and _INT32.fullmatch(value):
        return int(value)
    return value


_INT32 = re.compile(r"-?[0-9]{1,10}")
Fits = Callable[[Any], bool]


@functools.lru_cache(maxsize=64)
def _fitting(schema_name: str) -> Fits:
    return _fits(discovery()["schemas"][schema_name])


def _fits(schema: Mapping[str, Any]) -> Fits:
    """Make a quick test of a schema: thousands of events are tested with each page."""
    if "$ref" in schema:
        return _fitting(schema["$ref"])
    kind, expected = schema.get("type"), _TYPES.get(str(schema.get("type")), object)
    if kind == "object":
        return _object_fits(schema)
    if kind == "array":
        fits_item = _fits(schema["items"])
        return lambda value: isinstance(value, list) and all(map(fits_item, value))
    if kind == "string" and schema.get("format") in _FORMATS:
        has_format = _FORMATS[schema["format"]]
        return lambda value: isinstance(value, str) and has_format(value)
    if kind in _NUMBERS:
        return lambda value: isinstance(value, expected) and not isinstance(value, bool)
    return lambda value: isinstance(value, expected)


def _object_fits(schema: Mapping[str, Any]) -> Fits:
    known = {key: _fits(inner) for key, inner in schema.get("properties", {}).items()}
    other = _fits(schema["additionalProperties"]) if "additionalProperties" in schema else None

    def fits(value: Any) -> bool:
        if not isinstance(value, dict):
            return False
        for key, inner in value.items():
            test = known.get(key, other)
            if test is None or not (inner is None or test(inner)):
                return False
        return True

    return fits


def _violations(value: Any, schema: Mapping[str, Any], where: str) -> Iterator[str]:
    schema = _resolved(schema)
    kind = schema.get("type")
    expected = _TYPES.get(str(kind), object)
    if not isinstance(value, expected) or (isinstance(value, bool) and kind in _NUMBERS):
        yield f"{where}: {type(value).__name__} instead of {kind}"
    elif kind == "object":
        yield from _object_violations(value, schema, where)
    elif kind == "array":
        for index, item in enumerate(value):
            yield from _violations(item, schema["items"], f"{where}[{index}]")
    elif kind == "string" and not _has_format(value, schema.get("format", "")):
        yield f"{where}: {value[:40]!r} is no {schema['format']}"


_TYPES: Mapping[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
}
_NUMBERS = ("integer", "number")


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    resolved: Mapping[str, Any] = discovery()["schemas"][schema["$ref"]]
    return resolved


def _object_violations(
    value: Mapping[str, Any], schema: Mapping[str, Any], where: str
) -> Iterator[str]:
    known = schema.get("properties", {})
    other = schema.get("additionalProperties")
    for key, inner in value.items():
        described = known.get(key, other)
        if described is None:
            yield f"{where}.{key}: unknown field"
        elif inner is not None:  # null deletes in a PATCH and means absent elsewhere
            yield from _violations(inner, described, f"{where}.{key}")


def _has_format(text: str, name: str) -> bool:
    return name not in _FORMATS or _FORMATS[name](text)


def _is_date(text: str) -> bool:
    return _reads(dt.date.fromisoformat, text) and len(text) == len("2026-11-20")


def _is_date_time(text: str) -> bool:
    return _reads(dt.datetime.fromisoformat, text) and text[10:11] in ("T", "t")


def _is_whole_number(text: str) -> bool:
    return _reads(int, text)


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


_FORMATS: Mapping[str, Callable[[str], bool]] = {
    "date": _is_date,
    "date-time": _is_date_time,
    "int64": _is_whole_number,
    "uint64": _is_whole_number,
}


def unknown_field(tree: Mapping[str, Any], schema_name: str) -> str:
    """Give the first name of a partial response's tree that its schema lacks; '' without."""
    return _unknown_field(tree, {"$ref": schema_name})


def _unknown_field(tree: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    schema = _resolved(schema)
    while schema.get("type") == "array":
        schema = _resolved(schema["items"])
    known, other = schema.get("properties", {}), schema.get("additionalProperties")
    for name, inner in tree.items():
        described = known.get(name, other)
        if name != "*" and described is None:
            return name
        if described and (found := _unknown_field(inner, described)):
            return found
    return ""


@dataclass(frozen=True)
class Parameters:
    """The query of a request, as its method types it."""

    values: Mapping[str, Any]
    unknown: tuple[str, ...] = ()
    wrong: tuple[str, ...] = field(default=())
    missing: tuple[str, ...] = field(default=())


def read_parameters(method: Method, query: Mapping[str, list[str]]) -> Parameters:
    """Type each query parameter by the method's description, with defaults where it has them."""
    described = {k: v for k, v in method.parameters.items() if v.get("location") == "query"}
    values = {key: _typed(v["default"], v) for key, v in described.items() if "default" in v}
    unknown, wrong = [], []
    for key, texts in query.items():
        if key not in described:
            unknown.append(key)
            continue
        try:
            typed = [_typed(text, described[key]) for text in texts]
        except ValueError:
            wrong.append(key)
            continue
        values[key] = typed if described[key].get("repeated") else typed[-1]
    missing = [key for key, each in described.items() if each.get("required") and key not in query]
    return Parameters(values, tuple(unknown), tuple(wrong), tuple(missing))


def _typed(text: str, described: Mapping[str, Any]) -> Any:
    kind = described.get("type")
    if kind == "boolean":
        return _boolean(text)
    if kind == "integer":
        return _integer(text, described)
    if "enum" in described and text not in described["enum"]:
        raise ValueError(text)
    if not _has_format(text, described.get("format", "")):
        raise ValueError(text)
    return text


def _boolean(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"


def _integer(text: str, described: Mapping[str, Any]) -> int:
    number = int(text)
    if number < int(described.get("minimum", number)) or number > int(
        described.get("maximum", 2**31 - 1)
    ):
        raise ValueError(text)
    return number
