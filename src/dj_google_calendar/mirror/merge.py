"""Three versions of a resource to one: what both sides had, what we changed, what Google has.

Pure. Values are those of JSON; None stands for a field that is absent.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

KEYED = {"attendees": "email", "attachments": "fileUrl", "overrides": "method"}
"""Lists that are merged member by member, with what tells their members apart."""
MAPS = ("extendedProperties", "private", "shared")
"""Objects that Google leaves out where they hold nothing."""
OF_GUESTS = ("responseStatus", "comment", "additionalGuests")
"""What of an attendee is his or hers: no reason to keep a guest, or an event, from going."""
TIMES = frozenset({"start", "end", "recurrence"})
"""What says when an event takes place."""
MOMENTS = ("start", "end", "originalStartTime")
SERVER_OWNED = frozenset(
    {"etag", "updated", "sequence", "htmlLink", "kind", "created", "creator", "hangoutLink"}
)

Resource = Mapping[str, Any]


class Clash(Exception):  # noqa: N818 - an outcome, not an error
    """Both sides gave a field another value."""


def merge(base: Any, ours: Any, theirs: Any, *, field: str = "", insists: bool = False) -> Any:
    """Give the value that holds both changes; raise Clash where there is none.

    Who ``insists`` has ours where both sides have given the same part another value.
    """
    if field in MOMENTS:
        was, mine, here = map(moment_of, (base, ours, theirs))
    else:
        was, mine, here = base, ours, theirs
    if mine in (here, was):
        return theirs
    if here == was:
        return ours
    try:
        return _merge_parts(base, ours, theirs, field, insists=insists)
    except Clash:
        if insists:
            return ours
        raise


def _merge_parts(base: Any, ours: Any, theirs: Any, field: str, *, insists: bool) -> Any:
    if field in MAPS:
        base, ours, theirs = (each or {} for each in (base, ours, theirs))
    if all(each is None or isinstance(each, Mapping) for each in (base, ours, theirs)):
        return _merge_objects(base or {}, ours, theirs, insists=insists)
    if field in KEYED and all(each is None or isinstance(each, list) for each in (ours, theirs)):
        key = KEYED[field]
        return _merge_members(base or [], ours or [], theirs or [], key, insists=insists)
    raise Clash


def _merge_objects(
    base: Resource, ours: Resource | None, theirs: Resource | None, *, insists: bool
) -> Any:
    if ours is None or theirs is None:
        raise Clash  # one side took away what the other one changed
    merged = {}
    for key in {**theirs, **ours}:
        sides = (base.get(key), ours.get(key), theirs.get(key))
        value = merge(*sides, field=key, insists=insists)
        if value is not None:
            merged[key] = value
    return merged


def _merge_members(
    base: list[Any], ours: list[Any], theirs: list[Any], key: str, *, insists: bool
) -> list[Any]:
    """Merge lists of objects, each known by one of its members, in Google's order."""
    was, mine, here = (_by(members, key) for members in (base, ours, theirs))
    merged = []
    for name in {**here, **mine}:
        if name not in mine and _is_same_guest(was.get(name), here.get(name)):
            continue  # taken off the list here, and only the answer has changed meanwhile
        value = merge(was.get(name), mine.get(name), here.get(name), insists=insists)
        if value is not None:
            merged.append(value)
    return merged


def _is_same_guest(one: Resource | None, other: Resource | None) -> bool:
    if one is None or other is None:
        return False
    return without_answer(one) == without_answer(other)


def without_answer(guest: Resource) -> dict[str, Any]:
    """Give an attendee without what only he or she says."""
    return {key: value for key, value in guest.items() if key not in OF_GUESTS}


def _by(members: Iterable[Any], key: str) -> dict[str, Any]:
    found = {}
    for member in members:
        if not isinstance(member, Mapping) or key not in member:
            raise Clash
        found[str(member[key]).casefold()] = member
    return found


def moment_of(value: Any) -> Any:
    """Give a time however its offset is written: Google writes it as the calendar has it (Z-19)."""
    try:
        moment = dt.datetime.fromisoformat(value["dateTime"]).astimezone(dt.UTC)
    except (KeyError, TypeError, ValueError, OverflowError):
        return value
    return moment, value.get("timeZone")


def values_of(resource: Resource, fields: Iterable[str]) -> dict[str, Any]:
    """Give the values of fields, None for what is absent."""
    return {field: resource.get(field) for field in fields}


def apply(resource: Resource, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the resource with fields set, those without a value taken away."""
    changed = {**resource, **values}
    return {field: value for field, value in changed.items() if value is not None}


def patch_between(before: Any, after: Any) -> Any:
    """Give the JSON merge patch (RFC 7396) that leads from one value to the other."""
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return after
    patch = {}
    for key in {**before, **after}:
        if before.get(key) != after.get(key):
            patch[key] = patch_between(before.get(key), after.get(key))
    return patch


def rebase(
    base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Resource
) -> tuple[dict[str, Any], list[str]]:
    """Carry changed fields over to what Google has now.

    Gives the values that the fields are to have, and the fields that clash, which have none. When
    an event takes place is carried over as a whole or not at all.
    """
    values, clashes = {}, []
    for field, wanted in ours.items():
        try:
            values[field] = merge(base.get(field), wanted, theirs.get(field), field=field)
        except Clash:
            clashes.append(field)
    if not TIMES.isdisjoint(clashes):
        kept = {name for name in values if values[name] == theirs.get(name)}
        clashes += [name for name in values if name in TIMES - kept]
    return {name: value for name, value in values.items() if name not in clashes}, clashes


def follow(
    base: Mapping[str, Any], ours: Mapping[str, Any], sent: Mapping[str, Any], made: Resource
) -> dict[str, Any]:
    """Give the base of changes to values that were sent, once Google has made others of them.

    A base whose parts can be put together stays: what was made of the other parts is kept then.
    """
    values, _ = rebase(base, ours, made)
    over = [
        field
        for field, value in ours.items()
        if field in sent and base.get(field) == sent[field] and values.get(field, value) == value
    ]
    return {**base, **values_of(made, over)}
