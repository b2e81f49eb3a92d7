"""Entry points for any queue: a line or two each, and the only file that enqueues."""

import functools
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import transaction

from dj_google_calendar.exceptions import GoogleCalendarError
from dj_google_calendar.models import Account, Calendar
from dj_google_calendar.sync.pull_calendar import pull_calendar
from dj_google_calendar.sync.pull_calendar_list import pull_calendar_list

try:
    from django.tasks import task
except ImportError:  # Django 5.2
    from django_tasks import task  # type: ignore[no-redef] # the same API

Subject = TypeVar("Subject", Account, Calendar)


@task()
def pull_account_task(account_id: int) -> None:
    """Pull an account's calendar list, and leave each calendar to a task of its own."""
    account = Account.objects.filter(pk=account_id).first()
    if account is not None and account.may_pull and _came_through(pull_calendar_list, account):
        enqueue_calendar_pulls(account.calendars.reachable())


@task()
def pull_calendar_task(calendar_id: int) -> None:
    """Pull one calendar's events."""
    calendar = Calendar.objects.select_related("account").filter(pk=calendar_id).first()
    if calendar is not None and calendar.account.may_pull:
        _came_through(pull_calendar, calendar)


def enqueue_account_pull(account: Account) -> None:
    """Ask for a pull of everything in an account, once the current transaction is committed."""
    transaction.on_commit(functools.partial(pull_account_task.enqueue, account.pk))


def enqueue_calendar_pulls(calendars: Iterable[Calendar]) -> None:
    """Ask for a pull of each calendar, once the current transaction is committed."""
    for calendar in calendars:
        transaction.on_commit(functools.partial(pull_calendar_task.enqueue, calendar.pk))


def _came_through(pull: Callable[[Subject], object], subject: Subject) -> bool:
    # the pull has recorded its failure where people look; a queue has no use for it
    try:
        pull(subject)
    except GoogleCalendarError:
        return False
    return True
