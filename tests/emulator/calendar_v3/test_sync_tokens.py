"""Tokens themselves: what they stand beside, what they belong to, how long they live."""

import base64
import datetime as dt
import http.client

import pytest
from googleapiclient.errors import HttpError

ALICE, BOB = "alice@example.com", "bob@example.com"
LITTLE, OTHER = (f"{name}@group.calendar.google.com" for name in ("little", "other"))
BEGINNING = dt.datetime(2027, 3, 1, 10, 30, tzinfo=dt.UTC)


@pytest.fixture
def lists(google, service):
    """Asks for one of the lists, by name, of a calendar of Alice's with a few events."""
    for calendar_id in (LITTLE, OTHER):
        events = [{"id": f"event{number}", "start": {"date": "2026-11-20"}} for number in range(3)]
        google.add_calendar(id=calendar_id, owner=ALICE, summary="Little", events=events)
    methods = {
        "events": lambda **given: service.events().list(**{"calendarId": LITTLE, **given}),
        "instances": lambda **given: service.events().instances(calendarId=LITTLE, **given),
        "acl": lambda **given: service.acl().list(**{"calendarId": LITTLE, **given}),
        "calendarList": lambda **given: service.calendarList().list(**given),
        "settings": lambda **given: service.settings().list(**given),
    }
    return lambda name="events", **given: methods[name](**given)


@pytest.fixture
def token(lists):
    return lambda name="events", **given: lists(name, **given).execute()["nextSyncToken"]


def refusal(request):
    """Give the status and the reason with which a request is refused."""
    with pytest.raises(HttpError) as error:
        request.execute()
    return error.value.status_code, error.value.error_details[0]["reason"]


RESTRICTED = (400, "syncTokenWithRequestRestrictions")
GONE = (410, "fullSyncRequired")
MOMENT = "2026-11-01T00:00:00Z"


@pytest.mark.rule("Y-5", "X-24")
@pytest.mark.parametrize(
    "beside",
    [
        {"iCalUID": "event1@google.com"},
        {"privateExtendedProperty": "a=b"},
        {"sharedExtendedProperty": "a=b"},
        {"q": "x"},
        {"timeMin": MOMENT},
        {"timeMax": MOMENT},
        {"updatedMin": MOMENT},
        {"showDeleted": False},
    ],
)
def test_a_sync_token_goes_with_no_restriction(lists, token, beside):
    assert refusal(lists(syncToken=token(), **beside)) == RESTRICTED


@pytest.mark.rule("Y-5", "X-25")
@pytest.mark.parametrize("order", ["startTime", "updated"])
def test_a_sync_token_goes_with_no_order(lists, token, order):
    request = lists(syncToken=token(singleEvents=True), singleEvents=True, orderBy=order)

    assert refusal(request) == (400, "syncTokenWithNonDefaultOrdering")


@pytest.mark.rule("Y-5")
@pytest.mark.parametrize("size", [1, 2500])
def test_the_size_of_pages_may_change_from_one_increment_to_another(lists, token, size):
    assert lists(syncToken=token(), maxResults=size).execute()["items"] == []


@pytest.mark.rule("Y-8", "Z-11")
@pytest.mark.parametrize(
    "damaged",
    [
        lambda token: token + "x",
        lambda token: token[:-1],
        lambda token: token[:-6],
        lambda token: "CAE" + token[3:],
        lambda token: token[:4] + " " + token[4:],
    ],
)
@pytest.mark.parametrize("name", ["events", "calendarList", "acl", "settings"])
def test_a_damaged_token_that_can_be_read_asks_for_a_full_sync(lists, token, name, damaged):
    assert refusal(lists(name, syncToken=damaged(token(name)))) == GONE


@pytest.mark.rule("Z-11")
@pytest.mark.parametrize("text", ["x", "AAAA", "not a token", "////", "\N{SNOWMAN}", "8" * 5000])
@pytest.mark.parametrize("name", ["events", "calendarList", "acl", "settings"])
def test_what_cannot_be_read_is_no_token(lists, name, text):
    assert refusal(lists(name, syncToken=text)) == (400, "invalid")


