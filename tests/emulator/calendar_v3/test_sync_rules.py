"""What an increment tells, how long tokens live, and what ends them."""

import datetime as dt

import pytest
from googleapiclient.errors import HttpError

ALICE, BOB = "alice@example.com", "bob@example.com"
TIMES = {
    "start": {"dateTime": "2026-11-20T10:00:00+01:00", "timeZone": "Europe/Berlin"},
    "end": {"dateTime": "2026-11-20T11:00:00+01:00", "timeZone": "Europe/Berlin"},
}


@pytest.fixture
def calendar(google):
    """Makes a calendar of Alice's with three events, and gives its id."""
    name = "few@group.calendar.google.com"
    events = [{"id": f"event{n}", "summary": f"Event {n}", **TIMES} for n in range(3)]
    google.add_calendar(id=name, owner=ALICE, summary="Few", events=events)
    return name


@pytest.fixture
def listed(service, calendar):
    def read(**parameters):
        return service.events().list(calendarId=calendar, **parameters).execute()

    return read


def refusal(work):
    with pytest.raises(HttpError) as error:
        work()
    return error.value.status_code, error.value.error_details[0]["reason"]


def ids(answer):
    return [item["id"] for item in answer["items"]]


@pytest.mark.rule("Y-3")
def test_an_increment_of_many_pages_repeats_its_sync_token(google, calendar, listed):
    token = listed()["nextSyncToken"]
    for n in range(5):
        google.add_event(calendar, id=f"later{n}", **TIMES)

    first = listed(syncToken=token, maxResults=3)
    rest = listed(syncToken=token, maxResults=3, pageToken=first["nextPageToken"])

    assert ids(first) + ids(rest) == [f"later{n}" for n in range(5)]
    assert "nextSyncToken" in rest
    alone = refusal(lambda: listed(maxResults=3, pageToken=first["nextPageToken"]))
    assert alone == (400, "invalid")


@pytest.mark.rule("E-60", "E-61")
def test_short_and_empty_pages_are_followed_by_others(google, listed):
    google.empty_pages(1)

    empty = listed()

    assert empty["items"] == []
    assert "nextSyncToken" not in empty
    rest = listed(pageToken=empty["nextPageToken"])
    assert len(rest["items"]) == 3
    assert "nextPageToken" not in rest


@pytest.mark.rule("Y-6", "Y-17")
def test_an_increment_always_tells_of_deletions(google, calendar, listed):
    token = listed()["nextSyncToken"]
    google.delete_event(calendar, "event1")

    increment = listed(syncToken=token)

    assert [(item["id"], item["status"]) for item in increment["items"]] == [
        ("event1", "cancelled")
    ]
    hiding = refusal(lambda: listed(syncToken=token, showDeleted=False))
    assert hiding == (400, "syncTokenWithRequestRestrictions")


@pytest.mark.rule("Y-16", "E-65")
def test_a_full_list_does_not_tell_of_them(google, calendar, listed):
    google.delete_event(calendar, "event1")

    assert ids(listed()) == ["event0", "event2"]
    assert "event1" in ids(listed(showDeleted=True))


@pytest.mark.rule("Y-9")
def test_an_old_token_works_and_tells_all_over_again(google, calendar, listed):
    token = listed()["nextSyncToken"]
    google.edit_event(calendar, "event0", summary="One")
    newer = listed(syncToken=token)["nextSyncToken"]
    google.edit_event(calendar, "event2", summary="Two")

    assert ids(listed(syncToken=token)) == ["event0", "event2"]
    assert ids(listed(syncToken=newer)) == ["event2"]


@pytest.mark.rule("Y-11")
def test_a_sync_token_lives_as_long_as_a_switch_says(google, listed):
    token = listed()["nextSyncToken"]

    google.advance(dt.timedelta(days=29))
    google.expire_access_tokens()  # which the client renews
    assert listed(syncToken=token)["items"] == []
    google.advance(dt.timedelta(days=2))
    assert refusal(lambda: listed(syncToken=token)) == (410, "fullSyncRequired")
    google.switch(sync_token_seconds=0)
    assert listed(syncToken=token)["items"] == []


@pytest.mark.rule("Y-28")
def test_a_page_token_lives_as_long_as_a_switch_says(google, listed):
    token = listed(maxResults=2)["nextPageToken"]

    google.advance(dt.timedelta(days=2))

    assert refusal(lambda: listed(maxResults=2, pageToken=token)) == (400, "invalid")
    google.switch(page_token_seconds=0)
    assert ids(listed(maxResults=2, pageToken=token)) == ["event2"]


@pytest.mark.rule("Y-23")
def test_an_edit_of_reminders_is_reported_by_a_switch_alone(google, service, calendar, listed):
    token = listed()["nextSyncToken"]
    reminders = {"useDefault": False, "overrides": [{"method": "popup", "minutes": 5}]}
    asked = {"calendarId": calendar, "eventId": "event0"}

    service.events().patch(**asked, body={"reminders": reminders}).execute()
    silent = ids(listed(syncToken=token))
    google.switch(reminders_are_changes=True)
    back = {"useDefault": True, "overrides": None}
    service.events().patch(**asked, body={"reminders": back}).execute()

    assert silent == []
    assert ids(listed(syncToken=token)) == ["event0"]


