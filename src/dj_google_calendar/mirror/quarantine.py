"""Setting aside what the mirror cannot take, with the reason."""

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

from dj_google_calendar.models import Account, Calendar, QuarantinedItem


def key_of(item: object) -> str:
    """Name an item by its id, or by a digest where it has none that can be used."""
    google_id = item.get("id") if isinstance(item, Mapping) else None
    if isinstance(google_id, str) and 0 < len(google_id) <= 1024 and google_id.isprintable():
        return google_id
    return "sha256:" + hashlib.sha256(as_text(item).encode()).hexdigest()


def item_of(sent: bytes) -> object:
    """Read an item as Google sent it; text where it is not even JSON."""
    try:
        return json.loads(sent)
    except (ValueError, RecursionError):
        return sent.decode("utf-8", "backslashreplace")


def as_text(item: object) -> str:
    """Write an item as ASCII JSON, which any database can keep."""
    return json.dumps(item, ensure_ascii=True, default=str)


def replace_quarantine(
    *,
    account: Account,
    calendar: Calendar | None,
    seen: Collection[str],
    reasons: Mapping[str, tuple[Any, str]],
) -> None:
    """Set aside the items in ``reasons`` (key to item and reason) and release what was ``seen``.

    An item that had been set aside and that Google has now sent well is released.
    """
    aside = QuarantinedItem.objects.filter(account=account, calendar=calendar)
    aside.filter(key__in=[*seen, *reasons]).delete()
    QuarantinedItem.objects.bulk_create(
        QuarantinedItem(
            account=account, calendar=calendar, key=key, reason=reason, resource=as_text(item)
        )
        for key, (item, reason) in reasons.items()
    )