@pytest.mark.rule("Z-11")
@pytest.mark.parametrize(("end", "expected"), [("", GONE), (None, (400, "invalid"))])
def test_a_watch_refuses_bad_sync_tokens_like_a_list(google, service, token, end, expected):
    text = "x" if end is None else token()
    google.expire_sync_tokens()
    body = {"id": "channel1", "type": "web_hook", "address": "http://127.0.0.1:1/"}

    request = service.events().watch(calendarId=LITTLE, body=body, syncToken=text)

    assert refusal(request) == expected


@pytest.mark.rule("Y-3", "Y-21")
@pytest.mark.parametrize(
    "differing",
    [
        {"calendarId": OTHER},
        {"singleEvents": True},
        {"eventTypes": "default"},
        {"timeZone": "Asia/Tokyo"},
        {"maxAttendees": 2},
    ],
)
def test_a_sync_token_belongs_to_one_calendar_and_its_parameters(lists, token, differing):
    assert refusal(lists(syncToken=token(), **differing)) == GONE


@pytest.mark.rule("Y-20", "Y-21")
@pytest.mark.parametrize(
    ("name", "other"), [("acl", "events"), ("events", "acl"), ("calendarList", "settings")]
)
def test_a_sync_token_belongs_to_one_kind_of_list(lists, token, name, other):
    assert refusal(lists(other, syncToken=token(name))) == GONE


@pytest.mark.rule("Y-21")
def test_each_person_has_tokens_of_their_own(google, service_for, token):
    google.share(LITTLE, BOB, "owner")
    bob = service_for(BOB)

    assert refusal(bob.events().list(calendarId=LITTLE, syncToken=token())) == GONE
    assert refusal(bob.settings().list(syncToken=token("settings"))) == GONE
    assert refusal(bob.calendarList().list(syncToken=token("calendarList"))) == GONE


def test_the_primary_calendar_may_be_called_by_either_name(lists, token):
    given = token(calendarId="primary", maxResults=2500)

    assert lists(calendarId=ALICE, syncToken=given).execute()["items"] == []


@pytest.mark.rule("Y-11")
@pytest.mark.parametrize("name", ["events", "calendarList", "acl", "settings"])
def test_a_sync_token_lives_to_the_second(google, lists, token, name):
    google.freeze(BEGINNING)
    google.switch(sync_token_seconds=60)
    given = token(name)

    google.advance(dt.timedelta(seconds=59))
    alive = lists(name, syncToken=given).execute()
    google.advance(dt.timedelta(seconds=1))

    assert alive["items"] == []
    assert refusal(lists(name, syncToken=given)) == GONE


@pytest.mark.rule("Y-11", "Y-7")
@pytest.mark.parametrize("name", ["events", "calendarList", "acl", "settings"])
def test_a_month_or_a_control_ends_the_sync_tokens_of_every_list(google, lists, token, name):
    old = token(name)
    google.advance(dt.timedelta(days=31))
    google.expire_access_tokens()  # which the client renews
    of_today = token(name)

    assert refusal(lists(name, syncToken=old)) == GONE
    assert lists(name, syncToken=of_today).execute()["items"] == []
    google.expire_sync_tokens()
    assert refusal(lists(name, syncToken=of_today)) == GONE


@pytest.mark.rule("Y-28")
@pytest.mark.parametrize("name", ["events", "calendarList", "acl", "settings"])
def test_page_tokens_of_every_list_grow_old(google, lists, name):
    google.share(LITTLE, BOB, "reader")
    given = lists(name, maxResults=1).execute()["nextPageToken"]
    google.expire_sync_tokens()
    in_time = lists(name, maxResults=1, pageToken=given).execute()

    google.advance(dt.timedelta(days=1))
    google.expire_access_tokens()

    assert len(in_time["items"]) == 1
    assert refusal(lists(name, maxResults=1, pageToken=given)) == (400, "invalid")


