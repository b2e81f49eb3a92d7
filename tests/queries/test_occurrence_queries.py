"""Ten times the events, calendars and accounts must not cost one more query."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dj_google_calendar import clock
from dj_google_calendar.models import Account, Calendar, Event, Occurrence
from dj_google_calendar.operations.availability import free_busy
from dj_google_calendar.operations.feed import occurrences_json
from dj_google_calendar.sync.pull_calendar import pull_calendar

ALICE = "alice@example.com"
MONTH = dt.timedelta(days=31)


def _window(begins):
    return {"start": begins, "end": begins + MONTH}


def as_json(user, begins):
    pks = list(Calendar.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as captured:
        occurrences_json(user, calendars=pks, **_window(begins))
    return len(captured)


def as_rows(user, begins):
    found = Occurrence.objects.visible_to(user).between(begins, begins + MONTH)
    with CaptureQueriesContext(connection) as captured:
        list(found.select_related("event__calendar"))
    return len(captured)


def as_busy_times(user, begins):
    calendar = Calendar.objects.get(account__user=user, is_primary=True, google_id=ALICE)
    fresh = {"fresh_within": dt.timedelta(hours=1)}
    with CaptureQueriesContext(connection) as captured:
        free_busy([calendar], **_window(begins), **fresh)
    return len(captured)


@pytest.fixture
def grow(calendar, google, alice):
    """Adds series and single events at Google, and accounts with calendars here."""

    def grown(times):
        start = (clock.now() + dt.timedelta(days=1)).replace(microsecond=0)
        for number in range(times):
            for recurrence in ([], ["RRULE:FREQ=WEEKLY"]):
                google.add_event(
                    ALICE,
                    summary=f"{times}-{number}",
                    start={"dateTime": start.isoformat(), "timeZone": "UTC"},
                    end={
                        "dateTime": (start + dt.timedelta(hours=1)).isoformat(),
                        "timeZone": "UTC",
                    },
                    **({"recurrence": recurrence} if recurrence else {}),
                )
            name = f"{times}-{number}"
            other = Account.objects.create(user=alice, sub=name, email=f"{name}@example.com")
            more = Calendar.objects.create(account=other, google_id=name)
            single = Event.objects.create(calendar=more, google_id=name, starts_at=start)
            Occurrence.objects.create(event=single, calendar=more, starts_at=start, ends_at=start)
        pull_calendar(calendar)

    return grown


@pytest.mark.parametrize(
    ("read", "most"),
    [(as_json, 2), (as_rows, 1), (as_busy_times, 8)],
    ids=["json", "rows", "busy times"],
)
def test_the_number_of_queries_does_not_grow(grow, alice, read, most):
    grow(1)
    few = read(alice, clock.now())

    grow(9)

    assert read(alice, clock.now()) == few <= most
