"""Too many calls in a minute."""

import datetime as dt

import pytest
from googleapiclient.errors import HttpError

from gcal_emulator import Emulator
from gcal_emulator.demo_seed import FAMILY

MINUTE = dt.timedelta(minutes=1)
BOB = "bob@example.com"
DAY = {"start": {"date": "2026-11-20"}, "end": {"date": "2026-11-21"}}


@pytest.fixture
def limited(google):
    """Sets limits while time stands still."""

    def to(**switches):
        google.freeze()
        google.switch(**{"rate_limit_status": "403"} | switches)

    return to


@pytest.fixture
def works(service):
    """Says of a call whether it is answered, or why it is not."""

    def said(request=None):
        try:
            (request or service.colors().get()).execute()
        except HttpError as error:
            details = error.error_details[0]
            return error.status_code, details["reason"], details["domain"], details["message"]
        return True

    return said


@pytest.mark.rule("Q-1")
def test_googles_own_limits_hold_where_google_is_taken_strictly():
    switches = Emulator(strict=True).world.switches

    assert (switches.requests_per_minute, switches.requests_per_minute_per_user) == (10_000, 600)


@pytest.mark.rule("Q-1", "X-3")
def test_one_person_has_so_many_calls_in_any_minute(google, limited, works, service_for):
    bobs = service_for(BOB).colors().get()
    limited(requests_per_minute_per_user=2)

    first = [works() for _ in range(3)]
    google.advance(MINUTE)

    refused = (403, "userRateLimitExceeded", "usageLimits", "User Rate Limit Exceeded")
    assert first == [True, True, refused]
    assert works(bobs) is works() is True


@pytest.mark.rule("Q-1")
def test_the_minute_slides(google, limited, works):
    limited(requests_per_minute_per_user=2)
    seen = []
    for seconds in (0, 40, 0, 30, 0, 30):
        google.advance(dt.timedelta(seconds=seconds))
        seen.append(works() is True)

    assert seen == [True, True, False, True, False, True]


@pytest.mark.rule("Q-1", "X-4")
def test_a_project_has_so_many_calls_for_all_its_people(limited, works, service_for):
    bobs = service_for(BOB).colors().get()
    limited(requests_per_minute=2)

    seen = [works(), works(bobs), works()]

    refused = (403, "rateLimitExceeded", "usageLimits", "Rate Limit Exceeded")
    assert seen == [True, True, refused]


@pytest.mark.rule("Q-6", "X-4")
def test_writes_into_one_calendar_are_limited_by_themselves(limited, works, service):
    limited(writes_per_minute_per_calendar=1)

    def insert(calendar_id):
        return works(service.events().insert(calendarId=calendar_id, body=DAY))

    assert insert("primary") is True
    assert insert("alice@example.com")[:2] == (403, "rateLimitExceeded")
    assert insert(FAMILY) is True
    assert works(service.events().list(calendarId="primary")) is True


@pytest.mark.rule("Q-6")
def test_the_primary_calendars_of_two_people_are_two(limited, works, service, service_for):
    inserts = [
        each.events().insert(calendarId="primary", body=DAY) for each in (service, service_for(BOB))
    ]
    limited(writes_per_minute_per_calendar=1)

    assert [works(request) for request in inserts] == [True, True]


@pytest.mark.rule("X-5")
def test_the_newer_status_for_the_same(limited, works, wire):
    limited(requests_per_minute_per_user=1, rate_limit_status="429")
    works()

    answer = wire("GET", "colors")

    error = answer.json()["error"]
    assert answer.status_code == 429
    assert error["errors"][0]["reason"] == "rateLimitExceeded"
    assert error["status"] == "RESOURCE_EXHAUSTED"


def test_both_statuses_come_by_turns(limited, works):
    limited(requests_per_minute_per_user=1, rate_limit_status="both")
    works()

    assert {works()[0] for _ in range(20)} == {403, 429}


@pytest.mark.rule("Q-7")
def test_people_who_share_an_account_are_told_apart_by_quota_user(limited, works, service):
    limited(requests_per_minute_per_user=1)

    def call(name):
        return works(service.colors().get(quotaUser=name)) is True

    assert [call("a"), call("b"), call("a")] == [True, True, False]


def test_each_call_of_a_batch_counts(limited, works, service):
    limited(requests_per_minute_per_user=3)
    seen = []
    batch = service.new_batch_http_request(lambda *called: seen.append(called[2] is None))
    for _ in range(4):
        batch.add(service.colors().get())

    batch.execute()

    assert seen == [True, True, True, False]
