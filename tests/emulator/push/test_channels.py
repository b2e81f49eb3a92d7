"""Channels: how they are opened, for how long, and what is refused."""

import datetime as dt
import json
import urllib.parse

import pytest
from googleapiclient.errors import HttpError

ALICE = "alice@example.com"
HOLIDAYS = "en.german#holiday@group.v.calendar.google.com"
NOW = dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def refused():
    def error(call):
        with pytest.raises(HttpError) as caught:
            call()
        found = json.loads(caught.value.content)["error"]
        return found["code"], found["errors"][0]["reason"], found["errors"][0]["message"]

    return error


def expires_at(channel):
    return dt.datetime.fromtimestamp(int(channel["expiration"]) / 1000, dt.UTC)


def millis(moment):
    return round(moment.timestamp() * 1000)


@pytest.mark.rule("P-1")
def test_a_channel_is_answered_with_what_it_watches(watch):
    channel = watch(id="one", token="secret=1")

    assert channel.keys() == {*("kind", "id", "resourceId", "resourceUri", "token", "expiration")}
    assert (channel["kind"], channel["id"], channel["token"]) == ("api#channel", "one", "secret=1")
    assert channel["expiration"].isdecimal()


@pytest.mark.rule("P-1")
def test_lists_of_four_kinds_can_be_watched(service, receiver, told):
    body = {"type": "webhook", "address": receiver.url}
    service.acl().watch(calendarId="primary", body={**body, "id": "a"}).execute()
    service.calendarList().watch(body={**body, "id": "b"}).execute()
    service.events().watch(calendarId="primary", body={**body, "id": "c"}).execute()
    service.settings().watch(body={**body, "id": "d"}).execute()

    assert told() == ["sync"] * 4
    paths = [urllib.parse.urlsplit(uri).path for uri in receiver.said("Resource-URI")]
    assert {path.rpartition("/")[2] for path in paths} == {
        *("acl", "calendarList", "events", "settings")
    }


@pytest.mark.rule("P-1")
def test_a_channel_without_a_token_is_answered_without(watch):
    assert "token" not in watch()


@pytest.mark.rule("P-2")
@pytest.mark.parametrize("channel_id", ["x" * 65, "a b", "a.b", "ä", "a:b"])
def test_an_id_is_short_and_of_few_characters(watch, refused, channel_id):
    assert refused(lambda: watch(id=channel_id))[:2] == (400, "invalid")


@pytest.mark.rule("P-2")
def test_an_id_may_have_64_characters_of_base64_and_uuids(watch):
    channel_id = ("aZ9-_+/=" * 8)[:64]

    assert watch(id=channel_id)["id"] == channel_id


@pytest.mark.rule("P-2")
def test_a_token_has_at_most_256_characters(watch, refused):
    assert watch(token="x" * 256)["token"] == "x" * 256
    assert refused(lambda: watch(token="x" * 257))[:2] == (400, "invalid")


def test_a_token_that_no_header_can_hold_is_refused(watch, refused):
    assert refused(lambda: watch(token="a\r\nX-Other: b"))[0] == 400


@pytest.mark.rule("P-3")
def test_a_channel_lives_seven_days(google, service, watch):
    google.freeze(NOW)

    assert expires_at(watch()) == NOW + 7 * DAY


@pytest.mark.rule("P-3")
@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ({"params": {"ttl": "3600"}}, dt.timedelta(hours=1)),
        ({"expiration": str(millis(NOW + 2 * DAY))}, 2 * DAY),
        ({"expiration": str(millis(NOW + 99 * DAY))}, 30 * DAY),
        ({"expiration": str(millis(NOW + 2 * DAY)), "params": {"ttl": "60"}}, dt.timedelta(0, 60)),
    ],
)
def test_a_shorter_life_can_be_asked_for_and_a_longer_one_is_cut(google, watch, asked, given):
    google.freeze(NOW)

    assert expires_at(watch(**asked)) == NOW + given


@pytest.mark.parametrize(
    "asked",
    [{"expiration": "1"}, {"params": {"ttl": "x"}}, {"params": {"ttl": "-1"}}, {"expiration": "x"}],
)
def test_a_life_that_cannot_be_is_refused(watch, refused, asked):
    assert refused(lambda: watch(**asked))[:2] == (400, "invalid")


