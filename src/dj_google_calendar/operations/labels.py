"""The labels that a calendar's events can have, which Google alone keeps (C-16).

An event has one by its id: ``edit_event(event, event_label_id=label.id, by=user)``.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from dj_google_calendar.credentials.gateways import account_client
from dj_google_calendar.exceptions import InvalidFieldError
from dj_google_calendar.gateway.calls import execute
from dj_google_calendar.models import Calendar, OutboxEntry
from dj_google_calendar.operations.event_fields import color_of, text_of
from dj_google_calendar.operations.rights import require_method, require_owner, require_presence
from dj_google_calendar.outbox.record_calendars import record_calendar_call
from dj_google_calendar.tasks import enqueue_push

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

AT_MOST = 200
LONGEST_NAME = 50
_FIELD = "labelProperties"


@dataclass(frozen=True, slots=True)
class Label:
    """One label; ``background_color`` is as ``#7986cb``, and ``id`` a UUID.

    A new label has its id at once: it is made once, however often it has to be sent.
    """

    name: str
    background_color: str
    id: str = field(default_factory=lambda: str(uuid.uuid4()))


def list_labels(calendar: Calendar) -> list[Label]:
    """Read the labels of a calendar from Google; edits of them that wait are not among these.

    Raises NotAllowedError, GatewayError, CredentialsError.
    """
    require_method(calendar.account, "calendars.get")
    require_presence(calendar)
    client = account_client(calendar.account)
    resource = execute(client.calendars().get(calendarId=calendar.google_id))
    listed = (resource.get(_FIELD) or {}).get("eventLabels") or ()
    return [_label(item) for item in listed if isinstance(item, Mapping)]


def set_labels(
    calendar: Calendar, labels: Iterable[Label], *, by: "AbstractBaseUser | None"
) -> OutboxEntry:
    """Give a calendar these labels instead of those it has, for all who see it.

    Those that are to stay are given with their ids, as :func:`list_labels` has them; of two who
    do this at once, the later one stands. Raises InvalidFieldError, NotAllowedError.
    """
    require_owner(calendar, "calendars.patch")
    if not isinstance(labels, Iterable):
        raise _invalid("is no list of labels.")
    body = [_body(label) for label in islice(labels, AT_MOST + 1)]
    if len(body) > AT_MOST:
        raise _invalid(f"has more than {AT_MOST} labels.")
    if len({each["id"] for each in body}) < len(body):
        raise _invalid("has a label twice.")
    changes = {_FIELD: {"eventLabels": body}}
    entry = record_calendar_call(calendar, "calendars.patch", by=by, changes=changes)
    enqueue_push(entry)
    return entry


def _label(item: Mapping[str, Any]) -> Label:
    given = (str(item.get(name) or "") for name in ("name", "backgroundColor", "id"))
    return Label(*given)


def _body(label: Label) -> dict[str, str]:
    if not isinstance(label, Label):
        raise _invalid("has something that is no Label.")
    return {
        "name": text_of(label.name, _FIELD, longest=LONGEST_NAME) or "",
        "backgroundColor": color_of(label.background_color, _FIELD),
        "id": _id(label.id),
    }


def _id(given: Any) -> str:
    try:
        return str(uuid.UUID(given))
    except (ValueError, TypeError, AttributeError):
        raise _invalid("has a label whose id is no UUID.") from None


def _invalid(says: str) -> InvalidFieldError:
    return InvalidFieldError(f"{_FIELD} {says}", field=_FIELD)
