"""Pull of one calendar's events."""

from collections.abc import Mapping

from django.db import transaction
from googleapiclient.discovery import Resource

from dj_google_calendar import clock
from dj_google_calendar.credentials.gateways import account_client
from dj_google_calendar.exceptions import (
    ForbiddenError,
    GatewayError,
    NotFoundError,
    SupersededError,
    SyncTokenExpiredError,
)
from dj_google_calendar.gateway.pages import Page, event_pages
from dj_google_calendar.mirror.calendars import hide_calendars, refresh_from_event_list
from dj_google_calendar.mirror.events import (
    cancel_events,
    mark_seen,
    sweep_events,
    upsert_events,
)
from dj_google_calendar.mirror.quarantine import key_of, replace_quarantine
from dj_google_calendar.models import Calendar, SyncRun
from dj_google_calendar.signals import calendar_pulled
from dj_google_calendar.sync.plan import PagePlan, Stored, ids_of, plan_page
from dj_google_calendar.sync.run import count_page, recorded_run


def pull_calendar(calendar: Calendar) -> SyncRun:
    """Bring the mirror of one calendar's events up to date.

    A calendar without a sync token is read in full, page by page; with one, only what
    changed is read. Raises GatewayError or CredentialsError; the mirror then holds what it
    held before and the pages that came through, and the next pull goes on from there.
    """
    client = account_client(calendar.account)
    try:
        run = _pull_or_resync(calendar, client)
    except (NotFoundError, ForbiddenError) as exc:
        hide_calendars(calendar.account, [calendar.google_id], reason=exc.message)
        raise
    except GatewayError as exc:
        _move(calendar, Calendar.State.BACKOFF, exc.message)
        raise
    calendar_pulled.send(Calendar, calendar=calendar, sync_run=run)
    return run


def _pull_or_resync(calendar: Calendar, client: Resource) -> SyncRun:
    try:
        return _pull(calendar, client)
    except SyncTokenExpiredError as exc:
        if not calendar.sync_token:
            raise
        calendar.sync_token = ""
        calendar.save(update_fields=("sync_token",))
        _move(calendar, Calendar.State.RESYNC, exc.message)
        return _pull(calendar, client)


def _pull(calendar: Calendar, client: Resource) -> SyncRun:
    kind = SyncRun.Kind.INCREMENTAL if calendar.sync_token else SyncRun.Kind.FULL
    with recorded_run(calendar.account, calendar=calendar, kind=kind) as run:
        if kind == SyncRun.Kind.FULL:
            _begin_full_pull(calendar)
        pages = event_pages(client, calendar_id=calendar.google_id, sync_token=calendar.sync_token)
        for page in pages:
            with transaction.atomic():
                _hold(calendar)
                _apply_page(calendar, page, run)
                if page.is_last:
                    _finish(calendar, page, run)
    return run


def _begin_full_pull(calendar: Calendar) -> None:
    """Start a new generation: what it has not met at its end is gone at Google."""
    calendar.pull_generation += 1
    calendar.save(update_fields=("pull_generation",))
    _move(calendar, Calendar.State.FULL_PULL, "")


def _hold(calendar: Calendar) -> None:
    """Lock the calendar's row until the page is committed; raise SupersededError.

    Without this, a page could be written beside a newer full pull, whose sweep would miss
    it, or for an account that is being deleted.
    """
    ours = Calendar.objects.filter(pk=calendar.pk, pull_generation=calendar.pull_generation)
    if not ours.update(pull_generation=calendar.pull_generation):
        raise SupersededError


def _apply_page(calendar: Calendar, page: Page, run: SyncRun) -> None:
    plan = plan_page(
        page.items, stored=_stored(calendar, page.items, run), time_zone=calendar.time_zone
    )
    upsert_events(calendar, plan.upserts)
    cancel_events(calendar, plan.cancels)
    mark_seen(calendar, plan.unchanged)
    reasons = {key_of(item): (item, reason) for item, reason in plan.quarantine}
    replace_quarantine(
        account=calendar.account, calendar=calendar, seen=plan.upserts.keys(), reasons=reasons
    )
    _count(run, plan)


def _stored(calendar: Calendar, items: list[object], run: SyncRun) -> Mapping[str, Stored]:
    # An incremental list names only what changed, and a change of reminders may not move the
    # ETag (H-16); so ETags are believed only where everything is listed.
    if run.kind == SyncRun.Kind.INCREMENTAL:
        return {}
    rows = calendar.events.filter(google_id__in=ids_of(items))
    return {
        google_id: Stored(etag, status)
        for google_id, etag, status in rows.values_list("google_id", "etag", "status")
    }


def _count(run: SyncRun, plan: PagePlan) -> None:
    count_page(
        run,
        changed=len(plan.upserts),
        cancelled=len(plan.cancels),
        unchanged=len(plan.unchanged),
        quarantined=len(plan.quarantine),
    )


def _finish(calendar: Calendar, page: Page, run: SyncRun) -> None:
    """Write, with the last page, the sync token and after a full pull the sweep (Y-4, Y-7)."""
    if run.kind == SyncRun.Kind.FULL:
        sweep_events(calendar)
    refresh_from_event_list(calendar, page.envelope)
    calendar.sync_token = page.next_sync_token
    calendar.last_pulled_at = clock.now()
    calendar.save(update_fields=("sync_token", "last_pulled_at"))
    _move(calendar, Calendar.State.LIVE, "")


def _move(calendar: Calendar, state: Calendar.State, reason: str) -> None:
    calendar.state, calendar.state_reason = state, reason
    calendar.state_changed_at = clock.now()
    calendar.save(update_fields=("state", "state_reason", "state_changed_at"))
