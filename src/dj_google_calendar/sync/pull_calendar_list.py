"""Pull of an account's calendar list."""

from typing import Any

from django.db import transaction
from googleapiclient.discovery import Resource

from dj_google_calendar import clock
from dj_google_calendar.credentials.gateways import account_client
from dj_google_calendar.exceptions import SyncTokenExpiredError
from dj_google_calendar.gateway.pages import Page, calendar_list_pages
from dj_google_calendar.mirror.calendars import (
    hide_calendars,
    hide_other_calendars,
    upsert_calendars,
)
from dj_google_calendar.mirror.columns import Columns, MalformedResourceError, calendar_columns
from dj_google_calendar.mirror.quarantine import key_of, replace_quarantine
from dj_google_calendar.models import Account, SyncRun
from dj_google_calendar.sync.run import count_page, recorded_run

REMOVED = "It was removed from the account's calendar list."


def pull_calendar_list(account: Account) -> SyncRun:
    """Bring an account's calendars up to date with its calendar list.

    Raises GatewayError or CredentialsError; what was mirrored before stays as it is.
    """
    client = account_client(account)
    try:
        return _pull(account, client)
    except SyncTokenExpiredError:
        _keep_sync_token(account, "")
        return _pull(account, client)


def _pull(account: Account, client: Resource) -> SyncRun:
    kind = SyncRun.Kind.INCREMENTAL if account.calendar_list_sync_token else SyncRun.Kind.FULL
    with recorded_run(account, kind=kind) as run:
        seen: set[str] = set()
        for page in calendar_list_pages(client, sync_token=account.calendar_list_sync_token):
            with transaction.atomic():
                seen |= _apply_page(account, page, run)
                if page.is_last:
                    _finish(account, page, seen, kind)
    return run


def _apply_page(account: Account, page: Page, run: SyncRun) -> set[str]:
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
    count_page(run, changed=len(columns), cancelled=len(removed), quarantined=len(reasons))
    return columns.keys() | reasons.keys()


def _finish(account: Account, page: Page, seen: set[str], kind: SyncRun.Kind) -> None:
    if kind == SyncRun.Kind.FULL:
        hide_other_calendars(account, seen, reason=REMOVED)
    _keep_sync_token(account, page.next_sync_token)


def _keep_sync_token(account: Account, sync_token: str) -> None:
    account.calendar_list_sync_token = sync_token
    account.last_pulled_at = clock.now()
    account.save(update_fields=("calendar_list_sync_token", "last_pulled_at"))
