"""Forgetting what no longer tells anybody anything: old notifications, runs, states, channels."""

import datetime as dt

from django.db.models import F

from dj_google_calendar import clock
from dj_google_calendar.models import Channel, Notification, StateChange, SyncRun

NOTIFICATIONS_KEPT = dt.timedelta(days=3)
RECORDS_KEPT = dt.timedelta(days=30)
AT_ONCE = 5_000
"""So many rows go in one transaction, which others wait for."""


def prune() -> int:
    """Delete what is old; give how many rows that were. What waits to be pulled stays."""
    now = clock.now()
    done = Notification.objects.filter(pk__lte=F("calendar__done"))
    deleted = 0
    for rows in (
        done.filter(received_at__lt=now - NOTIFICATIONS_KEPT),
        SyncRun.objects.filter(started_at__lt=now - RECORDS_KEPT),
        StateChange.objects.filter(changed_at__lt=now - RECORDS_KEPT),
        Channel.objects.filter(state=Channel.State.STOPPED, opened_at__lt=now - RECORDS_KEPT),
    ):
        old = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        if old:
            deleted += rows.model._default_manager.filter(pk__in=old).delete()[0]
    return deleted
