"""How databases find the instances of a series where hardly an event is one."""

import pytest
from django.db import connection

from dj_google_calendar.mirror.stores import upsert
from dj_google_calendar.models import Event

INDEX = "event_instances"
MANY = 3_000


@pytest.fixture
def events(calendar):
    """The events of a calendar, many and single, of which the planner knows all."""
    calendar.events.all().delete()
    Event.objects.bulk_create(
        Event(calendar=calendar, google_id=f"single{number}", resource={"id": f"single{number}"})
        for number in range(MANY)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return calendar.events


def test_instances_are_read_by_their_index(events):
    assert INDEX in events.instances_of(["single7"]).explain()


def test_a_series_is_renewed_without_reading_the_other_events(events, calendar):
    is_wanted = "f.google_id = 'single7'"
    quote = connection.ops.quote_name
    sql = upsert.series_sql(quote, upsert.table(quote), is_wanted, "count(i.google_id)")
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"

    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}", {"calendar": calendar.pk, "until": "2028-01-01"})
        plan = "\n".join(str(row) for row in cursor.fetchall())

    assert INDEX in plan
    assert "SCAN i" not in plan
    assert "Seq Scan on google_calendar_event" not in plan