@pytest.mark.rule("E-62")
@pytest.mark.parametrize(("name", "other"), [("acl", "events"), ("settings", "calendarList")])
def test_a_page_token_belongs_to_one_list(google, lists, name, other):
    google.share(LITTLE, BOB, "reader")
    given = lists(name, maxResults=1).execute()["nextPageToken"]

    assert refusal(lists(other, maxResults=1, pageToken=given)) == (400, "invalid")


@pytest.mark.rule("Z-14", "Y-27")
def test_an_events_token_is_a_message_in_padded_base64(google, lists, token):
    google.freeze(BEGINNING)
    edited = google.edit_event(LITTLE, "event1", summary="Other")
    micros = int(edited["etag"].strip('"')) // 2
    given = token()

    fields = message(base64.b64decode(given, altchars=b"-_", validate=True))

    assert (fields[1], fields[2], fields[3]) == (micros, micros, 5)
    assert fields[4] == fields[5]
    google.advance(dt.timedelta(hours=2))
    google.expire_access_tokens()
    assert message(base64.urlsafe_b64decode(token()))[4] == fields[4]


def message(data):
    """Read a protobuf message of whole numbers."""
    fields, position = {}, 0
    while position < len(data):
        assert data[position] & 7 == 0
        number, value, shift, position = data[position] >> 3, 0, 0, position + 1
        while True:
            value, shift, position = (
                value | (data[position] & 0x7F) << shift,
                shift + 7,
                position + 1,
            )
            if not data[position - 1] & 0x80:
                break
        fields[number] = value
    return fields


@pytest.mark.rule("Y-22", "E-67")
def test_updated_min_counts_to_the_millisecond(google, lists):
    google.freeze(BEGINNING)
    google.edit_event(LITTLE, "event0", summary="Before")
    google.advance(dt.timedelta(milliseconds=500))
    google.edit_event(LITTLE, "event1", summary="After")

    found = lists(updatedMin="2027-03-01T10:30:00.500Z").execute()

    assert [item["id"] for item in found["items"]] == ["event1"]


@pytest.mark.rule("Y-23", "H-16")
def test_reminders_alone_are_not_found_by_updated_min_even_where_they_are_changes(
    google, service, lists, token
):
    google.switch(reminders_are_changes=True)
    google.advance(dt.timedelta(minutes=1))
    since, given = google.world.clock.now().isoformat(timespec="seconds"), token()
    body = {"reminders": {"useDefault": False, "overrides": [{"method": "popup", "minutes": 5}]}}

    service.events().patch(calendarId=LITTLE, eventId="event0", body=body).execute()

    assert lists(updatedMin=since).execute()["items"] == []
    assert len(lists(syncToken=given).execute()["items"]) == 1


@pytest.mark.rule("E-60", "E-61")
@pytest.mark.parametrize("name", ["events", "calendarList", "acl", "settings"])
def test_every_list_can_have_short_and_empty_pages(google, lists, name):
    google.page_size(1)
    google.empty_pages(1)

    empty = lists(name).execute()
    short = lists(name, pageToken=empty["nextPageToken"]).execute()

    assert (empty["items"], len(short["items"])) == ([], 1)
    assert "nextSyncToken" not in empty | short


def test_a_token_is_never_refused_with_the_fault_of_a_server(lists):
    for text in ("CA", "CAE", "CAEQAQ", "CAEQARgF", "EgEA", "CAE=" * 100, "-" * 64, "_w"):
        with pytest.raises(HttpError) as error:
            lists(syncToken=text).execute()
        assert error.value.status_code in (http.client.BAD_REQUEST, http.client.GONE)


@pytest.mark.rule("L-7", "Y-7")
def test_a_change_of_sharing_between_pages_ends_the_token_of_the_last_page(google, lists, token):
    google.share(LITTLE, BOB, "reader")
    first = lists(maxResults=1).execute()

    google.share(LITTLE, BOB, "freeBusyReader")

    last = lists(maxResults=5, pageToken=first["nextPageToken"]).execute()
    assert refusal(lists(syncToken=last["nextSyncToken"])) == GONE
