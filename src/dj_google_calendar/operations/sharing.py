"""Who else may see and change a calendar: its rules, which Google alone keeps (section 7)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dj_google_calendar.credentials.gateways import account_client
from dj_google_calendar.exceptions import InvalidFieldError, NotAllowedError
from dj_google_calendar.gateway.pages import rule_pages
from dj_google_calendar.models import Calendar, OutboxEntry
from dj_google_calendar.operations.event_fields import address_of
from dj_google_calendar.operations.rights import require_method, require_owner, require_presence
from dj_google_calendar.outbox.calls import rule_id as rule_id_of
from dj_google_calendar.outbox.record_calendars import record_calendar_call
from dj_google_calendar.tasks import enqueue_push

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

ROLES = ("freeBusyReader", "reader", "writerWithoutPrivateAccess", "writer", "owner")
FOR_ALL = ("freeBusyReader", "reader")
SCOPE_TYPES = ("user", "group", "domain", "default")
LISTERS = ("writer", "owner")
FIXED = {
    "account": "You cannot change your own access.",
    "calendar": "The rule of the calendar's owner cannot be changed.",
    "data owner": "The access of the calendar's data owner cannot be changed.",
}
_DOMAIN = re.compile(r"(?=.{1,253}$)[^\s@/:.]{1,63}(\.[^\s@/:.]{1,63})+")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as Google has it; ``scope_value`` is empty for everyone (``default``)."""

    id: str
    role: str
    scope_type: str
    scope_value: str


def list_rules(calendar: Calendar) -> list[Rule]:
    """Read the rules of a calendar from Google; edits of them that wait are not among these.

    Raises NotAllowedError, GatewayError, CredentialsError.
    """
    require_method(calendar.account, "acl.list")
    require_presence(calendar)
    if calendar.access_role not in LISTERS:  # L-4
        raise NotAllowedError("You need to have writer access to this calendar.")
    pages = rule_pages(account_client(calendar.account), calendar.google_id)
    return [_rule(item) for page in pages for item in page.items if isinstance(item, Mapping)]


def fixed_holder(calendar: Calendar, scope_value: str) -> str:
    """Say whose a rule is that has to stay as it is (X-35): one of :data:`FIXED`, else ''."""
    owner = str(calendar.resource.get("dataOwner") or "")
    values = calendar.account.email, calendar.google_id, owner
    wanted = scope_value.casefold()
    pairs = zip(FIXED, values, strict=True)
    return next((who for who, value in pairs if wanted and value.casefold() == wanted), "")


def grant(
    calendar: Calendar,
    scope_value: str = "",
    *,
    by: "AbstractBaseUser | None",
    role: str,
    scope_type: str = "user",
    send_notifications: bool = False,
) -> OutboxEntry:
    """Give a person, a group, a domain or everyone (``default``) a role on a calendar.

    Whoever has one gets the new one instead. Google mails only where ``send_notifications``
    asks for it, and is not asked where the role is given already (X-42). The person finds
    the calendar by the address, or subscribes to it (C-7). Raises InvalidFieldError,
    NotAllowedError.
    """
    require_owner(calendar, "acl.insert")
    scope = _scope(scope_type, scope_value)
    _check_role(calendar, scope, role)
    parameters = {"sendNotifications": _flag(send_notifications)}
    changes = {"scope": scope, "role": role}
    return _record(calendar, "acl.insert", by=by, changes=changes, parameters=parameters)


def change(
    calendar: Calendar,
    rule_id: str,
    *,
    by: "AbstractBaseUser | None",
    role: str,
    send_notifications: bool = False,
) -> OutboxEntry:
    """Give the scope of a rule another role; as Google refuses where the rule is gone.

    Raises InvalidFieldError, NotAllowedError.
    """
    require_owner(calendar, "acl.patch")
    scope = _scope_of(rule_id)
    _check_role(calendar, scope, role)
    # under any spelling but Google's own there is no such rule
    parameters = {"ruleId": rule_id_of(scope), "sendNotifications": _flag(send_notifications)}
    return _record(calendar, "acl.patch", by=by, changes={"role": role}, parameters=parameters)


def revoke(calendar: Calendar, rule_id: str, *, by: "AbstractBaseUser | None") -> OutboxEntry:
    """Take a rule away; Google tells nobody (L-5). One that is gone is taken away.

    Raises InvalidFieldError, NotAllowedError.
    """
    require_owner(calendar, "acl.delete")
    scope = _scope_of(rule_id)
    _check_changeable(calendar, scope)
    # under any spelling but Google's own there is none, which counts as taken away
    return _record(calendar, "acl.delete", by=by, parameters={"ruleId": rule_id_of(scope)})


def _record(
    calendar: Calendar, method: str, *, by: "AbstractBaseUser | None", **details: Any
) -> OutboxEntry:
    entry = record_calendar_call(calendar, method, by=by, **details)
    enqueue_push(entry)
    return entry


def _scope(scope_type: object, value: object) -> dict[str, str]:
    if scope_type not in SCOPE_TYPES:
        raise InvalidFieldError(f"scope.type is one of {', '.join(SCOPE_TYPES)}.", field="scope")
    if scope_type == "default":
        if value:
            raise InvalidFieldError("The scope of everyone has no value.", field="scope")
        return {"type": "default"}
    text = value.strip().lower() if isinstance(value, str) else ""
    if not text.isprintable():
        raise InvalidFieldError("scope holds control characters.", field="scope")
    if scope_type == "domain":
        if not _DOMAIN.fullmatch(text):
            raise InvalidFieldError(f"scope is no domain: {text[:60]!r}.", field="scope")
        return {"type": "domain", "value": text}
    return {"type": str(scope_type), "value": address_of(text, field="scope")}


def _scope_of(rule_id: object) -> dict[str, str]:
    """Give the scope that a rule's id names (L-1)."""
    if not isinstance(rule_id, str):
        raise InvalidFieldError("ruleId is not text.", field="ruleId")
    scope_type, _, value = rule_id.partition(":")
    return _scope(scope_type, value)


def _check_role(calendar: Calendar, scope: Mapping[str, str], role: object) -> None:
    if role not in ROLES:
        raise InvalidFieldError(f"role is one of {', '.join(ROLES)}.", field="role")
    if scope["type"] == "default" and role not in FOR_ALL:  # L-6
        raise InvalidFieldError("This role is not valid for everyone.", field="role")
    if role != "owner":
        _check_changeable(calendar, scope)


def _check_changeable(calendar: Calendar, scope: Mapping[str, str]) -> None:
    """Raise NotAllowedError for what has to stay as it is."""
    if holder := fixed_holder(calendar, scope.get("value", "")):
        raise NotAllowedError(FIXED[holder])


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise InvalidFieldError("sendNotifications is true or false.", field="sendNotifications")
    return value


def _rule(item: Mapping[str, Any]) -> Rule:
    scope = item.get("scope") or {}
    return Rule(
        id=str(item.get("id", "")),
        role=str(item.get("role", "")),
        scope_type=str(scope.get("type", "")),
        scope_value=str(scope.get("value", "")),
    )
