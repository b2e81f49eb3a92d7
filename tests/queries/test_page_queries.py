"""Ten times the rows must not cost one more query."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dj_google_calendar.models import Account, Calendar, Event


@pytest.fixture
def client(account, browser_of, alice):
    return browser_of(alice)


def grow(account, times):
    for number in range(times):
        other = Account.objects.create(
            user=account.user, sub=f"{times}-{number}", email=f"{number}@example.com"
        )
        Calendar.objects.bulk_create(
            Calendar(account=other, google_id=f"c{each}", summary=f"Calendar {each}")
            for each in range(5)
        )
    calendar = account.calendars.get(is_primary=True)
    Event.objects.bulk_create(
        Event(
            calendar=calendar,
            google_id=f"{times}-{number}",
            resource={"id": f"{number}", "summary": "x"},
        )
        for number in range(100 * times)
    )


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("page", ["accounts", "account", "progress", "calendars", "events"])
def test_the_number_of_queries_does_not_grow(client, account, page):
    calendar = account.calendars.get(is_primary=True)
    path = {
        "accounts": "/calendar/accounts/",
        "account": f"/calendar/accounts/{account.pk}/",
        "progress": f"/calendar/accounts/{account.pk}/progress/",
        "calendars": "/calendar/calendars/",
        "events": f"/calendar/calendars/{calendar.pk}/",
    }[page]
    grow(account, 1)
    few = queries(client, path)
    grow(account, 10)

    assert queries(client, path) == few
