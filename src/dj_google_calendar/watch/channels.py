"""Opening and stopping one channel; renewing is opening the next one first (P-4)."""

import datetime as dt
import hashlib
import logging
import secrets
from typing import Any

from django.db.models import Q

from dj_google_calendar import clock
from dj_google_calendar.conf import conf
from dj_google_calendar.credentials.gateways import account_client
from dj_google_calendar.exceptions import (
    BadRequestError,
    GatewayError,
    GoogleCalendarError,
    NotFoundError,
)
from dj_google_calendar.gateway.calls import execute
from dj_google_calendar.gateway.discovery import SharedClient
from dj_google_calendar.models import Account, Calendar, Channel
from dj_google_calendar.watch.heard import Heard

logger = logging.getLogger(__name__)

LIFE_SECONDS = 7 * 24 * 3600
RENEWED_AT = 0.75
"""The share of its life after which a channel is replaced."""
TRY_AGAIN = dt.timedelta(minutes=10)
NEVER = "pushNotSupportedForRequestedResource"
USED = "channelIdNotUnique"
State = Channel.State


def open_channel(account: Account, calendar: Calendar | None) -> Channel | None:
    """Ask Google to tell of changes of a calendar's events, or of the calendar list.

    The channel before it goes on until this one is there, then it is stopped. Gives None
    where Google refuses; the channel's row says why, and when the next try comes. Raises
    CredentialsError, without a row, where the account cannot ask at all.
    """
    client = account_client(account)
    token = secrets.token_urlsafe(32)
    channel = Channel.objects.create(  # before the call: its first message may come sooner (P-5)
        account=account,
        calendar=calendar,
        channel_id=str(clock.uuid()),
        token_hash=token_hash(token),
        address=conf.WEBHOOK_URL,
        opened_at=clock.now(),
    )
    try:
        answer = _watch(client, channel, token)
    except GoogleCalendarError as error:
        _refused(channel, error)
        return None
    if not _goes_live(channel, answer):
        stop_channel(channel)
        return None
    logger.info("channel opened: channel=%s calendar=%s", channel.pk, channel.calendar_id)
    for older in _older(channel):
        stop_channel(older)
    return channel


def _watch(client: SharedClient, channel: Channel, token: str) -> dict[str, Any]:
    body = {
        "id": channel.channel_id,
        "type": "web_hook",
        "address": channel.address,
        "token": token,
        "params": {"ttl": str(LIFE_SECONDS)},
    }
    if channel.calendar is None:
        return execute(client.calendarList().watch(body=body))
    return execute(client.events().watch(calendarId=channel.calendar.google_id, body=body))


def _goes_live(channel: Channel, answer: dict[str, Any]) -> bool:
    """Keep Google's answer; False where the channel was given up while Google was asked."""
    opened = clock.now()
    expires_at = opened + dt.timedelta(seconds=LIFE_SECONDS)
    if "expiration" in answer:  # P-3: shorter than was asked for, perhaps
        expires_at = dt.datetime.fromtimestamp(int(answer["expiration"]) / 1000, dt.UTC)
    values = {
        "resource_id": str(answer.get("resourceId", "")),
        "expires_at": expires_at,
        "renew_at": opened + (expires_at - opened) * RENEWED_AT,
    }
    rows = Channel.objects.filter(pk=channel.pk)
    is_live = rows.filter(state=State.OPENING).update(state=State.LIVE, state_reason="", **values)
    if not is_live:
        rows.update(**values)
    for name, value in {**values, "state": State.LIVE}.items():
        setattr(channel, name, value)
    return bool(is_live)


def _refused(channel: Channel, error: GoogleCalendarError) -> None:
    # P-14: holidays and feeds have no channels; such calendars are polled
    is_final = isinstance(error, BadRequestError) and error.reason == NEVER
    # P-11: the answer to our own first try was lost; that channel is stopped when it speaks
    is_lost = isinstance(error, GatewayError) and error.reason == USED
    Channel.objects.filter(pk=channel.pk, state=State.OPENING).update(
        state=State.STOPPED if is_lost else State.FAILED,
        state_reason=error.message,
        renew_at=None if is_final or is_lost else try_again(),
    )
    logger.info("channel refused: channel=%s calendar=%s", channel.pk, channel.calendar_id)


def _older(channel: Channel) -> list[Channel]:
    """Give the channels of the same resource before this one that may still be heard of.

    Where two workers have opened one at the same moment, the later one stays.
    """
    same = Q(account_id=channel.account_id, calendar_id=channel.calendar_id)
    older = Channel.objects.filter(same, pk__lt=channel.pk).heard()
    return list(older.select_related("account"))


def stop_channel(channel: Channel) -> bool:
    """End a channel at Google; False where that has to be tried again.

    One that Google no longer knows has ended, too (P-19).
    """
    rows = Channel.objects.filter(pk=channel.pk)
    rows.update(state=State.STOPPING, renew_at=try_again())
    if not channel.resource_id:  # Google has not answered: see the webhook for what it sends
        return _stopped(channel)
    body = {"id": channel.channel_id, "resourceId": channel.resource_id}
    try:
        execute(account_client(channel.account).channels().stop(body=body))
    except NotFoundError:
        return _stopped(channel)
    except GoogleCalendarError as error:
        rows.update(state_reason=error.message)
        return False
    return _stopped(channel)


def stop_stray(channel: Heard, resource_id: str) -> None:
    """Have a channel stopped whose opening came to nothing for us, and that speaks now."""
    rows = Channel.objects.filter(pk=channel.pk, state=channel.state, resource_id="")
    rows.update(state=State.STOPPING, resource_id=resource_id, renew_at=clock.now())


def _stopped(channel: Channel) -> bool:
    Channel.objects.filter(pk=channel.pk).update(state=State.STOPPED, renew_at=None)
    return True


def try_again() -> dt.datetime:
    """Give when what did not work is tried once more."""
    return clock.now() + TRY_AGAIN * (1 + clock.random())


def token_hash(token: str) -> str:
    """Give what is kept of a channel's token."""
    return hashlib.sha256(token.encode()).hexdigest()
