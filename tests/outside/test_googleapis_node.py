"""@googleapis/calendar 16.0, for Node.js: events, If-Match, pages, sync tokens and channels."""

import pytest
from tests.outside.programs import ProgramError

pytestmark = pytest.mark.slow  # an environment is installed first

EVENT = {
    "summary": "Dinner",
    "start": {"dateTime": "2031-03-28T19:00:00+01:00"},
    "end": {"dateTime": "2031-03-28T21:00:00+01:00"},
}
CLUB = "club@group.calendar.google.com"


@pytest.fixture(autouse=True)
def club(google) -> None:
    """An empty calendar of Alice's."""
    google.add_calendar(id=CLUB, owner="alice@example.com", summary="Club")


@pytest.fixture
def ask(googleapis):
    """Calls a method for the calendar."""

    def asked(method, **parameters):
        return googleapis.ask(method, calendarId=CLUB, **parameters)["data"]

    return asked


def test_an_event_is_inserted_and_read(ask, seen):
    made = ask("events.insert", requestBody=EVENT)

    assert ask("events.get", eventId=made["id"]) == made
    assert (made["summary"], made["kind"]) == ("Dinner", "calendar#event")
    assert seen(f"calendars/{CLUB}/events/{made['id']}") == made


@pytest.mark.rule("H-13", "X-16")
def test_a_patch_of_an_old_version_is_refused(ask):
    made = ask("events.insert", requestBody=EVENT)
    which = {"eventId": made["id"], "headers": {"If-Match": made["etag"]}}

    changed = ask("events.patch", **which, requestBody={"summary": "Supper"})
    with pytest.raises(ProgramError) as refused:
        ask("events.patch", **which, requestBody={"summary": "Lunch"})

    assert (refused.value.status, refused.value.kind) == (412, "conditionNotMet")
    assert changed["etag"] != made["etag"]
    assert ask("events.get", eventId=made["id"])["summary"] == "Supper"


def test_a_deleted_event_has_no_body(googleapis, ask):
    made = ask("events.insert", requestBody=EVENT)

    answer = googleapis.ask("events.delete", calendarId=CLUB, eventId=made["id"])

    assert (answer["status"], answer["data"]) == (204, "")
    assert ask("events.get", eventId=made["id"])["status"] == "cancelled"


def listed(ask, **parameters):
    """Follow all pages; give the titles and the sync token."""
    found = []
    while True:
        page = ask("events.list", **parameters)
        found += [each.get("summary") for each in page["items"]]
        if "nextPageToken" not in page:
            return found, page["nextSyncToken"]
        parameters["pageToken"] = page["nextPageToken"]


@pytest.mark.rule("Y-1", "Y-3")
def test_pages_lead_to_a_token_that_leads_to_what_changed(google, ask):
    for day in range(10, 15):
        google.add_event(CLUB, summary=f"Day {day}", start={"date": f"2031-03-{day}"})

    found, token = listed(ask, maxResults=2)
    ask("events.insert", requestBody=EVENT)

    assert sorted(found) == [f"Day {day}" for day in range(10, 15)]
    assert google.log.count("events.list", having="pageToken") == 2
    assert listed(ask, syncToken=token)[0] == ["Dinner"]


@pytest.mark.rule("X-13", "Y-7")
def test_an_expired_token_asks_for_a_full_sync(google, ask):
    _, token = listed(ask)
    google.expire_sync_tokens()

    with pytest.raises(ProgramError, match="full sync is required") as refused:
        listed(ask, syncToken=token)

    assert (refused.value.status, refused.value.kind) == (410, "fullSyncRequired")


def test_a_channel_is_opened_and_stopped(google, googleapis, ask):
    channel = {"id": "node", "type": "web_hook", "address": "http://127.0.0.1:9/"}

    opened = ask("events.watch", requestBody=channel)
    which = {key: opened[key] for key in ("id", "resourceId")}
    stopped = googleapis.ask("channels.stop", requestBody=which)

    assert opened["kind"] == "api#channel"
    assert stopped["status"] == 204
    with pytest.raises(ProgramError) as refused:
        googleapis.ask("channels.stop", requestBody=which)
    assert refused.value.status == 404


def test_an_ended_access_token_is_refreshed(google, googleapis):
    google.expire_access_tokens()

    answer = googleapis.ask("settings.get", setting="timezone")

    assert answer["data"]["value"] == "Europe/Berlin"
    assert google.log.count("oauth.token") == 1


def test_the_client_asks_again_after_trouble_at_google(google, googleapis):
    google.fail(method="calendarList.list", status=503)

    found = googleapis.ask("calendarList.list", minAccessRole="owner")["data"]["items"]

    assert "Club" in {each["summary"] for each in found}
    assert google.log.count("calendarList.list") == 2
