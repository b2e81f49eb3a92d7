"""The calendars in a person's list, and what is that person's own about each."""

import pytest
from googleapiclient.errors import HttpError

from gcal_emulator.demo_seed import FAMILY, HOLIDAYS, RELEASES, RUNNING

ALICE, BOB = "alice@example.com", "bob@example.com"
POPUP = [{"method": "popup", "minutes": 5}]


@pytest.fixture
def entries(service):
    return service.calendarList()


@pytest.fixture
def bobs(service_for):
    return service_for(BOB)


def listed(entries, **parameters):
    answer = entries.list(**parameters).execute()
    return {item["id"]: item for item in answer["items"]}


def token_of(entries):
    return entries.list().execute()["nextSyncToken"]


def refusal(request):
    with pytest.raises(HttpError) as error:
        request.execute()
    return error.value.status_code, error.value.error_details[0]["reason"]


@pytest.mark.rule("C-1")
def test_only_the_primary_calendar_says_so_and_is_named_after_its_account(entries):
    found = listed(entries)

    assert {key: item.get("primary") for key, item in found.items()} == {
        FAMILY: None,
        RUNNING: None,
        RELEASES: None,
        HOLIDAYS: None,
        ALICE: True,
    }
    assert all(key.endswith("@group.calendar.google.com") for key in (FAMILY, RUNNING, RELEASES))
    assert "#" in HOLIDAYS
    assert HOLIDAYS.endswith("@group.v.calendar.google.com")


@pytest.mark.rule("C-1")
def test_an_imported_feed_is_a_calendar_of_its_own_kind(google, entries):
    feed = "abcdef@import.calendar.google.com"
    rule = {"role": "reader", "scope": {"type": "user", "value": ALICE}}
    google.add_calendar(id=feed, owner=None, summary="Feed", acl=[rule])

    entry = entries.insert(body={"id": feed}).execute()

    assert (entry["id"], entry["accessRole"]) == (feed, "reader")


@pytest.mark.rule("Z-22")
def test_the_primary_calendar_comes_last_and_all_are_written_upon_in_black(entries):
    items = entries.list().execute()["items"]

    assert [item["id"] for item in items][-1] == ALICE
    assert {item["foregroundColor"] for item in items} == {"#000000"}


@pytest.mark.rule("C-3")
def test_flags_that_are_false_are_left_out(entries):
    entries.patch(calendarId=FAMILY, body={"selected": False, "hidden": False}).execute()

    entry = entries.get(calendarId=FAMILY).execute()

    assert not {"hidden", "deleted", "primary", "selected"} & entry.keys()


@pytest.mark.rule("C-3", "C-4")
def test_hidden_entries_come_only_when_asked_for_and_say_so(entries):
    entries.patch(calendarId=FAMILY, body={"hidden": True}).execute()

    assert FAMILY not in listed(entries)
    assert listed(entries, showHidden=True)[FAMILY]["hidden"] is True


@pytest.mark.rule("C-4", "C-9")
def test_removed_entries_come_only_when_asked_for_and_the_calendar_stays(service, entries):
    entries.delete(calendarId=RELEASES).execute()

    assert RELEASES not in listed(entries)
    assert listed(entries, showDeleted=True)[RELEASES]["deleted"] is True
    assert service.calendars().get(calendarId=RELEASES).execute()["id"] == RELEASES
    assert refusal(entries.get(calendarId=RELEASES)) == (404, "notFound")


@pytest.mark.rule("C-5")
def test_an_increment_does_not_tell_of_a_new_title_or_role(google, service, entries):
    token = token_of(entries)
    service.calendars().patch(calendarId=FAMILY, body={"summary": "Renamed"}).execute()
    google.share(RELEASES, ALICE, "writer")

    increment = listed(entries, syncToken=token)

    assert increment == {}
    assert listed(entries)[FAMILY]["summary"] == "Renamed"
    assert listed(entries)[RELEASES]["accessRole"] == "writer"


@pytest.mark.rule("C-5")
def test_every_list_of_events_brings_what_its_calendar_is_called_and_allows(service, entries):
    changes = {"summary": "Renamed", "description": "New", "timeZone": "Asia/Tokyo"}
    service.calendars().patch(calendarId=FAMILY, body=changes).execute()

    answer = service.events().list(calendarId=FAMILY, maxResults=1).execute()

    told = ("summary", "description", "timeZone", "accessRole", "defaultReminders")
    assert [answer[key] for key in told] == ["Renamed", "New", "Asia/Tokyo", "owner", []]


@pytest.mark.rule("C-6")
def test_an_increment_brings_removed_and_hidden_entries_unasked(entries):
    token = token_of(entries)
    entries.delete(calendarId=RELEASES).execute()
    entries.patch(calendarId=FAMILY, body={"hidden": True}).execute()

    increment = listed(entries, syncToken=token)

    assert increment.keys() == {RELEASES, FAMILY}
    assert increment[RELEASES]["deleted"] is increment[FAMILY]["hidden"] is True


@pytest.mark.rule("C-6")
@pytest.mark.parametrize(
    "parameters",
    [
        {"showDeleted": False},
        {"showHidden": False},
        {"minAccessRole": "reader"},
        {"showOwnOrganizationOnly": True},
    ],
)
def test_nothing_narrows_an_increment_down(entries, parameters):
    request = entries.list(syncToken=token_of(entries), **parameters)

    assert refusal(request) == (400, "syncTokenWithRequestRestrictions")


