"""Pull of one calendar's events."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db import DataError, IntegrityError, transaction

from dj_google_calendar import clock, lifecycle
from dj_google_calendar.credentials.gateways import events_of
from dj_google_calendar.credentials.keepers import AccountKeeper
from dj_google_calendar.exceptions import (
    BadRequestError,
    BusyError,
    ReconnectRequiredError,
    SupersededError,
    SyncTokenExpiredError,
)
from dj_google_calendar.gateway.event_pages import EventPage
from dj_google_calendar.mirror.columns import MAPPING_VERSION
from dj_google_calendar.mirror.edits import meet_edits
from dj_google_calendar.mirror.events import Way, count_known, mark_as_seen, write_events
from dj_google_calendar.mirror.occurrences import follow_page
from dj_google_calendar.mirror.quarantine import item_of, key_of, replace_quarantine
from dj_google_calendar.models import Account, Calendar, SyncRun
from dj_google_calendar.signals import calendar_pulled
from dj_google_calendar.sync import lease
from dj_google_calendar.sync.finish import ACTOR, begin_anew, fail, finish
from dj_google_calendar.sync.outcome import Pulled
from dj_google_calendar.sync.plan import PagePlan, plan_page
from dj_google_calendar.sync.run import count, recorded

LONGEST_SECONDS = 240
"""After this a pull stops between two pages, and the next one goes on from there."""
State, Kind = Calendar.State, SyncRun.Kind


def pull_calendar(calendar: Calendar, *, only_if_wanted: bool = False) -> Pulled:
    """Bring the mirror of one calendar's events up to date.

    A calendar without a sync token is read in full, page by page; with one, only what
    changed is read. Raises BusyError while another worker pulls it, GatewayError or
    CredentialsError; the mirror then holds what it held before and the pages that came through,
    and the next pull goes on from there. ``calendar`` is brought up to date, too.

    With ``only_if_wanted`` BusyError is raised also where nothing asks for a pull.
    """
    taken = lease.take(calendar.pk, only_if_wanted=only_if_wanted)
    if taken is None:
        raise _refusal(calendar)
    try:
        pulled = _Pull(taken).run()
    except Exception as error:
        fail(taken.calendar, error)
        raise
    finally:
        vars(calendar).update({k: v for k, v in vars(taken.calendar).items() if k[0] != "_"})
    calendar_pulled.send(Calendar, calendar=calendar, pulled=pulled)
    return pulled


def _refusal(calendar: Calendar) -> Exception:
    account = Account.objects.filter(calendars=calendar.pk).first()
    if account is not None and account.state == Account.State.REAUTH_REQUIRED:
        return ReconnectRequiredError(account.state_reason)
    return BusyError() if account is not None and account.may_pull else SupersededError()


class _Pull:
    """One pull under a lease."""

    def __init__(self, taken: lease.Taken) -> None:
        self._taken, self._calendar = taken, taken.calendar
        self._has_quarantine = taken.has_quarantine
        self._begun = clock.monotonic()

    def run(self) -> Pulled:
        """Pull; begin anew, once, where Google no longer accepts what it gave before."""
        calendar = self._calendar
        if calendar.sync_token and _is_to_be_read_again(calendar):
            calendar.sync_token = ""
        try:
            return self._pull()
        except (SyncTokenExpiredError, BadRequestError) as error:
            # 410 for the sync token (Y-7); 400 for a page token that is too old (Y-28)
            if not (calendar.sync_token or calendar.page_token):
                raise
            calendar.sync_token = calendar.page_token = ""
            _move(calendar, State.RESYNC, error.message, sync_token="", page_token="")
        return self._pull()

    def _pull(self) -> Pulled:
        calendar = self._calendar
        pulled = Pulled(Kind.INCREMENTAL if calendar.sync_token else Kind.FULL)
        if pulled.kind == Kind.FULL:
            _begin_full_pull(calendar)
            if calendar.page_token:  # what was told since may be missing on the first pages
                self._taken = self._taken._replace(wanted=calendar.done)
        with recorded(calendar.account, pulled, calendar=calendar) as self._run:
            for page in self._pages():
                if not page.is_last and page.time_zone not in (None, "", calendar.time_zone):
                    begin_anew(calendar, page)
                    pulled.wants_more = True
                    break
                self._keep(page, pulled)
                if not page.is_last and clock.monotonic() - self._begun > LONGEST_SECONDS:
                    lease.give_back(calendar, {})
                    pulled.wants_more = True
                    break
        return pulled

    def _pages(self) -> Iterator[EventPage]:
        calendar = self._calendar
        return events_of(
            AccountKeeper(calendar.account),
            calendar.google_id,
            sync_token=calendar.sync_token,
            page_token=calendar.page_token,
        )

    def _keep(self, page: EventPage, pulled: Pulled) -> None:
        """Write one page, and with the last one what makes the pull complete, or nothing."""
        plan = plan_page(page.items, time_zone=self._calendar.time_zone)
        for way in self._ways(pulled):
            if self._is_written(page, plan, pulled, way):
                break
        pulled.is_finished = page.is_last

    def _ways(self, pulled: Pulled) -> Sequence[Way]:
        """Give how to write, in turns until one can: in a first list all is new but for few."""
        is_first = pulled.kind == Kind.FULL and self._calendar.pull_generation <= 1
        return list(Way) if is_first else [Way.MERGED, Way.ONE_BY_ONE]

    def _is_written(self, page: EventPage, plan: PagePlan, pulled: Pulled, way: Way) -> bool:
        try:
            with transaction.atomic():
                self._write(page, plan, pulled, way)
        except IntegrityError:
            if way != Way.AS_NEW:
                raise
            return False  # it was met in a page before, or in a pull that was interrupted
        except DataError:
            if way == Way.ONE_BY_ONE:
                raise
            return False
        return True

    def _write(self, page: EventPage, plan: PagePlan, pulled: Pulled, way: Way) -> None:
        calendar, rows = self._calendar, list(plan.upserts.values())
        known = count_known(calendar, rows) if pulled.kind == Kind.FULL else 0
        written, cancelled, refused = write_events(calendar, rows, plan.cancels, way=way)
        changed = written - known
        reasons = [(plan.upserts[key].resource.encode(), why) for key, why in refused.items()]
        reasons += plan.quarantine
        self._set_aside(reasons, seen=plan.upserts.keys() - refused.keys())
        if page.is_last:
            if pulled.kind == Kind.FULL:
                mark_as_seen(calendar, plan.upserts.keys())
            has_changes = changed + cancelled + pulled.changed + pulled.cancelled > 0
            swept, pulled.wants_more = finish(
                self._taken, page, pulled.kind, has_changes=has_changes
            )
            cancelled += swept
        else:
            calendar.page_token = page.next_page_token or ""
            shown = {"changed_at": clock.now()} if changed + cancelled else {}
            lease.renew(calendar, page_token=_resumable(calendar, pulled.kind), **shown)
        if calendar.has_edits:
            is_increment = pulled.kind == Kind.INCREMENTAL
            waits = meet_edits(calendar, plan.upserts, plan.cancels, is_increment=is_increment)
            pulled.wants_more |= waits and page.is_last
        kept = [row for row in rows if row.google_id not in refused]
        follow_page(calendar, kept)
        pulled.changed += changed
        pulled.unchanged += len(rows) - len(refused) - changed
        pulled.cancelled += cancelled
        pulled.quarantined += len(reasons)
        pulled.pages += 1
        count(self._run, pulled)

    def _set_aside(self, reasons: Sequence[tuple[bytes, str]], *, seen: Collection[str]) -> None:
        if not reasons and not self._has_quarantine:
            return
        items = [(item_of(sent), why) for sent, why in reasons]
        aside = {key_of(item): (item, why) for item, why in items}
        replace_quarantine(
            account=self._calendar.account, calendar=self._calendar, seen=seen, reasons=aside
        )
        # what is known of them stays: they are there, if in a form that cannot be kept
        mark_as_seen(self._calendar, aside.keys())
        self._has_quarantine = True


def _is_to_be_read_again(calendar: Calendar) -> bool:
    """Say whether everything is listed once more: weekly, and where columns are filled anew."""
    moment = calendar.next_reconcile_at
    return calendar.mapping_version != MAPPING_VERSION or bool(moment and moment <= clock.now())


def _resumable(calendar: Calendar, kind: SyncRun.Kind) -> str:
    """Give the page token to go on from; an increment is short, and begins anew."""
    return calendar.page_token if kind == Kind.FULL else ""


def _begin_full_pull(calendar: Calendar) -> None:
    """Start a new generation, or go on with the one that was interrupted.

    What a generation has not met at its end is gone at Google.
    """
    if not calendar.page_token or calendar.mapping_version != MAPPING_VERSION:
        calendar.page_token = ""
        calendar.pull_generation += 1
        calendar.mapping_version = MAPPING_VERSION
    names = ("sync_token", "page_token", "pull_generation", "mapping_version")
    columns = {name: getattr(calendar, name) for name in names}
    if calendar.state == State.LIVE:
        _move(calendar, State.RESYNC, "Everything is read again, as is done every week.")
    if calendar.state == State.FULL_PULL:
        lease.renew(calendar, **columns)
    else:
        _move(calendar, State.FULL_PULL, **columns)


def _move(calendar: Calendar, state: str, reason: str = "", **columns: Any) -> None:
    """Change the calendar's state under the lease; raise SupersededError where it is lost."""
    ours = {"lease_generation": calendar.lease_generation}
    if not lifecycle.move(calendar, state, reason=reason, actor=ACTOR, expected=ours, **columns):
        raise SupersededError
