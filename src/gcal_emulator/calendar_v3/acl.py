"""acl.*: who may see and change a calendar (contract, section 7)."""

from collections.abc import Mapping
from typing import Any

from gcal_emulator.calendar_v3.access import calendar_of
from gcal_emulator.calendar_v3.call import Answer, Call, Resource
from gcal_emulator.calendar_v3.lists import Shape, list_etag, page_of
from gcal_emulator.calendar_v3.tokens import known_since, next_tokens
from gcal_emulator.entities import ROLES, AclRule, Calendar
from gcal_emulator.errors import calendar_error, invalid, not_found, precondition_failed, required
from gcal_emulator.mail import Mail

SHAPE = Shape("acl", default=100, largest=250)
KIND = "calendar#aclRule"
SCOPES = ("default", "user", "group", "domain")
ROLES_FOR_ALL = ("none", "freeBusyReader", "reader")
ETAG_DIGITS = 20
READER = "writer"
"""The least role that sees the rules (L-4): a writer without private access does not."""


def get(call: Call) -> Answer:
    """Give one rule."""
    calendar = calendar_of(call, least=READER)
    return _answer(calendar, _rule(call, calendar))


def list_rules(call: Call) -> Answer:
    """List the rules, or what changed since a sync token (L-4, L-8)."""
    calendar = calendar_of(call, least=READER)
    since = known_since(call, SHAPE.name)
    shows_removed = since is not None or call.query.get("showDeleted")
    rows = [
        view(calendar, rule)
        if (since is None or rule.micros > since) and (shows_removed or rule.role != "none")
        else None
        for rule in calendar.acl.values()
    ]
    micros = calendar.acl_micros
    page = page_of(call, SHAPE, rows, micros=micros)
    body: Resource = {"kind": "calendar#acl", "etag": list_etag(micros)}
    return Answer(body | next_tokens(call, SHAPE.name, page) | {"items": page.items}, is_list=True)


def insert(call: Call) -> Answer:
    """Add a rule, or change the one of the same scope (L-5)."""
    calendar = calendar_of(call, least="owner")
    scope = _scope(call.body.get("scope") or {})
    return _write(call, calendar, scope, str(call.body.get("role") or ""))


def patch(call: Call) -> Answer:
    """Change a rule's role."""
    return _change(call, is_whole=False)


def update(call: Call) -> Answer:
    """Replace a rule."""
    return _change(call, is_whole=True)


def delete(call: Call) -> Answer:
    """Remove a rule; nobody is written to (L-5)."""
    calendar = calendar_of(call, least="owner")
    rule = _rule(call, calendar)
    _check_match(call, calendar, rule)
    _check_changeable(call, calendar, rule.scope, "none")
    _put(call, calendar, AclRule("none", rule.scope, call.world.clock.tick()))
    return Answer(None)


def _change(call: Call, *, is_whole: bool) -> Answer:
    calendar = calendar_of(call, least="owner")
    rule = _rule(call, calendar)
    _check_match(call, calendar, rule)
    role = str(call.body.get("role") or ("" if is_whole else rule.role))
    given = call.body.get("scope")
    if (given or is_whole) and _scope(given or {}) != rule.scope:
        raise invalid("The scope of a rule cannot be changed.")
    return _write(call, calendar, rule.scope, role)


def _write(call: Call, calendar: Calendar, scope: Resource, role: str) -> Answer:
    if not role:
        raise required("Missing role.")
    if role not in ROLES:
        raise invalid()
    _check_changeable(call, calendar, scope, role)
    rule = AclRule(role, scope, call.world.clock.tick())
    known = calendar.acl.get(rule.id)
    if known is not None and known.role == role:
        return _answer(calendar, known)
    _put(call, calendar, rule)
    is_told = call.query.get("sendNotifications", True) and scope["type"] in ("user", "group")
    if is_told and role != "none":
        mail = Mail(scope["value"], "sharing", calendar.id, summary=calendar.summary)
        call.world.outbox.send(mail)
    return _answer(calendar, rule)


def _put(call: Call, calendar: Calendar, rule: AclRule) -> None:
    """Put a rule; where the calendar is lost to people, their lists say so."""
    calendar.set_rule(rule)
    for user in call.world.users.values():
        entry = user.entries.get(calendar.id)
        if entry and not entry.is_removed and calendar.role_of(user.email) == "none":
            entry.is_removed, entry.micros = True, call.world.clock.tick()


def _scope(scope: Mapping[str, Any]) -> Resource:
    kind, value = scope.get("type"), scope.get("value") or ""
    if not kind:
        raise required("Missing scope type.")
    if kind not in SCOPES:
        raise calendar_error("invalidScopeValue", "Invalid scope type.")
    if kind == "default":
        return {"type": "default"}
    is_address = value.count("@") == 1 and not value.startswith("@") and not value.endswith("@")
    is_domain = "." in value and "@" not in value and "/" not in value
    if not (is_domain if kind == "domain" else is_address) or any(map(str.isspace, value)):
        raise calendar_error("invalidScopeValue", "Invalid scope value.")
    return {"type": kind, "value": value.lower()}


def _check_changeable(call: Call, calendar: Calendar, scope: Resource, role: str) -> None:
    """Refuse what must stay as it is (X-35)."""
    if scope["type"] == "default" and role not in ROLES_FOR_ALL:
        raise calendar_error("illegalAccessRoleForDefault", "This role is not valid for everyone.")
    value = scope.get("value", "")
    if value == calendar.id and calendar.id != calendar.owner:
        message = "The rule of the calendar's owner cannot be changed."
        raise calendar_error("cannotChangeOwnerAcl", message, status=403)
    if role == "owner":
        return
    if value and value == calendar.owner:
        if value == call.user.email:
            message = "You cannot change your own access."
            raise calendar_error("cannotChangeOwnAcl", message, status=403)
        message = "The access of the calendar's data owner cannot be changed."
        raise calendar_error("cannotModifyAclOfCalendarOwner", message, status=403)


def _check_match(call: Call, calendar: Calendar, rule: AclRule) -> None:
    if call.if_match and call.if_match not in ("*", etag_of(calendar, rule)):
        raise precondition_failed()


def _rule(call: Call, calendar: Calendar) -> AclRule:
    rule = calendar.acl.get(call.path["ruleId"])
    if rule is None or rule.role == "none":
        raise not_found()
    return rule


def etag_of(calendar: Calendar, rule: AclRule) -> str:
    """Write a rule's ETag: 20 digits, all zeros for the calendar's own rule (Z-13)."""
    is_own = rule.scope.get("value") == calendar.id
    return f'"{0 if is_own else rule.micros:0{ETAG_DIGITS}d}"'


def view(calendar: Calendar, rule: AclRule) -> Resource:
    """Give a rule as a resource."""
    return {
        "kind": KIND,
        "etag": etag_of(calendar, rule),
        "id": rule.id,
        "scope": rule.scope,
        "role": rule.role,
    }


def _answer(calendar: Calendar, rule: AclRule) -> Answer:
    return Answer(view(calendar, rule), etag=etag_of(calendar, rule))