@pytest.mark.rule("P-4")
def test_a_channel_is_renewed_by_another_that_overlaps_it(google, service, watch, receiver, add):
    old = watch(id="old")
    google.advance(6 * DAY)
    new = watch(id="new")
    add()
    google.wait_for_deliveries()
    service.channels().stop(body={k: old[k] for k in ("id", "resourceId")}).execute()
    google.advance(2 * DAY)
    add()
    google.wait_for_deliveries()

    assert expires_at(new) > expires_at(old)
    assert receiver.said("Channel-ID").count("old") == 2
    assert receiver.said("Channel-ID").count("new") == 3


@pytest.mark.rule("P-8")
def test_channels_of_one_resource_share_its_id(google, watch):
    google.share("bob@example.com", ALICE, "reader")

    ids = [watch()["resourceId"], watch()["resourceId"], watch("bob@example.com")["resourceId"]]

    assert ids[0] == ids[1] != ids[2]


@pytest.mark.rule("P-9")
def test_the_uri_is_the_address_of_the_list(google, watch):
    uri = watch()["resourceUri"]

    assert uri == f"{google.url}/calendar/v3/calendars/alice%40example.com/events?alt=json"


@pytest.mark.rule("P-10", "P-27")
def test_plain_http_is_refused_where_google_s_own_rule_is_wanted(google, watch, refused):
    google.switch(https_channels_only=True)

    code, reason, message = refused(lambda: watch(address="http://127.0.0.1:9/hook"))

    assert (code, reason) == (400, "push.webhookUrlNotHttps")
    assert message == "WebHook callback must be HTTPS: http://127.0.0.1:9/hook"


@pytest.mark.rule("P-27")
@pytest.mark.parametrize(
    "host", ["127.0.0.1:1", "localhost", "[::1]:1", "127.9.9.9", "x.localhost"]
)
def test_plain_http_is_let_through_to_this_machine(watch, host):
    assert watch(address=f"http://{host}/hook")["kind"] == "api#channel"


@pytest.mark.rule("P-10")
@pytest.mark.parametrize(
    "address",
    [
        "http://site.example/hook",
        "http://127.evil.example/",
        "http://127.0.0.1.evil.example/",
        "http://localhost.evil.example/",
        "http://user@site.example/",
        "ftp://127.0.0.1/",
        "//127.0.0.1/",
        "127.0.0.1",
    ],
)
def test_plain_http_to_other_machines_is_refused(watch, refused, address):
    assert refused(lambda: watch(address=address))[1] == "push.webhookUrlNotHttps"


@pytest.mark.parametrize("address", ["https://", "https://a b/", "https://[x/", "https://a:99999/"])
def test_an_address_that_is_none_is_refused(watch, refused, address):
    assert refused(lambda: watch(address=address))[0] == 400


@pytest.mark.rule("P-11")
def test_a_used_id_stays_used(service, watch, refused):
    channel = watch(id="once")
    service.channels().stop(body={k: channel[k] for k in ("id", "resourceId")}).execute()

    error = refused(lambda: watch(id="once"))

    assert error == (400, "channelIdNotUnique", "Channel id once not unique")


@pytest.mark.rule("P-2", "P-11")
def test_an_id_is_unique_in_its_project_alone(watch, refused, service_of_client):
    watch(id="mine")
    same_project = service_of_client("123456789012-other.apps.googleusercontent.com")
    other_project = service_of_client("998877665544-x.apps.googleusercontent.com")

    assert refused(lambda: watch(id="mine", by=same_project))[1] == "channelIdNotUnique"
    assert watch(id="mine", by=other_project)["id"] == "mine"


@pytest.mark.rule("P-12")
def test_a_type_that_is_not_a_web_hook_is_refused(watch, refused):
    code, reason, _ = refused(lambda: watch(type="carrier_pigeon"))

    assert (code, reason) == (400, "push.channelTypeNotSupported")


@pytest.mark.rule("P-12")
def test_a_channel_needs_an_id(watch, refused):
    assert refused(lambda: watch(id=None))[:2] == (400, "required")


