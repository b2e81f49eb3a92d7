"""How old the mirror of each calendar is, and what did not find its way into it."""

import datetime as dt
from collections.abc import Iterator

from django.utils.timesince import timesince

from dj_google_calendar import clock
from dj_google_calendar.findings import Finding
from dj_google_calendar.models import Account, Calendar

STALE_AFTER = dt.timedelta(days=1)
HELD_UP = (Calendar.State.BACKOFF, Calendar.State.UNREACHABLE)


def calendar_findings(account: Account) -> Iterator[Finding]:
    """Say of each calendar when it was pulled last, and count what was set aside."""
    for calendar in account.calendars.all():
        yield _age(calendar, account.email)
    if aside := account.quarantine.count():
        yield Finding(
            "W025",
            f"{aside} items that Google sent could not be kept.",
            "The account's page and the admin show each with its reason.",
            subject=account.email,
        )


def _age(calendar: Calendar, subject: str) -> Finding:
    if calendar.state in HELD_UP:
        state = calendar.get_state_display()
        return Finding(
            "W026", f"{calendar.title}: {state}. {calendar.state_reason}", subject=subject
        )
    last, now = calendar.last_pulled_at, clock.now()
    said = f"pulled {timesince(last, now)} ago" if last else "has never been pulled"
    message = f"{calendar.title}: {said}.".replace("\xa0", " ")
    if last is None or now - last > STALE_AFTER:
        hint = "Is a worker running? manage.py gcal_pull pulls at once."
        return Finding("W027", message, hint, subject=subject)
    return Finding("I033", message, subject=subject)
