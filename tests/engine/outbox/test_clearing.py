"""A calendar is cleared once, whatever came into it since."""

from tests.engine.outbox.conftest import ALICE, FIELDS

from dj_google_calendar.models import OutboxEntry
from dj_google_calendar.operations.calendars import clear_calendar
from dj_google_calendar.sync.pull_calendar import pull_calendar

TEAM = "team@group.calendar.google.com"
LONG_AGO = "2020-01-01T00:00:00.000Z"


def test_what_was_moved_into_a_cleared_calendar_stays(calendar, google, api, flush, alice):
    google.add_calendar(id=TEAM, owner=ALICE, summary="Team")
    google.add_event(TEAM, id="oldest0", created=LONG_AGO, updated=LONG_AGO, **FIELDS)
    google.fail(method="calendars.clear", action="cut_after", times=1)
    cleared = clear_calendar(calendar, by=alice)
    flush()
    api.events().move(calendarId=TEAM, eventId="oldest0", destination=ALICE).execute()
    OutboxEntry.objects.update(not_before="2020-01-01T00:00:00Z")

    assert flush(cleared) == ["sent"]

    assert google.log.count("calendars.clear") == 1
    assert api.events().get(calendarId=ALICE, eventId="oldest0").execute()["status"] == "confirmed"


def test_what_came_into_a_cleared_calendar_does_not_vanish_with_the_late_answer(
    calendar, google, flush, alice
):
    google.add_event(ALICE, id="oldest0", created=LONG_AGO, updated=LONG_AGO, **FIELDS)
    pull_calendar(calendar)
    google.fail(method="calendars.clear", action="cut_after", times=1)
    cleared = clear_calendar(calendar, by=alice)
    flush()
    google.add_event(ALICE, id="newest0", **FIELDS)
    pull_calendar(calendar)
    OutboxEntry.objects.update(not_before="2020-01-01T00:00:00Z")

    assert flush(cleared) == ["sent"]

    assert [event.google_id for event in calendar.events.not_cancelled()] == ["newest0"]
