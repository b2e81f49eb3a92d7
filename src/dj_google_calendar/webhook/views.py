"""Receives push notifications: checks the channel's token, and notes what is to be pulled.

No call to Google and two statements: the channel is read, and a row is added that makes its
calendar due. Every authentic notification is answered 204, whatever else is out of order: the
row is there, and the next tick finds it.
"""

import datetime as dt
import functools
import hmac

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from dj_google_calendar import clock, tasks
from dj_google_calendar.models import Account, Channel
from dj_google_calendar.watch.channels import stop_stray, token_hash
from dj_google_calendar.watch.heard import Heard, add_notification, find_channel

NOBODY = Heard(0, 0, None, "", token_hash="0" * 64, resource_id="", is_over=True)
HEARD = (Channel.State.OPENING, Channel.State.LIVE)
GIVEN_UP = (Channel.State.STOPPED, Channel.State.FAILED)
STATES = ("sync", "exists", "not_exists")
LONGEST = 256
LARGEST_NUMBER = 2**62


@csrf_exempt  # Google has no cookie of ours; the channel's token is what counts
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """Receive one notification; the answer is the same to all who cannot prove themselves."""
    now = clock.now()
    known = find_channel(_header(request, "CHANNEL_ID"), now=now)
    # a token is compared for an unknown channel too, so that both take as long
    if not _is_authentic(request, known or NOBODY) or known is None:
        return HttpResponse(status=404)
    if known.state in HEARD:
        _note(request, known, now)
    elif known.state in GIVEN_UP and not known.resource_id:
        stop_stray(known, _header(request, "RESOURCE_ID"))
    return HttpResponse(status=204)


def _note(request: HttpRequest, channel: Heard, now: dt.datetime) -> None:
    if channel.calendar_id is None:
        # the flag is set anew before each list is read, so nothing is lost between
        Account.objects.filter(pk=channel.account_id).update(
            next_list_pull_at=now, is_list_told=True
        )
        return
    state, number = _header(request, "RESOURCE_STATE"), _header(request, "MESSAGE_NUMBER")
    add_notification(
        channel, state=state if state in STATES else "exists", number=_number(number), now=now
    )
    transaction.on_commit(functools.partial(tasks.wake_calendar, channel.calendar_id))


def _is_authentic(request: HttpRequest, channel: Heard) -> bool:
    """Say whether the token is the channel's own, and it is still the same channel (rule 16)."""
    token = _header(request, "CHANNEL_TOKEN")
    is_known = hmac.compare_digest(token_hash(token), channel.token_hash) and bool(token)
    resource_id = _header(request, "RESOURCE_ID")
    # before Google's answer to the watch call is stored, the resource is not known yet (P-5)
    is_same = not channel.resource_id or hmac.compare_digest(
        resource_id.encode(), channel.resource_id.encode()
    )
    return is_known and is_same and not channel.is_over


def _header(request: HttpRequest, name: str) -> str:
    value = request.META.get(f"HTTP_X_GOOG_{name}", "")
    return value if len(value) <= LONGEST and value.isascii() else ""


def _number(text: str) -> int:
    return min(int(text), LARGEST_NUMBER) if text.isdecimal() else 0