@pytest.mark.rule("P-13")
def test_a_host_that_google_does_not_accept_is_unauthorized(google, watch, refused):
    google.switch(refused_channel_hosts=["site.example"])

    error = refused(lambda: watch(address="https://site.example/hook"))

    message = "Unauthorized WebHook callback channel: https://site.example/hook"
    assert error == (401, "push.webhookUrlUnauthorized", message)


@pytest.mark.rule("P-14")
def test_holidays_cannot_be_watched(watch, refused):
    error = refused(lambda: watch(HOLIDAYS))

    message = "Push notifications are not supported by this resource."
    assert error == (400, "pushNotSupportedForRequestedResource", message)


@pytest.mark.rule("P-14")
def test_a_calendar_that_was_imported_may_refuse_too(google, watch, refused):
    feed = "feed@import.calendar.google.com"
    google.add_calendar(id=feed, owner=ALICE, summary="Feed")
    google.add_calendar(id="x@example.com", owner=ALICE, summary="X", refusesPush=True)

    for calendar_id in (feed, "x@example.com"):
        reason = refused(lambda where=calendar_id: watch(where))[1]
        assert reason == "pushNotSupportedForRequestedResource"


@pytest.mark.rule("P-15")
@pytest.mark.parametrize("calendar_id", ["bob@example.com", "nobody@example.com"])
def test_a_calendar_that_is_not_visible_is_not_found(watch, refused, calendar_id):
    assert refused(lambda: watch(calendar_id)) == (404, "notFound", "Not Found")


@pytest.mark.rule("P-18")
def test_a_channel_is_stopped_by_its_maker(service, watch, told, add):
    channel = watch()
    told()
    body = {key: channel[key] for key in ("id", "resourceId")}

    assert service.channels().stop(body=body).execute() == ""
    add()
    assert told() == ["sync"]


@pytest.mark.rule("P-18")
@pytest.mark.parametrize("wrong", [{"id": "other"}, {"resourceId": "other"}])
def test_what_is_not_there_cannot_be_stopped(service, watch, refused, wrong):
    channel = watch(id="here")
    body = {"id": "here", "resourceId": channel["resourceId"]} | wrong

    error = refused(service.channels().stop(body=body).execute)

    message = f"Channel '{body['id']}' not found for project '123456789012'"
    assert error == (404, "notFound", message)


@pytest.mark.rule("P-18")
def test_another_person_or_client_cannot_stop_it(
    watch, refused, service_for, service_of_client, told, add
):
    channel = watch()
    body = {key: channel[key] for key in ("id", "resourceId")}
    client = "123456789012-other.apps.googleusercontent.com"

    for other in (service_for("bob@example.com"), service_of_client(client)):
        assert refused(other.channels().stop(body=body).execute)[0] == 404
    add()
    assert told() == ["sync", "exists"]


@pytest.mark.rule("P-18")
def test_an_expired_channel_cannot_be_stopped(google, service_for, watch, refused):
    channel = watch()
    google.advance(8 * DAY)
    body = {key: channel[key] for key in ("id", "resourceId")}

    assert refused(service_for().channels().stop(body=body).execute)[0] == 404


@pytest.mark.rule("P-25")
def test_the_parameters_of_the_list_are_accepted(service, watch):
    token = service.events().list(calendarId="primary").execute()["nextSyncToken"]

    channel = watch(query={"syncToken": token})

    assert channel["kind"] == "api#channel"
    assert watch(query={"timeMin": "2026-11-20T00:00:00Z", "singleEvents": True})["id"]


@pytest.mark.rule("P-25")
def test_a_sync_token_that_is_none_is_refused_here_too(google, service, watch, refused):
    token = service.events().list(calendarId="primary").execute()["nextSyncToken"]
    google.expire_sync_tokens()

    assert refused(lambda: watch(query={"syncToken": "x"}))[:2] == (400, "invalid")
    assert refused(lambda: watch(query={"syncToken": token}))[:2] == (410, "fullSyncRequired")


@pytest.mark.rule("P-25")
def test_a_channel_for_some_event_types_hears_of_those_alone(watch, told, add):
    watch(query={"eventTypes": ["outOfOffice", "focusTime"]})

    add()
    assert told() == ["sync"]
    add(eventType="focusTime")
    assert told() == ["sync", "exists"]
