"""Notifications: when one comes, what it says, and when none does."""

import contextlib
import datetime as dt
from email.utils import parsedate_to_datetime

import pytest
from googleapiclient.errors import HttpError

ALICE, BOB = "alice@example.com", "bob@example.com"
DAY = dt.timedelta(days=1)


@pytest.fixture
def told_of(google, receiver):
    """Waits until all messages have arrived, and gives the states that one channel heard."""

    def states(channel):
        google.wait_for_deliveries()
        return [
            message["X-Goog-Resource-State"]
            for message in receiver.messages
            if message["X-Goog-Channel-ID"] == channel["id"]
        ]

    return states


@pytest.fixture
def watch_kind(service, receiver):
    """Opens a channel on the list of a kind."""

    def opened(kind, **query):
        if kind in ("acl", "events"):
            query["calendarId"] = "primary"
        body = {"id": kind, "type": "web_hook", "address": receiver.url}
        return getattr(service, kind)().watch(body=body, **query).execute()

    return opened


@pytest.mark.rule("P-5")
def test_the_first_message_comes_at_once(receiver, watch, told):
    watch()

    assert told() == ["sync"]
    assert receiver.said("Message-Number") == ["1"]


@pytest.mark.rule("P-5")
def test_the_first_message_comes_even_where_the_answer_gets_lost(google, receiver, watch, told):
    google.fail(method="events.watch", action="cut_after", times=5)

    with contextlib.suppress(OSError):
        watch(id="known-before")

    assert told() == ["sync"]
    assert receiver.said("Channel-ID") == ["known-before"]


@pytest.mark.rule("P-6")
def test_each_change_is_told(service, watch, told):
    watch()
    event = {"start": {"date": "2026-11-20"}, "end": {"date": "2026-11-21"}}
    made = service.events().insert(calendarId="primary", body=event).execute()
    named = {"calendarId": "primary", "eventId": made["id"]}
    service.events().patch(**named, body={"summary": "Other"}).execute()
    service.events().delete(**named).execute()

    assert told() == ["sync", "exists", "exists", "exists"]


@pytest.mark.rule("P-6")
def test_nothing_is_told_where_nothing_changes(service, watch, told):
    watch()
    service.events().list(calendarId="primary").execute()
    with pytest.raises(HttpError):
        service.events().delete(calendarId="primary", eventId="nowhere").execute()

    assert told() == ["sync"]


@pytest.mark.rule("P-6")
def test_a_change_by_another_person_is_told(google, service, watch, told_of, service_for):
    channel = watch()
    body = {
        "start": {"date": "2026-11-20"},
        "end": {"date": "2026-11-21"},
        "attendees": [{"email": ALICE}],
    }

    service_for(BOB).events().insert(calendarId="primary", body=body).execute()

    assert told_of(channel) == ["sync", "exists"]


@pytest.mark.rule("P-6")
@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("acl", lambda google: google.share(ALICE, BOB, "reader")),
        ("calendarList", lambda google: google.add_calendar(id="c@x", owner=ALICE, summary="C")),
        ("settings", lambda google: google.set_setting(ALICE, "weekStart", "0")),
        ("events", lambda google: google.add_event(ALICE, summary="Talk")),
    ],
)
def test_each_kind_hears_of_its_own_changes_alone(google, watch_kind, told_of, kind, change):
    channels = {each: watch_kind(each) for each in ("acl", "calendarList", "events", "settings")}

    change(google)

    heard = {each: told_of(channel)[1:] for each, channel in channels.items()}
    assert heard == {each: ["exists"] * (each == kind) for each in channels}


@pytest.mark.rule("P-6")
def test_a_deleted_calendar_exists_no_more(google, service, watch, told_of):
    made = service.calendars().insert(body={"summary": "Short-lived"}).execute()
    channel = watch(made["id"])

    service.calendars().delete(calendarId=made["id"]).execute()
    google.add_event(ALICE, summary="Another")

    assert told_of(channel) == ["sync", "not_exists"]


