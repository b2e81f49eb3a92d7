"""Entry points for any queue: a line or two each, and the only file that enqueues.

The database is the truth and the queue a hint: what is due stands in rows, and a tick finds
what no task has brought.
"""

import functools
import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import transaction

from dj_google_calendar import clock
from dj_google_calendar.exceptions import BusyError, GoogleCalendarError
from dj_google_calendar.mirror.occurrences import roll_on
from dj_google_calendar.models import Account, Calendar, Notification, OutboxEntry
from dj_google_calendar.models.calendar import CalendarQuerySet
from dj_google_calendar.outbox.lane import due_entries
from dj_google_calendar.outbox.send import send
from dj_google_calendar.sync.inactive_users import see_to_users
from dj_google_calendar.sync.lease import is_taken
from dj_google_calendar.sync.outcome import Pulled
from dj_google_calendar.sync.prune import prune
from dj_google_calendar.sync.pull_calendar import pull_calendar
from dj_google_calendar.sync.pull_calendar_list import pull_calendar_list
from dj_google_calendar.task_api import Task, task, task_backends
from dj_google_calendar.watch.upkeep import see_to_channels

logger = logging.getLogger(__name__)
Subject = TypeVar("Subject", Account, Calendar)

PULLS_IN_A_ROW = 3
"""So often a calendar that changes meanwhile is pulled before others have their turn."""
COMMIT_SECONDS = 0.1
"""What a pull notes at its end is seen by all within this time."""
BROKER_PAUSE_SECONDS = 15.0
"""So long no hint is sent after one that no broker took: trying costs time."""


class _Pause:
    """The time after a broker was found away, in which none is asked."""

    def __init__(self) -> None:
        self._until = float("-inf")

    def is_on(self) -> bool:
        return clock.monotonic() < self._until

    def begin(self) -> None:
        self._until = clock.monotonic() + BROKER_PAUSE_SECONDS


_pause = _Pause()


@task()
def pull_account_task(account_id: int) -> None:
    """Pull an account's calendar list, and leave each calendar to a task of its own."""
    account = Account.objects.filter(pk=account_id).first()
    if account is not None and account.may_pull and _came_through(pull_calendar_list, account):
        for calendar in Calendar.objects.due(clock.now()).filter(account=account):
            _enqueued(pull_calendar_task, calendar.pk)


@task()
def pull_calendar_task(calendar_id: int) -> None:
    """Pull one calendar's events, if a notification, a person or the schedule asks for it."""
    pull_if_wanted(calendar_id)


def pull_if_wanted(calendar_id: int) -> bool:
    """Pull a calendar, if something asks for it; say whether it is up to date."""
    return pull(calendar_id, only_if_wanted=True)


def pull(calendar_id: int, *, only_if_wanted: bool) -> bool:
    """Pull a calendar, and again where it has changed meanwhile; say whether it is up to date."""
    calendar = Calendar(pk=calendar_id)
    for _ in range(PULLS_IN_A_ROW):
        try:
            pulled = _pull_or_wait(calendar, only_if_wanted=only_if_wanted)
        except BusyError:
            return False  # who pulls it sees what has come meanwhile
        except GoogleCalendarError:
            return False  # recorded where people look; a queue has no use for it
        if not pulled.wants_more:
            return True
    hint(pull_calendar_task, calendar_id)
    return False


def _pull_or_wait(calendar: Calendar, *, only_if_wanted: bool) -> Pulled:
    """Pull; where another pull may just have looked for notifications, wait for its end."""
    try:
        return pull_calendar(calendar, only_if_wanted=only_if_wanted)
    except BusyError:
        if not is_taken(calendar.pk):
            raise  # nothing asks for a pull any more
    clock.sleep(COMMIT_SECONDS)
    return pull_calendar(calendar, only_if_wanted=only_if_wanted)


def due_calendars(*, is_mirrored: bool | None = None) -> list[int]:
    """Give the primary keys of the calendars to pull now, those that wait longest first.

    ``is_mirrored`` leaves those whose events have to be listed from the beginning, or the others.
    """
    due = Calendar.objects.due(clock.now()).order_by("next_pull_at")
    if is_mirrored is not None:
        due = due.exclude(sync_token="") if is_mirrored else due.filter(sync_token="")
    return list(due.values_list("pk", flat=True))


@task()
def push_task(entry_id: int) -> None:
    """Send what waits in the lane that an entry is of."""
    push(entry_id)


