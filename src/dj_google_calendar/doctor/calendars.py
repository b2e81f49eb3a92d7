"""How old the mirror of each calendar is, and what did not find its way into it."""

import datetime as dt
from collections.abc import Iterator

from django.utils.timesince import timesince

from dj_google_calendar import clock
from dj_google_calendar.conf import conf
from dj_google_calendar.findings import Finding
from dj_google_calendar.freshness import Freshness, Overview, of_calendars, overview
from dj_google_calendar.models import Account, Calendar, Event, Expansion

STALE_AFTER = dt.timedelta(days=1)
HELD_UP = (Calendar.State.BACKOFF, Calendar.State.UNREACHABLE, Calendar.State.HELD)


def calendar_findings(account: Account) -> Iterator[Finding]:
    """Say of each calendar how fresh it is and why, and count what was set aside."""
    for freshness in of_calendars(account.calendars.all()):
        yield _age(freshness, account.email)
    if aside := account.quarantine.count():
        yield Finding(
            "W025",
            f"{aside} items that Google sent could not be kept.",
            "The account's page and the admin show each with its reason.",
            subject=account.email,
        )
    odd = Expansion.objects.filter(event__calendar__account=account).exclude(problem="")
    if uncounted := odd.exclude(event__status=Event.CANCELLED).count():
        yield Finding(
            "W028",
            f"{uncounted} series are shown in part: they cannot be counted.",
            "The admin shows each under Expansions, with its reason.",
            subject=account.email,
        )


def _age(freshness: Freshness, subject: str) -> Finding:
    calendar = freshness.calendar
    if calendar.state in HELD_UP:
        state = calendar.get_state_display()
        return Finding(
            "W026", f"{calendar.title}: {state}. {calendar.state_reason}", subject=subject
        )
    last, now = calendar.last_pulled_at, clock.now()
    said = f"pulled {timesince(last, now)} ago" if last else "has never been pulled"
    waits = (
        f"; a change waits for {round(freshness.lag.total_seconds())} s" if freshness.lag else ""
    )
    message = f"{calendar.title}: {said}{waits}.".replace("\xa0", " ")
    if freshness.is_late or last is None or now - last > STALE_AFTER:
        hint = "Is a worker running? manage.py gcal_pull pulls at once."
        return Finding("W027", message, hint, subject=subject)
    return Finding("I033", message, subject=subject)


def channel_findings() -> Iterator[Finding]:
    """Say how many calendars Google tells of their changes, of those that it should."""
    if not conf.WEBHOOK_URL:
        yield Finding(
            "I040",
            f"There are no notifications: each calendar is pulled every "
            f"{conf.POLL_SECONDS_WITHOUT_PUSH // 60} minutes.",
            "Set WEBHOOK_URL to the public https address of the site's webhook.",
        )
        return
    seen = overview()
    yield _channels(seen)


def _channels(seen: Overview) -> Finding:
    message = f"{seen.channels_live} of {seen.channels_eligible} calendars have a channel."
    if seen.channels_live < seen.channels_eligible:
        hint = (
            "A worker opens them within minutes, and replaces those that tell nothing: does "
            f"{conf.WEBHOOK_URL} reach this site from outside? The admin shows channels."
        )
        return Finding("W041", message, hint)
    return Finding("I041", message)
