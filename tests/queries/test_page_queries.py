"""Ten times the rows must not cost one more query."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dj_google_calendar.models import Account, Calendar, Conflict, Event, OutboxEntry

EVENTS = "/calendar/calendars/{calendar}/"
PAGES = {
    "accounts": "/calendar/accounts/",
    "account": "/calendar/accounts/{account}/",
    "progress": "/calendar/accounts/{account}/progress/",
    "disconnect": "/calendar/accounts/{account}/disconnect/",
    "calendars": "/calendar/calendars/",
    "events": EVENTS,
    "upcoming": EVENTS + "?view=upcoming",
    "past": EVENTS + "?view=past",
    "repeating": EVENTS + "?view=repeating",
    "all": EVENTS + "?view=all",
    "search": EVENTS + "?q=grown",
    "event": "/calendar/events/{event}/",
    "edit": "/calendar/events/{event}/edit/",
    "edits": "/calendar/edits/",
    "panel": "/calendar/events/{event}/?panel=1",
    "agenda": "/calendar/agenda/",
    "calendar page": "/calendar/view/",
    "feeds": "/calendar/calendars/{calendar}/feeds/",
    "import": "/calendar/calendars/{calendar}/import/",
}


@pytest.fixture
def client(account, browser_of, alice):
    return browser_of(alice)


@pytest.fixture
def grow(account, calendar):
    """Adds accounts with calendars, events of each kind, and items set aside."""

    def grown(times):
        for number in range(times):
            name = f"{times}-{number}"
            other = Account.objects.create(user=account.user, sub=name, email=f"{name}@example.com")
            Calendar.objects.bulk_create(
                Calendar(account=other, google_id=f"c{each}", summary=f"Calendar {each}")
                for each in range(5)
            )
            of_account = {"account": account, "calendar": calendar, "made_by": account.user}
            for state in OutboxEntry.State:
                entry = OutboxEntry.objects.create(
                    event=calendar.events.first(),
                    lane=name,
                    kind="patch",
                    state=state,
                    **of_account,
                )
            sides = {"summary": {"base": "a", "ours": "b", "theirs": "c"}}
            Conflict.objects.create(entry=entry, event=entry.event, kind="edited", fields=sides)
            account.quarantine.create(calendar=calendar, key=name, reason="odd", resource="{}")
            Event.objects.bulk_create(
                event(calendar, f"{name}-{each}", days=each - 50, recurs=each % 10 == 0)
                for each in range(100)
            )

    return grown


def event(calendar, google_id, *, days, recurs):
    start = timezone.now() + dt.timedelta(days=days)
    end = start + dt.timedelta(hours=1)
    resource = {
        "id": google_id,
        "summary": "grown",
        "start": {"dateTime": start.isoformat()},
        "end": {"dateTime": end.isoformat()},
        "attendees": [{"email": "bob@example.com"}],
    }
    if recurs:
        resource["recurrence"] = ["RRULE:FREQ=WEEKLY"]
    return Event(
        calendar=calendar,
        google_id=google_id,
        summary="grown",
        starts_at=start,
        ends_at=end,
        resource=resource,
    )


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("page", PAGES)
def test_the_number_of_queries_does_not_grow(client, account, calendar, grow, page):
    event = calendar.events.filter(recurring_event_id="")[0]
    path = PAGES[page].format(account=account.pk, calendar=calendar.pk, event=event.pk)
    grow(1)
    few = queries(client, path)
    grow(10)

    assert queries(client, path) == few
    assert few <= 8
