"""An import meets an event of its iCal UID that nobody here has seen: that one stays."""

import datetime as dt

import pytest
from tests.engine.operations.steps import TIMES, remote, send

from dj_google_calendar.exceptions import UndoError
from dj_google_calendar.models import Conflict, OutboxEntry
from dj_google_calendar.operations import events, outbox, series
from dj_google_calendar.sync.pull_calendar import pull_calendar

ALICE = "alice@example.com"
UID = "fair@elsewhere.example"
ZONED = {**TIMES, "time_zone": "UTC"}
THEIRS = {
    "iCalUID": UID,
    "summary": "Theirs",
    "location": "Here",
    "start": {"dateTime": "2026-12-01T10:00:00+01:00", "timeZone": "UTC"},
    "end": {"dateTime": "2026-12-01T11:00:00+01:00", "timeZone": "UTC"},
}


@pytest.fixture
def unseen(calendar, google):
    """Adds an event of the UID at Google, and gives what Google has of it."""
    pull_calendar(calendar)

    def added(**fields):
        google.add_event(ALICE, id="theirs0", **{**THEIRS, **fields})
        return lambda: google.world.calendars[ALICE].events["theirs0"].resource

    return added


def imported(calendar, alice, **fields):
    return events.import_event(calendar, by=alice, ical_uid=UID, **{**ZONED, **fields})


def test_it_keeps_what_it_has_and_the_import_is_in_conflict(calendar, alice, unseen, google):
    theirs = unseen()
    made = imported(calendar, alice, summary="Ours", description="Long")

    assert send() == ["conflict"]
    made.refresh_from_db()
    assert (made.google_id, made.summary) == ("theirs0", "Theirs")
    assert (theirs()["summary"], theirs()["location"]) == ("Theirs", "Here")
    assert "description" not in theirs()
    assert set(Conflict.objects.get().fields) == {"summary", "description"}
    assert google.log.count("events.import") == 0


def test_a_person_can_have_what_was_imported_all_the_same(calendar, alice, unseen):
    theirs = unseen()
    imported(calendar, alice, summary="Ours", description="Long")
    send()

    outbox.restore_ours(Conflict.objects.get(), by=alice)

    assert send() == ["conflict", "sent"]
    assert (theirs()["summary"], theirs()["description"]) == ("Ours", "Long")
    assert theirs()["location"] == "Here"


@pytest.mark.parametrize("fields", [{}, {"transparency": "opaque", "visibility": "default"}])
def test_where_they_say_the_same_there_is_no_conflict(calendar, alice, unseen, fields):
    unseen()
    made = imported(calendar, alice, summary="Theirs", **fields)

    assert send() == ["sent"]
    made.refresh_from_db()
    assert (made.google_id, made.resource["location"]) == ("theirs0", "Here")


def test_an_undo_does_not_delete_what_was_there(calendar, alice, unseen):
    theirs = unseen()
    made = imported(calendar, alice, summary="Theirs")
    send()

    with pytest.raises(UndoError, match="was there before"):
        outbox.undo(made.outbox_entries.get(), by=alice)

    assert theirs()["status"] == "confirmed"


@pytest.mark.parametrize("summary", ["Ours", "Theirs"])
@pytest.mark.parametrize("is_undo", [True, False])
def test_a_deletion_of_what_was_to_be_made_does_not_delete_it(
    calendar, alice, unseen, summary, is_undo
):
    theirs = unseen()
    made = imported(calendar, alice, summary=summary)
    if is_undo:
        outbox.undo(made.outbox_entries.get(), by=alice)
    else:
        events.delete_event(made, by=alice)

    assert send()[-1] == "refused"
    made.refresh_from_db()
    assert (made.google_id, made.status, made.summary) == ("theirs0", "confirmed", "Theirs")
    assert theirs()["status"] == "confirmed"


def test_what_was_deleted_of_an_imported_series_stays_with_it(calendar, alice, unseen):
    rule = ["RRULE:FREQ=DAILY;COUNT=3"]
    theirs = unseen(recurrence=rule)
    made = imported(calendar, alice, summary="Theirs", recurrence=rule)
    second = TIMES["start"] + dt.timedelta(days=1)
    series.edit_this(made, by=alice, original_start=second, summary="Other")
    outbox.undo(made.outbox_entries.get(), by=alice)

    assert set(send()) <= {"sent", "refused"}
    assert theirs()["status"] == "confirmed"
    assert calendar.events.get(google_id="theirs0").status == "confirmed"
    assert not OutboxEntry.objects.waiting().exists()


def test_one_that_was_pulled_meanwhile_is_the_same_event(calendar, alice, unseen):
    unseen()
    made = imported(calendar, alice, summary="Ours")
    pull_calendar(calendar)

    assert send() == ["conflict"]
    assert calendar.events.filter(ical_uid=UID).get() == made


@pytest.mark.parametrize("action", ["cut_before", "cut_after"])
def test_an_own_import_whose_answer_was_lost_is_found(calendar, alice, google, later, action):
    google.fail(method="events.import", action=action, times=1)
    made = imported(calendar, alice, summary="Ours")
    send()
    later()

    assert send() == ["sent"]
    made.refresh_from_db()
    assert made.summary == "Ours"
    assert not Conflict.objects.exists()


def test_one_that_was_deleted_at_google_is_imported(calendar, alice, unseen, google):
    theirs = unseen()
    google.delete_event(ALICE, "theirs0")
    imported(calendar, alice, summary="Ours")

    assert send() == ["sent"]
    assert (theirs()["status"], theirs()["summary"]) == ("confirmed", "Ours")


def test_an_import_asks_once_for_what_is_there(calendar, alice, google):
    google.log.clear()
    imported(calendar, alice, summary="Ours")

    send()

    assert google.log.count("events.list") == 1
    assert google.log.count("events.import") == 1


def test_an_import_that_was_refused_is_mended_in_the_request_that_makes_it(calendar, alice, google):
    google.fail(method="events.import", status=400, reason="invalid", times=1)
    draft = events.import_event(calendar, by=alice, ical_uid="one@there", summary="Bad", **TIMES)
    assert send() == ["refused"]
    events.edit_event(draft, by=alice, summary="Good", send_updates="all")

    outbox.retry(OutboxEntry.objects.get(kind="import"), by=alice)

    google.log.clear()
    assert send() == ["sent", "sent"]
    assert google.log.count("events.import") == 1
    assert google.log.count("events.patch") == 0
    draft.refresh_from_db()
    assert remote(google, draft)["summary"] == "Good"


def test_an_edit_of_an_import_that_was_tried_tells_whom_it_was_to_tell(
    calendar, alice, google, later
):
    draft = events.import_event(calendar, by=alice, ical_uid="one@there", summary="Bad", **TIMES)
    google.fail(method="events.import", status=503, reason="backendError", times=1)
    send()
    google.fail(method="events.import", status=400, reason="invalid", times=1)
    later()
    assert send() == ["refused"]
    draft.refresh_from_db()
    edit = events.edit_event(draft, by=alice, summary="Good", send_updates="all")

    outbox.retry(OutboxEntry.objects.get(kind="import"), by=alice)

    edit.refresh_from_db()
    assert edit.send_updates == "all"