def push(entry_id: int) -> bool:
    """Send a lane from its oldest entry on, until it is empty or waits; say whether any went.

    What Google refuses keeps nobody waiting: the lane goes on behind it.
    """
    of_entry = OutboxEntry.objects.filter(pk=entry_id).values("lane")
    heads = OutboxEntry.objects.filter(lane=of_entry[:1]).waiting().values_list("pk", flat=True)
    went, before = False, None
    while (head := heads.first()) not in (None, before):
        went = send(head) or went
        before = head
    if went and uses_broker():
        following = due_entries().filter(follows__lane=of_entry[:1])
        for follower in following.values_list("pk", flat=True):
            hint(push_task, follower)
    return went


def due_pushes() -> list[int]:
    """Give the primary keys of the entries at the heads of the lanes that can be sent now."""
    return list(due_entries().values_list("pk", flat=True))


def enqueue_push(entry: OutboxEntry) -> None:
    """Hint, once the current transaction is committed, that there is something to send."""
    transaction.on_commit(functools.partial(hint, push_task, entry.pk))


def pull_due_lists() -> int:
    """Pull the calendar lists that are due; give how many came through."""
    now = clock.now()
    due = Account.objects.filter(state__in=Account.PULLED, next_list_pull_at__lte=now)
    return sum(_came_through(pull_calendar_list, account) for account in due)


def tick() -> int:
    """Do, or hand on to the broker, what is due; give how much that was.

    What goes wrong with one calendar in a way that nobody foresaw is raised at the end.
    """
    done = see_to_users() + pull_due_lists()
    failed: list[Exception] = []
    for calendar_id in due_calendars():
        try:
            if not hint(pull_calendar_task, calendar_id):
                pull_if_wanted(calendar_id)
        except Exception as error:
            failed.append(error)
        done += 1
    for entry_id in due_pushes():
        try:
            if not hint(push_task, entry_id):
                push(entry_id)
        except Exception as error:
            failed.append(error)
        done += 1
    done += _see_to_rest()
    if failed:
        raise failed[0]
    return done


@task()
def tick_task() -> None:
    """Do what is due; for schedulers that send tasks."""
    tick()


def see_to_upkeep() -> int:
    """See to users, channels, what is old, and occurrences to come; give how much that was."""
    return see_to_users() + _see_to_rest()


def _see_to_rest() -> int:
    return see_to_channels() + prune() + roll_on()


def uses_broker() -> bool:
    """Say whether tasks reach their workers by a broker, sooner than the next tick would."""
    return bool(getattr(task_backends["default"], "uses_broker", False))


def wake_calendar(calendar_id: int) -> None:
    """Hint that a calendar is due; without a broker its workers look by themselves."""
    hint(pull_calendar_task, calendar_id)


def hint(wanted: "Task[[int], None]", subject_id: int) -> bool:
    """Tell a broker that there is something to do; False where there is none, or it is away.

    What is due stands in rows, so that the next tick finds it.
    """
    return uses_broker() and _enqueued(wanted, subject_id)


def enqueue_account_pull(account: Account) -> None:
    """Ask for a pull of everything in an account, once the current transaction is committed.

    The wish stands in rows, so that it comes true whatever becomes of the queue.
    """
    now = clock.now()
    Account.objects.filter(pk=account.pk).update(next_list_pull_at=now)
    calendars = account.calendars.reachable()
    Notification.objects.bulk_create(
        Notification(calendar=calendar, state=Notification.WISH, received_at=now)
        for calendar in calendars
    )
    _make_due(calendars)
    transaction.on_commit(functools.partial(_enqueued, pull_account_task, account.pk))


def enqueue_calendar_pulls(calendars: Iterable[Calendar]) -> None:
    """Ask for a pull of each calendar, once the current transaction is committed."""
    wanted = [calendar.pk for calendar in calendars]
    _make_due(Calendar.objects.filter(pk__in=wanted))
    for calendar_id in wanted:
        transaction.on_commit(functools.partial(_enqueued, pull_calendar_task, calendar_id))


def _make_due(calendars: CalendarQuerySet) -> None:
    with transaction.atomic():
        calendars.hold()
        calendars.update(next_pull_at=clock.now())


def _enqueued(wanted: "Task[[int], None]", subject_id: int) -> bool:
    if uses_broker() and _pause.is_on():
        return False
    try:
        wanted.enqueue(subject_id)
    except Exception as error:  # each broker has errors of its own
        _pause.begin()
        logger.warning("no task sent: subject=%s error=%s", subject_id, type(error).__name__)
        return False
    return True


def _came_through(pull: Callable[[Subject], object], subject: Subject) -> bool:
    # the pull has recorded its failure where people look; a queue has no use for it
    try:
        pull(subject)
    except GoogleCalendarError:
        return False
    return True
