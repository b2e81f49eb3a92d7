"""Secret addresses of calendars: made, replaced, switched off, and read by who has them."""

import datetime as dt
import hashlib
import logging
import secrets
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Count, Max

from dj_google_calendar import clock
from dj_google_calendar.models import Calendar, Feed
from dj_google_calendar.operations.ical_export import BATCH, export_calendar
from dj_google_calendar.operations.rights import require_presence

logger = logging.getLogger(__name__)

SECRET_BYTES = 32
FORMAT = 1
"""Raised when the same events are written in another way."""
EVERY = "PT1H"


@transaction.atomic
def open_feed(calendar: Calendar, *, is_busy_only: bool = False) -> str:
    """Give a calendar a new secret address, and end the one it had; the secret is told only here.

    Raises NotAllowedError.
    """
    require_presence(calendar)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    fresh = {"digest": _digest(secret), "made_at": clock.now(), "version": "", "changed_at": None}
    feed, is_new = Feed.objects.update_or_create(
        calendar=calendar, is_busy_only=is_busy_only, defaults=fresh
    )
    done = "opened" if is_new else "rotated"
    logger.info("feed %s: feed=%s calendar=%s", done, feed.pk, calendar.pk)
    return secret


def close_feed(calendar: Calendar, *, is_busy_only: bool = False) -> bool:
    """End the secret address of a calendar; False where there is none."""
    count, _ = Feed.objects.filter(calendar=calendar, is_busy_only=is_busy_only).delete()
    if count:
        logger.info("feed closed: calendar=%s", calendar.pk)
    return bool(count)


def find_feed(secret: str) -> Feed | None:
    """Give the feed of a secret; None where it never was one, or is one no longer."""
    found = Feed.objects.filter(
        digest=_digest(secret), calendar__account__user__is_active=True
    ).exclude(calendar__state__in=Calendar.AWAY)
    return found.select_related("calendar__account").first()


def content_of(feed: Feed) -> Iterator[bytes]:
    """Give the text of a feed in pieces."""
    return export_calendar(feed.calendar, is_busy_only=feed.is_busy_only, every=EVERY)


def state_of(feed: Feed) -> tuple[str, dt.datetime]:
    """Give what stands for the present content of a feed, and since when it is so."""
    version = _version(feed.calendar)
    if version != feed.version or feed.changed_at is None:
        feed.version, feed.changed_at = version, clock.now().replace(microsecond=0)
        feed.save(update_fields=("version", "changed_at"))
    return version, feed.changed_at


def _version(calendar: Calendar) -> str:
    """Stand for all events: by their ETags, and for what is edited here by the last edits."""
    edits = calendar.outbox_entries.aggregate(
        last=Max("pk"), answered=Max("answered_at"), count=Count("pk")
    )
    told = (FORMAT, calendar.title, calendar.time_zone, *edits.values())
    digest = hashlib.sha256(repr(told).encode())
    rows = calendar.events.order_by("pk").values_list("pk", "etag", "status", "in_outbox")
    for row in rows.iterator(chunk_size=BATCH):
        digest.update(repr(row).encode())
    return digest.hexdigest()


def _digest(secret: str) -> str:
    """Give what is kept of a secret; it is long and random, so that no salt is needed."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
