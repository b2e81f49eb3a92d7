"""A page of a pull costs the same number of statements, however many pages there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dj_google_calendar.models import Event
from dj_google_calendar.sync.pull_calendar import pull_calendar

ALICE = "alice@example.com"


def statements_a_page(calendar, google, size):
    google.expire_sync_tokens()
    google.page_size(size)
    Event.objects.all().delete()
    with CaptureQueriesContext(connection) as captured:
        run = pull_calendar(calendar)
    return len(captured) / run.pages


@pytest.mark.slow
def test_statements_grow_with_pages_alone(calendar, google):
    for number in range(400):
        google.add_event(
            ALICE, summary=f"{number}", start={"date": "2026-11-20"}, end={"date": "2026-11-21"}
        )

    few = statements_a_page(calendar, google, 100)
    many = statements_a_page(calendar, google, 20)

    assert few < 25
    assert many <= few