def test_a_list_is_narrowed_down_by_role_and_by_organization(google, entries):
    abroad = "x@group.calendar.google.com"
    rule = {"role": "reader", "scope": {"type": "user", "value": ALICE}}
    google.add_user("eve@elsewhere.example")
    google.add_calendar(id=abroad, owner="eve@elsewhere.example", summary="X", acl=[rule])
    entries.insert(body={"id": abroad}).execute()

    assert listed(entries, minAccessRole="owner").keys() == {ALICE, FAMILY, RUNNING}
    within = listed(entries, showOwnOrganizationOnly=True)
    assert within.keys() == {ALICE, FAMILY, RUNNING, RELEASES}


@pytest.mark.rule("C-7")
def test_sharing_adds_nothing_to_a_list_until_the_person_does(service, bobs):
    rule = {"role": "reader", "scope": {"type": "user", "value": BOB}}
    service.acl().insert(calendarId=FAMILY, body=rule).execute()
    before = listed(bobs.calendarList())

    bobs.calendarList().insert(body={"id": FAMILY}).execute()

    assert FAMILY not in before
    assert listed(bobs.calendarList())[FAMILY]["accessRole"] == "reader"


@pytest.mark.rule("C-8")
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, (400, "required")),
        ({"id": "nobody@example.com"}, (404, "notFound")),
        ({"id": BOB}, (404, "notFound")),
    ],
)
def test_only_a_calendar_that_is_named_and_shared_comes_into_the_list(entries, body, expected):
    assert refusal(entries.insert(body=body)) == expected


@pytest.mark.rule("C-9", "X-33")
def test_the_data_owner_cannot_unsubscribe(entries):
    refused = refusal(entries.delete(calendarId=FAMILY))

    assert refused == (403, "cannotUnsubscribeFromOwnedCalendar")
    assert FAMILY in listed(entries)


@pytest.mark.rule("C-9", "X-34")
def test_the_primary_calendar_stays_in_the_list(entries):
    refused = refusal(entries.delete(calendarId="primary"))

    assert refused == (403, "cannotChangeOwnPrimarySubscription")


@pytest.mark.rule("C-10")
def test_what_is_personal_is_seen_by_one_and_what_is_shared_by_all(entries, service, bobs):
    own = {"summaryOverride": "Mine", "selected": True, "defaultReminders": POPUP, "colorId": "1"}
    entries.patch(calendarId=RELEASES, body=own).execute()
    bobs.calendars().patch(
        calendarId=RELEASES, body={"summary": "Ours", "location": "Here"}
    ).execute()

    alices, others = (
        each.get(calendarId=RELEASES).execute() for each in (entries, bobs.calendarList())
    )

    assert {key: alices[key] for key in own} == own
    assert "summaryOverride" not in others
    assert (others["defaultReminders"], others["colorId"]) == ([], "3")
    assert [each["summary"] for each in (alices, others)] == ["Ours", "Ours"]
    assert [each["location"] for each in (alices, others)] == ["Here", "Here"]


@pytest.mark.rule("C-22")
def test_default_reminders_belong_to_one_person_and_one_calendar(service, entries, bobs):
    entries.patch(calendarId=RELEASES, body={"defaultReminders": POPUP}).execute()

    lists = [each.events().list(calendarId=RELEASES, maxResults=1) for each in (service, bobs)]
    alices, others = (request.execute() for request in lists)

    assert (alices["defaultReminders"], others["defaultReminders"]) == (POPUP, [])
    assert alices["items"][0]["reminders"] == {"useDefault": True}


def test_update_replaces_what_is_personal(entries):
    entries.patch(calendarId=FAMILY, body={"selected": True, "defaultReminders": POPUP}).execute()

    entry = entries.update(calendarId=FAMILY, body={"colorId": "2"}).execute()

    assert entry["colorId"] == "2"
    assert entry["defaultReminders"] == []
    assert not {"selected", "summaryOverride"} & entry.keys()


def test_adding_what_is_there_keeps_what_is_personal(entries):
    before = entries.get(calendarId=FAMILY).execute()

    entry = entries.insert(body={"id": FAMILY}).execute()

    assert entry == before | {"etag": entry["etag"]}


@pytest.mark.parametrize(
    "body",
    [
        {"colorId": "99"},
        {"defaultReminders": [{"method": "pigeon", "minutes": 5}]},
        {"notificationSettings": {"notifications": [{"type": "agenda", "method": "sms"}]}},
        {"notificationSettings": {"notifications": [{"type": "never", "method": "email"}]}},
    ],
)
def test_a_wrong_personal_setting_is_refused(entries, body):
    assert refusal(entries.patch(calendarId=FAMILY, body=body)) == (400, "invalid")


def test_who_loses_access_learns_that_and_nothing_more(google, service_for, entries):
    token = token_of(entries)
    bob = service_for(BOB)
    bob.acl().delete(calendarId=RELEASES, ruleId=f"user:{ALICE}").execute()

    gone = listed(entries, syncToken=token)[RELEASES]

    assert gone.keys() == {"kind", "etag", "id", "deleted"}
    assert RELEASES not in listed(entries)
