"""Lists that end, lie or fail in their middle: read again, and nothing vanishes for it."""

import datetime as dt
import json

import pytest

from dj_google_calendar import clock
from dj_google_calendar.exceptions import BadRequestError, GatewayError
from dj_google_calendar.mirror.columns import MAPPING_VERSION
from dj_google_calendar.models import Account, Calendar, Event
from dj_google_calendar.operations.events import create_event
from dj_google_calendar.outbox.record import record_edit
from dj_google_calendar.sync.pull_calendar import pull_calendar
from dj_google_calendar.tasks import tick

ALICE = "alice@example.com"
NOTHING = {"kind": "calendar#events", "items": [], "nextSyncToken": "made up"}
State = Calendar.State


def living(google):
    events = google.world.calendars[ALICE].events
    return {key for key, event in events.items() if not event.is_cancelled}


def mirrored(calendar):
    return set(calendar.events.not_cancelled().values_list("google_id", flat=True))


@pytest.mark.parametrize(
    ("status", "reason"), [(400, "invalid"), (410, "fullSyncRequired"), (410, "")]
)
@pytest.mark.parametrize("page", [1, 4])
def test_a_token_that_is_refused_in_the_middle_begins_anew(calendar, google, status, reason, page):
    Calendar.objects.update(sync_token="", page_token="")
    google.page_size(20)
    google.fail(method="events.list", skip=page, status=status, reason=reason)
    google.add_event(ALICE, summary="New")

    pull_calendar(calendar)

    assert calendar.state == State.LIVE
    assert mirrored(calendar) == living(google)


def test_a_list_that_is_always_refused_is_not_asked_for_without_end(calendar, google):
    google.fail(method="events.list", status=400, reason="invalid", times=99)
    google.log.clear()

    with pytest.raises(BadRequestError):
        pull_calendar(calendar)

    assert google.log.count("events.list") == 2


def test_what_waits_in_the_outbox_hides_no_empty_list(calendar, google, settings, alice):
    settings.GOOGLE_CALENDAR = settings.GOOGLE_CALENDAR | {"BRAKE_ROWS": 0, "BRAKE_SHARE": 0.99}
    before = mirrored(calendar)
    for number in range(len(before)):
        times = {"start": dt.date(2026, 12, 1), "end": dt.date(2026, 12, 2)}
        create_event(calendar, summary=f"New {number}", by=alice, **times)
    google.expire_sync_tokens()
    google.fail(method="events.list", status=200, body=json.dumps(NOTHING), skip=1)

    pull_calendar(calendar)

    assert calendar.state == State.HELD
    assert before <= mirrored(calendar)


def test_an_empty_list_is_noticed_though_all_that_is_known_is_being_edited(
    calendar, google, settings, alice
):
    settings.GOOGLE_CALENDAR = settings.GOOGLE_CALENDAR | {"BRAKE_ROWS": 0}
    for event in calendar.events.not_cancelled().filter(recurring_event_id=""):
        record_edit(event, {"summary": "Ours"}, by=alice)
    Event.objects.filter(calendar=calendar, in_outbox=False).delete()
    Calendar.objects.update(sync_token="")
    google.fail(method="events.list", status=200, body=json.dumps(NOTHING))

    pull_calendar(calendar)

    assert calendar.state == State.HELD


def test_a_list_that_holds_all_that_is_being_edited_is_not_held(calendar, google, settings, alice):
    settings.GOOGLE_CALENDAR = settings.GOOGLE_CALENDAR | {"BRAKE_ROWS": 0}
    for event in calendar.events.not_cancelled().filter(recurring_event_id=""):
        record_edit(event, {"summary": "Ours"}, by=alice)
    Calendar.objects.update(sync_token="")

    pull_calendar(calendar)

    assert calendar.state == State.LIVE


def test_an_empty_list_with_status_200_removes_nothing(calendar, google):
    before = mirrored(calendar)
    google.expire_sync_tokens()
    google.fail(method="events.list", status=200, body=json.dumps(NOTHING), skip=1)

    pull_calendar(calendar)

    assert calendar.state == State.HELD
    assert mirrored(calendar) == before


def test_increments_repeat_the_parameters_of_the_full_list(calendar, google):
    google.log.clear()
    pull_calendar(calendar)
    google.expire_sync_tokens()
    pull_calendar(calendar)

    asked = [
        {key: value for key, value in entry.query.items() if not key.endswith("Token")}
        for entry in google.log
        if entry.method == "events.list"
    ]
    assert len(asked) == 3
    assert asked[0] == asked[1] == asked[2]
    assert not {"timeMin", "timeMax", "q", "singleEvents", "orderBy"} & asked[0].keys()


def test_a_new_mapping_has_all_columns_filled_anew(calendar, google):
    Event.objects.update(summary="As an older version read it")
    Calendar.objects.update(mapping_version=MAPPING_VERSION - 1)
    google.log.clear()

    pull_calendar(calendar)

    assert google.log.count("events.list", without="syncToken") > 0
    assert not calendar.events.not_cancelled().filter(summary__startswith="As an older").exists()
    assert Calendar.objects.get(pk=calendar.pk).mapping_version == MAPPING_VERSION


@pytest.mark.parametrize(
    ("status", "reason"), [(412, "conditionNotMet"), (500, "backendError"), (404, "notFound")]
)
def test_a_bad_calendar_stops_no_other(account, google, status, reason):
    calendars = [f"c{number}@group.calendar.google.com" for number in range(8)]
    for calendar_id in calendars:
        google.add_calendar(id=calendar_id, owner=ALICE, summary=calendar_id)
        google.add_event(calendar_id, summary="There")
    google.fail(
        method="events.list", calendar_id=calendars[3], status=status, reason=reason, times=99
    )
    Account.objects.update(next_list_pull_at="2000-01-01T00:00Z")

    tick()

    there = Event.objects.filter(summary="There").values_list("calendar__google_id", flat=True)
    assert set(there) == set(calendars) - {calendars[3]}
    bad = account.calendars.get(google_id=calendars[3])
    assert bad.state in {State.BACKOFF, State.UNREACHABLE}
    assert bad.state_reason
    account.refresh_from_db()
    assert account.state == Account.State.ACTIVE


def test_google_s_own_wait_is_kept(calendar, google):
    google.fail(method="events.list", status=503, reason="backendError", retry_after=1200, times=99)
    google.log.clear()

    with pytest.raises(GatewayError):
        pull_calendar(calendar)

    assert google.log.count("events.list") == 1
    found = Calendar.objects.get(pk=calendar.pk)
    assert (found.next_pull_at - clock.now()).total_seconds() > 1190
