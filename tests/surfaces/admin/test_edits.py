"""What an operator sees of edits, and can do about them."""

import datetime as dt

import pytest
from tests.engine.operations.steps import TIMES, remote, send

from dj_google_calendar.models import Conflict, OutboxEntry
from dj_google_calendar.operations import events, sharing

ENTRIES, CONFLICTS = "/admin/google_calendar/outboxentry/", "/admin/google_calendar/conflict/"


@pytest.fixture
def event(calendar):
    made = events.create_event(
        calendar, by=None, summary="Standup", attendees=["bob@example.com"], **TIMES
    )
    send()
    made.refresh_from_db()
    return made


def act(client, page, action, row):
    fields = {"action": action, "_selected_action": [row.pk]}
    answer = client.post(page, fields, follow=True)
    return [str(message) for message in answer.context["messages"]]


def test_refused_edits_are_sent_again(client, event, google):
    google.fail(method="events.patch", status=400, reason="invalid")
    entry = events.edit_event(event, by=None, summary="Renamed")
    send()

    said = act(client, ENTRIES, "send_again", entry)

    assert said == ["Done for 1 row."]
    send()
    assert remote(google, event)["summary"] == "Renamed"


def test_what_cannot_be_given_up_says_why(client, event):
    said = act(client, ENTRIES, "give_up", event.outbox_entries.get())

    assert said[0] == "Done for 0 rows."
    assert said[1].startswith("E144")


def test_what_could_mail_a_guest_is_found(client, event):
    later = TIMES["start"] - dt.timedelta(hours=1)
    events.edit_event(event, by=None, start=later, send_updates="all")

    page = client.get(ENTRIES + "?parameters__sendUpdates=all")

    assert page.context["cl"].result_count == 1
    assert OutboxEntry.objects.count() == 2


def test_calls_are_listed_with_their_method(client, account):
    family = account.calendars.get(summary="Family")
    sharing.grant(family, "bob@example.com", by=None, role="reader")

    assert "acl.insert" in client.get(ENTRIES).text


@pytest.mark.parametrize("told", ["none", "all"])
def test_a_conflict_is_decided(client, event, google, told):
    events.edit_event(event, by=None, summary="Mine", send_updates=told)
    google.edit_event(event.calendar.google_id, event.google_id, summary="Theirs")
    send()

    act(client, CONFLICTS, "ours", Conflict.objects.get())

    send()
    assert remote(google, event)["summary"] == "Mine"
    assert OutboxEntry.objects.first().parameters == {"sendUpdates": told}