def test_a_switch_keeps_silent_of_deleted_calendars(google, service, watch, told_of):
    google.switch(channels_tell_of_deletion=False)
    made = service.calendars().insert(body={"summary": "Short-lived"}).execute()
    channel = watch(made["id"])

    service.calendars().delete(calendarId=made["id"]).execute()

    assert told_of(channel) == ["sync"]


@pytest.mark.rule("P-7")
def test_a_message_is_its_headers(google, receiver, watch, told):
    channel = watch(id="one", token="calendar=7", address=receiver.url + "?a=b")

    told()

    message = receiver.messages[0]
    assert {name: message[f"X-Goog-{name}"] for name in ("Channel-ID", "Channel-Token")} == {
        "Channel-ID": "one",
        "Channel-Token": "calendar=7",
    }
    assert message["X-Goog-Resource-ID"] == channel["resourceId"]
    assert message["X-Goog-Resource-URI"] == channel["resourceUri"]
    expires_at = parsedate_to_datetime(message["X-Goog-Channel-Expiration"])
    assert expires_at.timestamp() == int(channel["expiration"]) // 1000
    assert (message["Content-Length"], message["body"]) == ("0", "")
    assert message["path"] == "/hook?a=b"


@pytest.mark.rule("P-7")
def test_a_channel_without_a_token_has_no_header_for_it(receiver, watch, told):
    watch()

    told()

    assert "X-Goog-Channel-Token" not in receiver.messages[0]


@pytest.mark.rule("P-8")
def test_numbers_rise_though_not_by_one(receiver, watch, told, add):
    watch()
    for _ in range(8):
        add()
    told()

    numbers = [int(number) for number in receiver.said("Message-Number")]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] > len(numbers)


@pytest.mark.rule("P-17")
def test_many_changes_at_once_are_one_message(google, service, watch, told):
    start = {"dateTime": "2026-11-20T10:00:00Z"}
    series = google.add_event(ALICE, start=start, recurrence=["RRULE:FREQ=DAILY;COUNT=5"])
    watch()

    service.events().delete(calendarId="primary", eventId=series["id"]).execute()

    assert told() == ["sync", "exists"]


@pytest.mark.rule("P-23")
def test_a_channel_ends_by_the_clock(google, watch, told, add):
    watch(params={"ttl": "3600"})
    google.advance(dt.timedelta(minutes=59))
    add()
    google.wait_for_deliveries()
    google.advance(dt.timedelta(minutes=1))
    add()

    assert told() == ["sync", "exists"]


@pytest.mark.rule("P-23")
def test_a_message_on_its_way_does_not_outlive_its_channel(google, service, watch, told, add):
    channel = watch()
    google.wait_for_deliveries()
    google.disturb(action="delay", seconds=0.1)
    add()
    service.channels().stop(body={k: channel[k] for k in ("id", "resourceId")}).execute()

    assert told() == ["sync"]
    assert google.deliveries[-1].outcome == "stopped"


@pytest.mark.rule("P-24")
def test_a_revoked_grant_ends_the_messages_without_a_word(google, watch, told, add):
    watch()
    google.wait_for_deliveries()
    google.revoke_grants(ALICE)
    add()

    assert told() == ["sync"]


@pytest.mark.rule("P-24")
def test_who_may_no_longer_see_a_calendar_hears_no_more_of_it(google, watch, told):
    google.share(BOB, ALICE, "reader")
    watch(BOB)
    google.add_event(BOB, summary="Seen")
    google.wait_for_deliveries()
    google.share(BOB, ALICE, "none")
    google.add_event(BOB, summary="Not seen")

    assert told() == ["sync", "exists"]


def test_a_conference_that_is_ready_is_told_by_itself(google, service, receiver, watch):
    google.switch(conference_seconds=0.05)
    watch()
    body = {
        "start": {"date": "2026-11-20"},
        "end": {"date": "2026-11-21"},
        "conferenceData": {"createRequest": {"requestId": "r"}},
    }

    call = service.events().insert(calendarId="primary", body=body, conferenceDataVersion=1)
    call.execute()

    receiver.wait_for(3)
    assert receiver.states == ["sync", "exists", "exists"]
