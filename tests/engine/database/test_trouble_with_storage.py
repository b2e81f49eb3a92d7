"""A database that is full or read-only costs a turn, and nothing else."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection

from dj_google_calendar.conf import conf
from dj_google_calendar.management.loops import Loops
from dj_google_calendar.models import Calendar
from dj_google_calendar.sync.pull_calendar import pull_calendar

pytestmark = pytest.mark.django_db(transaction=True)
ALICE = "alice@example.com"
LARGE = 20_000
READ_ONLY = {
    "sqlite": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
    "postgresql": (
        "SET default_transaction_read_only = on",
        "SET default_transaction_read_only = off",
    ),
}


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone() if cursor.description else None


def fill_up():
    """Leave no room for more; a PostgreSQL that is full takes no more writes either."""
    if connection.vendor == "sqlite":
        run("VACUUM")  # pages that are free would be room
        run(f"PRAGMA max_page_count = {run('PRAGMA page_count')[0] + 2}")
    else:
        run(READ_ONLY[connection.vendor][0])


def make_room():
    if connection.vendor == "sqlite":
        run("PRAGMA max_page_count = 1073741823")
    else:
        run(READ_ONLY[connection.vendor][1])


@pytest.fixture
def room():
    """Makes room in the end, whatever the test did."""
    yield
    make_room()
    run(READ_ONLY[connection.vendor][1])


def state_of(calendar):
    events = set(calendar.events.values_list("google_id", "etag", "status"))
    return events, Calendar.objects.get(pk=calendar.pk).sync_token


def add_much(google):
    for number in range(20):
        google.add_event(ALICE, summary=f"Large {number}", description="x" * LARGE)


def test_a_full_disk_takes_nothing_of_a_page_and_all_of_it_later(calendar, google, time, room):
    before = state_of(calendar)
    add_much(google)
    fill_up()

    with pytest.raises(DatabaseError):
        pull_calendar(calendar)

    make_room()
    assert state_of(calendar) == before
    time.ahead += dt.timedelta(seconds=conf.LEASE_SECONDS + 1)
    pull_calendar(calendar)
    assert calendar.events.filter(summary__startswith="Large").count() == 20
    assert calendar.state == Calendar.State.LIVE


def test_a_full_disk_in_the_middle_of_a_full_pull_keeps_what_was_there(
    calendar, google, time, room
):
    before = set(calendar.events.not_cancelled().values_list("google_id", flat=True))
    google.expire_sync_tokens()
    google.page_size(20)
    add_much(google)  # they are listed last
    fill_up()

    with pytest.raises(DatabaseError):
        pull_calendar(calendar)

    make_room()
    assert set(calendar.events.not_cancelled().values_list("google_id", flat=True)) == before
    time.ahead += dt.timedelta(seconds=conf.LEASE_SECONDS + 1)
    pull_calendar(calendar)
    assert calendar.events.filter(summary__startswith="Large").count() == 20


def test_a_database_that_only_reads_costs_a_turn(calendar, google, room):
    before = state_of(calendar)
    google.add_event(ALICE, summary="New")
    run(READ_ONLY[connection.vendor][0])

    with pytest.raises(DatabaseError):
        pull_calendar(calendar)

    run(READ_ONLY[connection.vendor][1])
    assert state_of(calendar) == before
    pull_calendar(calendar)
    assert calendar.events.filter(summary="New").exists()


def test_a_worker_s_work_that_fails_is_tried_again(caplog):
    loops, turns = Loops(), []

    def work():
        turns.append(1)
        if len(turns) == 2:
            raise DatabaseError("disk full")
        if len(turns) == 3:
            loops.stop()

    loops.run((work, 0))

    assert len(turns) == 3
    assert not loops.has_failed
    assert "work failed" in caplog.text