@pytest.mark.rule("Y-7", "L-7")
@pytest.mark.parametrize("kills", [True, False])
def test_a_change_of_sharing_ends_sync_tokens_by_a_switch(google, calendar, listed, kills):
    google.switch(acl_change_kills_sync_tokens=kills)
    token = listed()["nextSyncToken"]

    google.share(calendar, BOB, "reader")

    if kills:
        assert refusal(lambda: listed(syncToken=token)) == (410, "fullSyncRequired")
    else:
        assert listed(syncToken=token)["items"] == []


@pytest.mark.rule("Y-24")
def test_a_calendar_whose_access_is_lost_is_not_found(google, service_for, calendar):
    google.share(calendar, BOB, "reader")
    theirs = service_for(BOB).events()
    token = theirs.list(calendarId=calendar).execute()["nextSyncToken"]
    increment = theirs.list(calendarId=calendar, syncToken=token)

    google.share(calendar, BOB, "none")
    lost = refusal(increment.execute)
    google.share(calendar, BOB, "reader")

    assert lost == (404, "notFound")
    assert refusal(increment.execute) == (410, "fullSyncRequired")


@pytest.mark.rule("E-67")
def test_updated_min_tells_of_deletions_whatever_show_deleted_says(google, calendar, listed):
    since = google.world.clock.now().isoformat(timespec="seconds")
    google.advance(dt.timedelta(seconds=2))
    google.delete_event(calendar, "event1")

    assert "event1" in ids(listed(updatedMin=since))
    assert "event1" in ids(listed(updatedMin=since, showDeleted=False))


@pytest.mark.rule("E-66")
def test_an_expanded_list_shows_deleted_instances_but_no_deleted_series(google, calendar, listed):
    google.add_event(calendar, id="series1", **TIMES, recurrence=["RRULE:FREQ=DAILY;COUNT=2"])
    google.delete_event(calendar, "series1_20261121T090000Z")

    living = ids(listed(singleEvents=True))
    shown = ids(listed(singleEvents=True, showDeleted=True))
    google.delete_event(calendar, "series1")

    assert set(shown) - set(living) == {"series1_20261121T090000Z"}
    assert "series1" not in ids(listed(singleEvents=True, showDeleted=True))


@pytest.mark.rule("E-64")
@pytest.mark.parametrize(("time_max", "is_found"), [("2026-11-19", False), ("2027-01-15", True)])
def test_a_series_is_in_a_window_if_an_occurrence_is(google, calendar, listed, time_max, is_found):
    google.add_event(calendar, id="series1", **TIMES, recurrence=["RRULE:FREQ=WEEKLY;COUNT=9"])
    window = {"timeMin": "2026-11-10T00:00:00Z", "timeMax": f"{time_max}T00:00:00Z"}

    assert ("series1" in ids(listed(**window))) is is_found


@pytest.mark.rule("E-64")
def test_an_endless_series_ends_in_an_expanded_list(google, calendar, listed):
    google.add_event(calendar, id="series1", **TIMES, recurrence=["RRULE:FREQ=YEARLY"])

    found = [each for each in ids(listed(singleEvents=True)) if each.startswith("series1")]

    assert 5 < len(found) < 100


@pytest.mark.rule("E-68")
def test_ordering_by_change_works_for_any_list(google, calendar, listed):
    google.edit_event(calendar, "event0", summary="Last")

    assert ids(listed(orderBy="updated")) == ["event1", "event2", "event0"]


@pytest.mark.rule("E-62")
def test_the_size_of_a_page_may_change(listed):
    token = listed(maxResults=1)["nextPageToken"]

    assert ids(listed(maxResults=5, pageToken=token)) == ["event1", "event2"]


@pytest.mark.rule("E-63")
def test_bounds_need_an_offset_and_their_fractions_do_not_count(listed):
    # an event ends at 10:00 UTC; fractions of a second before it are cut off
    assert len(listed(timeMin="2026-11-20T09:59:59.999Z")["items"]) == 3
    assert listed(timeMin="2026-11-20T10:00:00.500Z")["items"] == []
    assert refusal(lambda: listed(timeMin="2026-11-20T09:00:00"))[0] == 400


@pytest.mark.rule("Y-1", "Y-20")
def test_each_list_that_has_tokens_tells_of_its_own_changes(google, service, calendar):
    lists = {
        "calendarList": service.calendarList().list,
        "acl": lambda **given: service.acl().list(calendarId=calendar, **given),
        "settings": service.settings().list,
    }
    tokens = {name: ask().execute()["nextSyncToken"] for name, ask in lists.items()}
    entry = {"summaryOverride": "Mine"}
    service.calendarList().patch(calendarId=calendar, body=entry).execute()
    google.share(calendar, BOB, "reader")
    google.set_setting(ALICE, "weekStart", "0")

    changed = {name: ask(syncToken=tokens[name]).execute() for name, ask in lists.items()}

    assert {name: ids(answer) for name, answer in changed.items()} == {
        "calendarList": [calendar],
        "acl": [f"user:{BOB}"],
        "settings": ["weekStart"],
    }
