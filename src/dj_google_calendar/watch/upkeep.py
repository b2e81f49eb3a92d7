"""Which channels there should be, and which are to be seen to now."""

import datetime as dt
import functools
from collections.abc import Callable, Iterator

from django.db import IntegrityError
from django.db.models import Exists, OuterRef, Q

from dj_google_calendar import clock
from dj_google_calendar.conf import conf
from dj_google_calendar.exceptions import GoogleCalendarError
from dj_google_calendar.models import Account, Calendar, Channel
from dj_google_calendar.models.channel import ChannelQuerySet
from dj_google_calendar.watch.channels import open_channel, stop_channel, try_again

State = Channel.State
ABANDONED = dt.timedelta(minutes=5)
"""A channel that is still being opened then was left by a worker that died."""
SILENT_FOR = dt.timedelta(hours=1)
"""A silent channel is replaced this long after it was opened: its address may be at fault."""
SILENCE = "Pulls found changes that no notification had told of."
LONGEST_SECONDS = 60
"""After this the rest is left to the next time: other work waits, too."""


def unwatched_calendars() -> list[Calendar]:
    """List the calendars that should have a channel and have none."""
    found = Calendar.objects.reachable().filter(account__state__in=Account.PULLED)
    found = found.exclude(sync_token="").select_related("account")
    return list(found.filter(~Exists(_known(Q(calendar=OuterRef("pk"))))))


def unwatched_accounts() -> list[Account]:
    """List the accounts whose calendar list should have a channel and has none."""
    own = Q(account=OuterRef("pk"), calendar=None)
    return list(Account.objects.filter(state__in=Account.PULLED).filter(~Exists(_known(own))))


def _known(which: Q) -> ChannelQuerySet:
    """Keep channels that live or that were refused: those have a time of their own to try."""
    return Channel.objects.filter(which).exclude(state__in=(State.STOPPING, State.STOPPED))


def due_channels() -> list[Channel]:
    """List the channels to renew, to replace, to try again, or to stop."""
    now = clock.now()
    abandoned = Q(state=State.OPENING, opened_at__lte=now - ABANDONED)
    over = Q(state=State.LIVE, expires_at__lte=now)
    due = Q(renew_at__lte=now) & ~Q(state=State.STOPPED)
    replaceable = Q(state=State.LIVE, renew_at__isnull=False)
    elsewhere = replaceable & ~Q(address=conf.WEBHOOK_URL)
    silent = Q(calendar__silent_pulls__gte=Calendar.SILENT)
    silent |= Q(calendar=None, account__silent_list_pulls__gte=Account.SILENT)
    silent &= replaceable & Q(opened_at__lte=now - SILENT_FOR)
    away = Calendar.objects.filter(state__in=Calendar.AWAY)
    unwanted = Q(state=State.LIVE) & (Q(calendar__in=away) | Q(account__state=Account.State.PAUSED))
    found = Channel.objects.filter(abandoned | over | due | elsewhere | silent | unwanted)
    return list(found.select_related("account", "calendar"))


def see_to_channels() -> int:
    """Open, renew and stop what is due; give how many channels were seen to.

    Without WEBHOOK_URL there are none, and those that are left from before are stopped.
    """
    begun, seen = clock.monotonic(), 0
    for work in _work():
        seen += work()
        if clock.monotonic() - begun > LONGEST_SECONDS:
            break
    return seen


def _work() -> Iterator[Callable[[], int]]:
    for channel in due_channels():
        yield functools.partial(_see_to, channel)
    if not conf.WEBHOOK_URL:
        return
    for account in unwatched_accounts():
        yield functools.partial(_open_first, account, None)
    for calendar in unwatched_calendars():
        yield functools.partial(_open_first, calendar.account, calendar)


def _see_to(channel: Channel) -> int:
    if not _claimed(channel):
        return 0
    is_over = channel.expires_at is not None and channel.expires_at <= clock.now()
    if is_over or channel.state == State.OPENING:
        _give_up(channel)
        return 1
    if channel.state == State.STOPPING or not _is_wanted(channel):
        return int(stop_channel(channel) if channel.resource_id else _give_up(channel))
    if channel.state == State.FAILED:
        _give_up(channel)
        return _opened(channel.account, channel.calendar)
    return _replaced(channel)


def _claimed(channel: Channel) -> bool:
    """Take on what is due, so that no other worker does the same; it comes again if we die."""
    rows = Channel.objects.filter(pk=channel.pk, state=channel.state, renew_at=channel.renew_at)
    return bool(rows.update(renew_at=try_again()))


def _is_wanted(channel: Channel) -> bool:
    is_there = channel.calendar is None or channel.calendar.state not in Calendar.AWAY
    return bool(conf.WEBHOOK_URL) and channel.account.may_pull and is_there


def _give_up(channel: Channel) -> bool:
    """Note that nothing more is to be done about a channel."""
    Channel.objects.filter(pk=channel.pk).update(state=State.STOPPED, renew_at=None)
    return True


def _replaced(channel: Channel) -> int:
    """Open the next channel; this one is stopped then, or else stays for as long as it lives."""
    if channel.calendar.is_silent if channel.calendar else channel.account.is_list_silent:
        Channel.objects.filter(pk=channel.pk).update(state_reason=SILENCE)
    if _opened(channel.account, channel.calendar):
        return 1
    own = Q(account=channel.account, calendar=channel.calendar)
    if _known(own).filter(state=State.FAILED).exists():  # which has a time to be tried again
        Channel.objects.filter(pk=channel.pk, state=State.LIVE).update(renew_at=None)
    return 0


def _open_first(account: Account, calendar: Calendar | None) -> int:
    """Open a channel, unless another worker has begun to since it was looked up."""
    if _known(Q(account=account, calendar=calendar)).exists():
        return 0
    return _opened(account, calendar)


def _opened(account: Account, calendar: Calendar | None) -> int:
    try:
        return int(open_channel(account, calendar) is not None)
    except (GoogleCalendarError, IntegrityError):  # the account says what is wrong, or is gone
        return 0


def stop_all(account: Account) -> None:
    """Stop every channel of an account that is being disconnected (A-40)."""
    for channel in account.channels.filter(state__in=(State.OPENING, State.LIVE, State.STOPPING)):
        stop_channel(channel)
