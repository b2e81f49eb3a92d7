"""Pull of an account's calendar list."""

import datetime as dt
from typing import Any

from django.db import transaction

from dj_google_calendar import clock
from dj_google_calendar.backoff import after_failure
from dj_google_calendar.credentials.gateways import account_client
from dj_google_calendar.exceptions import GoogleCalendarError, SyncTokenExpiredError
from dj_google_calendar.gateway.discovery import SharedClient
from dj_google_calendar.gateway.pages import Page, calendar_list_pages
from dj_google_calendar.mirror.calendars import (
    hide_calendars,
    hide_other_calendars,
    upsert_calendars,
)
from dj_google_calendar.mirror.columns import Columns, MalformedResourceError, calendar_columns
from dj_google_calendar.mirror.quarantine import key_of, replace_quarantine
from dj_google_calendar.models import Account, Channel, SyncRun
from dj_google_calendar.sync.outcome import Pulled
from dj_google_calendar.sync.run import count, recorded

EVERY = dt.timedelta(hours=6)
EVERY_IF_SILENT = dt.timedelta(hours=1)
IN_FULL_EVERY = dt.timedelta(days=1)
FAILURES = 10
"""A list that failed is tried again as after so many failures of a calendar."""
REMOVED = "It was removed from the account's calendar list."


def pull_calendar_list(account: Account) -> Pulled:
    """Bring an account's calendars up to date with its calendar list.

    From time to time the list is read in full: its sync token tells nothing of other people's
    changes, as of titles and roles (C-5). Raises GatewayError or CredentialsError; what was
    mirrored before stays as it is.
    """
    _schedule_next(account)
    rows = Account.objects.filter(pk=account.pk)
    is_told = bool(rows.filter(is_list_told=True).update(is_list_told=False))
    try:
        pulled = _pull_anew_if_expired(account)
    except GoogleCalendarError as error:
        _bring_forward(account, after_failure(error, FAILURES))
        rows.filter(is_list_told=False).update(is_list_told=is_told)
        raise
    _note_silence(account, pulled, is_told=is_told)
    return pulled


def _pull_anew_if_expired(account: Account) -> Pulled:
    client = account_client(account)
    try:
        return _pull(account, client)
    except SyncTokenExpiredError:
        account.calendar_list_sync_token = ""
        return _pull(account, client)


def _note_silence(account: Account, pulled: Pulled, *, is_told: bool) -> None:
    """Count the pulls that had to find by themselves what the channel should have told (P-17).

    A full list does not count: it finds what no channel tells of (C-5).
    """
    is_new = pulled.kind == SyncRun.Kind.INCREMENTAL and pulled.changed + pulled.cancelled > 0
    rows = Account.objects.filter(pk=account.pk)
    if is_told:
        rows.filter(silent_list_pulls__gt=0).update(silent_list_pulls=0)
    elif is_new and _is_pushed(account):
        account.refresh_from_db(fields=("silent_list_pulls",))
        account.silent_list_pulls = min(account.silent_list_pulls + 1, Account.SILENT)
        rows.update(silent_list_pulls=account.silent_list_pulls)
        if account.is_list_silent:
            _bring_forward(account, clock.now() + EVERY_IF_SILENT)


def _is_pushed(account: Account) -> bool:
    live = account.channels.filter(calendar=None, state=Channel.State.LIVE)
    return live.filter(expires_at__gt=clock.now()).exists()


def _schedule_next(account: Account) -> None:
    """Set the next pull before this one begins: a notification meanwhile sets it anew."""
    now = clock.now()
    every = EVERY_IF_SILENT if account.is_list_silent else EVERY
    columns = {"next_list_pull_at": now + every * (0.9 + 0.2 * clock.random())}
    if account.next_list_reconcile_at is None or account.next_list_reconcile_at <= now:
        account.calendar_list_sync_token = ""
        columns["next_list_reconcile_at"] = now + IN_FULL_EVERY * (0.9 + 0.2 * clock.random())
    Account.objects.filter(pk=account.pk).update(**columns)


def _bring_forward(account: Account, moment: dt.datetime) -> None:
    rows = Account.objects.filter(pk=account.pk, next_list_pull_at__gt=moment)
    rows.update(next_list_pull_at=moment)


def _pull(account: Account, client: SharedClient) -> Pulled:
    kind = SyncRun.Kind.INCREMENTAL if account.calendar_list_sync_token else SyncRun.Kind.FULL
    pulled = Pulled(kind)
    with recorded(account, pulled) as run:
        seen: set[str] = set()
        for page in calendar_list_pages(client, sync_token=account.calendar_list_sync_token):
            with transaction.atomic():
                seen |= _apply_page(account, page, pulled)
                if page.is_last:
                    _finish(account, page, seen, kind)
            count(run, pulled)
    pulled.is_finished = True
    return pulled


def _apply_page(account: Account, page: Page, pulled: Pulled) -> set[str]:
    columns: dict[str, Columns] = {}
    removed: set[str] = set()
    reasons: dict[str, tuple[Any, str]] = {}
    for entry in page.items:
        try:
            values = calendar_columns(entry)
        except MalformedResourceError as exc:
            reasons[key_of(entry)] = (entry, str(exc))
            continue
        if entry.get("deleted") is True:
            removed.add(entry["id"])
        else:
            columns[entry["id"]] = values
    upsert_calendars(account, columns)
    hide_calendars(account, removed, reason=REMOVED)
    replace_quarantine(account=account, calendar=None, seen=columns.keys(), reasons=reasons)
    pulled.pages += 1
    pulled.changed += len(columns)
    pulled.cancelled += len(removed)
    pulled.quarantined += len(reasons)
    return columns.keys() | reasons.keys()


def _finish(account: Account, page: Page, seen: set[str], kind: SyncRun.Kind) -> None:
    if kind == SyncRun.Kind.FULL:
        hide_other_calendars(account, seen, reason=REMOVED)
    _keep_sync_token(account, page.next_sync_token)


def _keep_sync_token(account: Account, sync_token: str) -> None:
    account.calendar_list_sync_token = sync_token
    account.last_pulled_at = clock.now()
    account.save(update_fields=("calendar_list_sync_token", "last_pulled_at"))
