"""What must be true once nothing goes wrong any more and polls have run."""

import json
from collections.abc import Iterator

from tests.engine.occurrences.oracle import differences
from tests.simulation.network import Network
from tests.simulation.simulated_clock import BEGINNING
from tests.simulation.world import Remote

from dj_google_calendar import clock, lifecycle
from dj_google_calendar.mirror.columns import event_row
from dj_google_calendar.models import Account, Calendar, Channel, StateChange
from dj_google_calendar.sync.prune import RECORDS_KEPT

State = Calendar.State
ALL_AT_ONCE = 2500
HER_OWN = ("summaryOverride", "colorId", "backgroundColor", "foregroundColor", "hidden", "selected")
"""What a person has of her own of a calendar."""


def faults_of_peace(remote: Remote, network: Network) -> Iterator[tuple[str, str]]:
    """Give each oracle that is broken, and how."""
    token = remote.tokens()["token"]
    yield from _stuck(remote)
    yield from _states()
    for calendar in Calendar.objects.order_by("pk"):
        if calendar.state == State.LIVE and calendar.google_id in remote.shown:
            yield from _calendar_differs(calendar, network, token)
            yield from _events_differ(calendar, network, token)
    for difference in differences():
        yield "occurrences follow their events", difference


def _stuck(remote: Remote) -> Iterator[tuple[str, str]]:  # noqa: C901 - one look after the other
    if Account.objects.count() > 1:
        yield "nothing is doubled", "one person has two accounts"
    account = Account.objects.order_by("pk")[0]
    if account.state != Account.State.ACTIVE:
        yield "nothing is stuck", f"the account is {account.state}: {account.state_reason}"
    shown = remote.shown
    if not shown <= set(account.calendars.values_list("google_id", flat=True)):
        yield "convergence", "a calendar is missing"
    for calendar in account.calendars.order_by("pk"):
        wanted = State.LIVE if calendar.google_id in shown else State.UNREACHABLE
        if calendar.state != wanted:
            yield "nothing is stuck", f"{calendar.google_id} is {calendar.state}, not {wanted}"
        if calendar.lease_until and calendar.lease_until > clock.now():
            yield "nothing is stuck", f"{calendar.google_id} is leased"
        newest = calendar.notifications.order_by("-pk").values_list("pk", flat=True).first()
        if wanted == State.LIVE and calendar.done < (newest or 0):
            yield "nothing is stuck", f"a notification of {calendar.google_id} waits"
    heard = Channel.objects.heard().values_list("account_id", "calendar_id")
    if len(set(heard)) < len(heard):
        yield "nothing is stuck", "a resource has two channels"


def _states() -> Iterator[tuple[str, str]]:
    """Follow each history of states: along the table, and without a gap."""
    for subject in (*Account.objects.all(), *Calendar.objects.order_by("pk")):
        is_account = isinstance(subject, Account)
        own = {"account": subject, "calendar": None} if is_account else {"calendar": subject}
        changes = list(StateChange.objects.filter(**own).order_by("pk"))
        table = lifecycle.ACCOUNT if is_account else lifecycle.CALENDAR
        begun = Account.State.CONNECTING if is_account else State.NEW
        if clock.now() - BEGINNING > RECORDS_KEPT:  # and older ones are forgotten
            begun = changes[0].before if changes else subject.state
        states = [begun, *(change.after for change in changes)]
        for before, change in zip(states, changes, strict=False):
            if change.before != before or change.after not in table[before]:
                yield "legal states", f"{subject!r}: {before}, then {change}"
        if states[-1] != subject.state:
            yield "legal states", f"{subject!r} is {subject.state}, last noted {states[-1]}"


def _calendar_differs(
    calendar: Calendar, network: Network, token: str
) -> Iterator[tuple[str, str]]:
    listed = network.call("GET", f"calendar/v3/users/me/calendarList/{calendar.google_id}", token)
    kept = (calendar.summary, calendar.time_zone, calendar.access_role)
    if kept != (listed["summary"], listed["timeZone"], listed["accessRole"]):
        yield "convergence", f"{calendar.google_id} is kept as {kept}"
    for name in HER_OWN:
        if calendar.resource.get(name) != listed.get(name):
            yield "convergence", f"{calendar.google_id} has {name} {calendar.resource.get(name)}"


def _events_differ(calendar: Calendar, network: Network, token: str) -> Iterator[tuple[str, str]]:
    """Compare the mirror with Google's full list: ids, and all columns of each."""
    path = f"calendar/v3/calendars/{calendar.google_id}/events"
    listed = network.call("GET", path, token, maxResults=str(ALL_AT_ONCE))
    rows = {event.google_id: event for event in calendar.events.filter(in_outbox=False)}
    in_outbox = set(calendar.events.filter(in_outbox=True).values_list("google_id", flat=True))
    for item in listed["items"]:
        event = rows.pop(item["id"], None)
        if item["id"] in in_outbox:
            continue  # the ledger tells
        if event is None:
            yield "convergence", f"{item['id']} is missing in {calendar.google_id}"
            continue
        wanted = event_row(json.dumps(item).encode(), time_zone=listed["timeZone"])._asdict()
        wanted["resource"] = item
        differing = [name for name, value in wanted.items() if getattr(event, name) != value]
        if differing:
            yield "convergence", f"{item['id']} of {calendar.google_id} differs in {differing}"
    left = [google_id for google_id, event in rows.items() if event.status != "cancelled"]
    if left:
        yield "convergence", f"{left} of {calendar.google_id} are no longer at Google"
