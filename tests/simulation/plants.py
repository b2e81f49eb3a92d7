"""Faults planted into the engine, to see that the oracles find them: each replaces one function.

They live here alone. A plant gets the function that it replaces, and gives what stands in for it.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import msgspec

from dj_google_calendar import lifecycle
from dj_google_calendar.credentials import keepers, refresh
from dj_google_calendar.credentials.gateways import events_of
from dj_google_calendar.credentials.keepers import AccountKeeper
from dj_google_calendar.exceptions import (
    GatewayError,
    SyncTokenExpiredError,
)
from dj_google_calendar.mirror import events
from dj_google_calendar.mirror.columns import MalformedResourceError, event_row
from dj_google_calendar.mirror.stores import upsert
from dj_google_calendar.models import Calendar
from dj_google_calendar.operations import accounts
from dj_google_calendar.sync import brake, finish, lease, pull_calendar, pull_calendar_list
from dj_google_calendar.sync.outcome import Pulled
from dj_google_calendar.watch import channels, upkeep
from dj_google_calendar.webhook import views

State, Kind = Calendar.State, pull_calendar.Kind
Function = Callable[..., Any]
FOR_EVER = dt.timedelta(days=3650)


@dataclass(frozen=True)
class Plant:
    """A fault: where it stands, and what stands there then."""

    place: object
    name: str
    grow: Callable[[Function], Function]


PLANTS: dict[str, Plant] = {}


def plant(place: object, name: str) -> Callable[[Callable[[Function], Function]], None]:
    """Register what stands in for something of that name, under the name of its function."""

    def register(grow: Callable[[Function], Function]) -> None:
        PLANTS[grow.__name__] = Plant(place, name, grow)

    return register


@contextmanager
def planted(name: str) -> Iterator[None]:
    """Have a plant in the engine; '' for none."""
    if not name:
        yield
        return
    found = PLANTS[name]
    upsert.upsert_sql.cache_clear()
    with patch.object(found.place, found.name, found.grow(getattr(found.place, found.name))):
        yield
    upsert.upsert_sql.cache_clear()


# tokens


@plant(pull_calendar._Pull, "_keep")
def token_before_items(keep: Function) -> Function:
    def plant(self: Any, page: Any, pulled: Pulled) -> None:
        if page.is_last:
            lease.held(self._calendar).update(sync_token=page.next_sync_token)
        keep(self, page, pulled)

    return plant


@plant(pull_calendar._Pull, "_keep")
def token_of_a_later_list(keep: Function) -> Function:
    def plant(self: Any, page: Any, pulled: Pulled) -> None:
        if page.is_last and pulled.kind == Kind.FULL:
            keeper = AccountKeeper(self._calendar.account)
            *_, last = events_of(keeper, self._calendar.google_id)
            page = msgspec.structs.replace(page, next_sync_token=last.next_sync_token)
        keep(self, page, pulled)

    return plant


@plant(pull_calendar._Pull, "run")
def expired_token_is_swallowed(run: Function) -> Function:
    def plant(self: Any) -> Pulled:
        try:
            return self._pull()
        except SyncTokenExpiredError:
            lease.give_back(self._calendar, {"next_pull_at": brake.second_look()})
            return Pulled(Kind.INCREMENTAL)

    return plant


@plant(refresh, "_request")
def refresh_token_is_dropped(request: Function) -> Function:
    return lambda held, secrets: refresh.replace(request(held, secrets), refresh_token="")


@plant(AccountKeeper, "replace")
def loser_of_a_renewal_overwrites(replace: Function) -> Function:
    def plant(self: Any, renewed: Any) -> Any:
        self._account.refresh_from_db(fields=("credentials_generation",))
        return replace(self, renewed)

    return plant


@plant(AccountKeeper, "grant_ended")
def loser_of_a_renewal_asks_for_a_reconnect(grant_ended: Function) -> Function:
    def plant(self: Any, reason: str) -> None:
        self._account.refresh_from_db(fields=("credentials_generation",))
        grant_ended(self, reason)

    return plant


@plant(keepers, "RENEWAL")
def right_to_renew_never_ends(_renewal: Any) -> Any:
    return FOR_EVER


# what is swept


@plant(pull_calendar._Pull, "_keep")
def sweep_after_each_page(keep: Function) -> Function:
    def plant(self: Any, page: Any, pulled: Pulled) -> None:
        keep(self, page, pulled)
        if pulled.kind == Kind.FULL and not page.is_last:
            events.sweep_events(self._calendar)

    return plant


@plant(pull_calendar, "_begin_full_pull")
def generation_is_not_raised(begin: Function) -> Function:
    def plant(calendar: Calendar) -> None:
        known = calendar.pull_generation
        begin(calendar)
        if known:
            calendar.pull_generation = known
            lease.renew(calendar, pull_generation=known)

    return plant


@plant(pull_calendar, "_begin_full_pull")
def page_token_outlives_its_generation(begin: Function) -> Function:
    def plant(calendar: Calendar) -> None:
        if calendar.page_token:
            calendar.pull_generation += 1
        begin(calendar)

    return plant


@plant(pull_calendar, "_begin_full_pull")
def rows_go_before_they_are_read_again(begin: Function) -> Function:
    def plant(calendar: Calendar) -> None:
        begin(calendar)
        if not calendar.page_token:
            calendar.events.update(status="cancelled")

    return plant


@plant(brake, "must_hold")
def brake_is_off(_must_hold: Function) -> Function:
    return lambda **_numbers: False


@plant(brake, "must_hold")
def brake_is_never_let_go(must_hold: Function) -> Function:
    return lambda **numbers: must_hold(**numbers | {"missed_before": 0})


@plant(pull_calendar_list, "_finish")
def short_list_hides_calendars(end: Function) -> Function:
    return lambda account, page, seen, _kind: end(account, page, seen, Kind.FULL)


@plant(pull_calendar, "mark_as_seen")
def quarantined_is_swept(_mark: Function) -> Function:
    return lambda _calendar, _google_ids: None


@plant(finish, "_end")
def unreachable_is_wiped(end: Function) -> Function:
    def plant(calendar: Calendar, state: str, *rest: Any) -> bool:
        if state == State.UNREACHABLE:
            calendar.events.all().delete()
        return bool(end(calendar, state, *rest))

    return plant


# what is written


@plant(upsert, "GUARD")
def etag_alone_guards(_guard: Any) -> Any:
    return ("etag",)


@plant(pull_calendar, "plan_page")
def quarantine_stops_the_page(plan: Function) -> Function:
    def until_broken(items: Any) -> Iterator[Any]:
        for item in items:
            yield item
            try:
                event_row(item, time_zone="UTC")
            except MalformedResourceError:
                return

    return lambda items, *, time_zone: plan(until_broken(items), time_zone=time_zone)


@plant(pull_calendar, "write_events")
def deleted_events_stay(write: Function) -> Function:
    return lambda calendar, rows, _cancels, **how: write(calendar, rows, (), **how)


@plant(pull_calendar, "finish")
def zone_change_is_ignored(end: Function) -> Function:
    def plant(taken: lease.Taken, page: Any, *rest: Any, **named: Any) -> Any:
        taken.calendar.time_zone = page.time_zone
        return end(taken, page, *rest, **named)

    return plant


# what is wanted, and who may write


@plant(pull_calendar, "finish")
def done_is_read_at_the_end(end: Function) -> Function:
    def plant(taken: lease.Taken, *rest: Any, **named: Any) -> Any:
        newest = taken.calendar.notifications.order_by("-pk").values_list("pk", flat=True).first()
        return end(taken._replace(wanted=newest or 0), *rest, **named)

    return plant


@plant(views, "_note")
def webhook_skips_what_is_being_pulled(note: Function) -> Function:
    def plant(request: Any, channel: Any) -> None:
        calendar = channel.calendar
        if calendar is None or calendar.lease_until is None:
            note(request, channel)

    return plant


@plant(Calendar, "WAITING")
def notification_ends_the_wait(_waiting: Any) -> Any:
    return ("", "")


@plant(views, "_is_authentic")
def forged_notification_counts(_is_authentic: Function) -> Function:
    return lambda _request, _channel: True


@plant(upkeep, "_replaced")
def channel_is_stopped_before_the_next_is_open(replaced: Function) -> Function:
    def plant(channel: Any) -> int:
        channels.stop_channel(channel)
        return int(replaced(channel))

    return plant


@plant(channels, "_older")
def older_channel_goes_on(_older: Function) -> Function:
    return lambda _channel: []


@plant(lease, "end_from")
def lease_never_ends(_end_from: Function) -> Function:
    return lambda now: now + FOR_EVER


@plant(lease, "give_back")
def lease_is_not_checked(give_back: Function) -> Function:
    def plant(calendar: Calendar, columns: Mapping[str, Any]) -> bool:
        present = Calendar.objects.only("lease_generation", "state").get(pk=calendar.pk)
        calendar.lease_generation, calendar.state = present.lease_generation, present.state
        return bool(give_back(calendar, columns))

    return plant


@plant(lease, "give_back")
def state_of_others_is_overwritten(give_back: Function) -> Function:
    def plant(calendar: Calendar, columns: Mapping[str, Any]) -> bool:
        calendar.state = Calendar.objects.values_list("state", flat=True).get(pk=calendar.pk)
        return bool(give_back(calendar, columns))

    return plant


# what is said


@plant(lifecycle, "record")
def change_of_state_is_not_recorded(record: Function) -> Function:
    def plant(subject: Any, *, before: str) -> None:
        if subject.state != State.BACKOFF:
            record(subject, before=before)

    return plant


@plant(lifecycle, "transaction")
def state_and_record_are_apart(_transaction: Any) -> Any:
    class Apart:
        """No transaction at all."""

        @staticmethod
        def atomic(**_how: Any) -> Any:
            return nullcontext()

    return Apart


@plant(accounts, "fetch_identity")
def identity_changes_with_the_weather(fetch: Function) -> Function:
    def plant(*given: Any, **named: Any) -> Any:
        try:
            return fetch(*given, **named)
        except GatewayError:
            return None

    return plant
