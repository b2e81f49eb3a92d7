"""One calendar in three accounts: each has its own tokens, rows and troubles."""

import datetime as dt

import pytest
from django.contrib.auth.models import User

from dj_google_calendar import clock
from dj_google_calendar.credentials.credentials import Credentials
from dj_google_calendar.models import Calendar
from dj_google_calendar.operations.accounts import connect_account, disconnect_account
from dj_google_calendar.sync.pull_calendar import pull_calendar
from dj_google_calendar.sync.pull_calendar_list import pull_calendar_list

SHARED = "shared@group.calendar.google.com"
PEOPLE = ("alice", "bob", "charlie")


def connect(google, name):
    address = f"{name}@example.com"
    given = google.credentials(address)
    user, _ = User.objects.get_or_create(username=name)
    return connect_account(
        user,
        Credentials(
            access_token=given["token"],
            refresh_token=given["refresh_token"],
            expires_at=clock.now() + dt.timedelta(hours=1),
            scopes=tuple(given["scopes"]),
            client_id=given["client_id"],
        ),
    )


@pytest.fixture
def copies(google, db):
    """The shared calendar as each of three people has it, pulled."""
    for name in PEOPLE:
        if f"{name}@example.com" not in google.world.users:
            google.add_user(f"{name}@example.com")
    google.add_calendar(id=SHARED, owner="alice@example.com", summary="Shared")
    for name in PEOPLE[1:]:
        google.share(SHARED, f"{name}@example.com", "writer")
        listed = {"user": f"{name}@example.com", "id": SHARED}
        google.load({"calendarList": [listed]})
    google.add_event(SHARED, summary="For all")
    for name in PEOPLE:
        pull_calendar_list(connect(google, name))
    found = list(Calendar.objects.filter(google_id=SHARED).order_by("account__email"))
    for calendar in found:
        pull_calendar(calendar)
    return found


def titles(calendar):
    return set(calendar.events.not_cancelled().values_list("summary", flat=True))


def test_each_account_has_its_own_token_and_rows(copies):
    assert len(copies) == 3
    assert len({calendar.pk for calendar in copies}) == 3
    assert all(calendar.sync_token for calendar in copies)
    assert [titles(calendar) for calendar in copies] == [{"For all"}] * 3


def test_what_one_has_pulled_the_others_still_get(copies, google):
    google.add_event(SHARED, summary="New")
    first, second, third = copies

    pull_calendar(first)
    pull_calendar(second)

    assert "New" in titles(first)
    assert "New" in titles(second)
    assert "New" not in titles(third)
    pull_calendar(third)
    assert "New" in titles(third)


def test_a_token_that_died_for_one_leaves_the_others_alone(copies, google):
    first, second, _ = copies
    Calendar.objects.filter(pk=first.pk).update(sync_token="dead")
    google.log.clear()

    pull_calendar(first)
    pull_calendar(second)

    assert google.log.count("events.list", without="syncToken", email="alice@example.com") == 1
    assert google.log.count("events.list", without="syncToken", email="bob@example.com") == 0


def test_who_disconnects_takes_only_their_own(copies):
    disconnect_account(copies[0].account)

    assert [titles(calendar) for calendar in copies[1:]] == [{"For all"}] * 2
    assert Calendar.objects.filter(google_id=SHARED).count() == 2
