"""What a person can do to calendars: shown at once, and brought to Google once."""

import pytest

from dj_google_calendar.credentials.gateways import account_client
from dj_google_calendar.exceptions import InvalidFieldError, NotAllowedError
from dj_google_calendar.models import Account, Calendar, OutboxEntry
from dj_google_calendar.operations import calendar_list, calendars
from dj_google_calendar.sync.pull_calendar import pull_calendar
from dj_google_calendar.sync.pull_calendar_list import pull_calendar_list

ALICE, BOB = "alice@example.com", "bob@example.com"
LOST = ["cut_before", "cut_after"]


@pytest.fixture
def entry_of(google):
    """Reads what is personal about a calendar in alice's list."""
    return lambda calendar: google.world.users[ALICE].entries[calendar.google_id].personal


def own(google, summary):
    calendars = google.world.calendars.values()
    return [each for each in calendars if each.summary == summary and not each.is_deleted]


def test_a_calendar_is_made_and_listed(account, alice, send, google):
    entry = calendars.create_calendar(
        account, by=alice, summary=" Garden ", description="Beds", time_zone="Europe/Paris"
    )

    assert send() == ["sent"]
    entry.refresh_from_db()
    assert (entry.calendar.summary, entry.calendar.access_role) == ("Garden", "owner")
    assert entry.calendar.state == Calendar.State.NEW
    (made,) = own(google, "Garden")
    assert (made.description, made.time_zone) == ("Beds", "Europe/Paris")
    pull_calendar(entry.calendar)
    pull_calendar_list(account)
    assert account.calendars.filter(summary="Garden").count() == 1


@pytest.mark.parametrize("action", LOST)
def test_a_calendar_whose_answer_is_lost_is_made_once(account, alice, send, later, google, action):
    google.fail(method="calendars.insert", action=action, times=1)
    entry = calendars.create_calendar(account, by=alice, summary="Garden")
    assert send() == ["queued"]
    later()
    if action == "cut_after":  # a pull may bring it before the next try does
        pull_calendar_list(account)

    assert send() == ["sent"]
    entry.refresh_from_db()
    assert len(own(google, "Garden")) == 1
    assert entry.calendar.google_id == own(google, "Garden")[0].id


def test_a_lost_answer_is_not_taken_for_another_calendar(account, alice, send, later, google):
    calendars.create_calendar(account, by=alice, summary="Garden")
    second = calendars.create_calendar(account, by=alice, summary="Garden")
    google.fail(method="calendars.insert", action="cut_before", times=1, skip=1)
    send()
    later()

    assert send() == ["sent"] * 2
    second.refresh_from_db()
    assert len(own(google, "Garden")) == 2
    assert account.calendars.filter(summary="Garden").count() == 2


def test_of_several_that_could_be_it_none_is_guessed(account, alice, send, later, google):
    google.fail(method="calendars.insert", action="cut_after", times=1)
    entry = calendars.create_calendar(account, by=alice, summary="Garden")
    send()
    google.add_calendar(id="garden@group.calendar.google.com", owner=ALICE, summary="Garden")
    later()

    assert send() == ["refused"]
    entry.refresh_from_db()
    assert "several calendars of this name" in entry.reason
    assert len(own(google, "Garden")) == 2


def test_a_title_is_shown_at_once_and_stays_through_a_pull(family, alice, send, google):
    google.fail(method="calendars.patch", status=503, times=1)
    entry = calendars.edit_calendar(family, by=alice, summary="Kin", location="Home")
    send()
    Account.objects.update(calendar_list_sync_token="")

    pull_calendar_list(Account.objects.get())

    family.refresh_from_db()
    entry.refresh_from_db()
    assert entry.state == "queued"
    assert (family.summary, family.resource["location"]) == ("Kin", "Home")
    assert google.world.calendars[family.google_id].summary == "Family"


def test_a_title_reaches_google_and_comes_back(family, alice, send, google):
    calendars.edit_calendar(family, by=alice, summary="Kin", description="All of us")
    calendars.edit_calendar(family, by=alice, description=None)

    assert send() == ["sent"] * 2
    there = google.world.calendars[family.google_id]
    assert (there.summary, there.description) == ("Kin", "")
    family.refresh_from_db()
    assert family.summary == "Kin"
    assert "description" not in family.resource
    assert family.resource["backgroundColor"]
    assert calendars.edit_calendar(family, by=alice, summary="Kin") is None


def test_a_new_zone_is_what_events_are_read_in_then(calendar, alice, send):
    calendars.edit_calendar(calendar, by=alice, time_zone="America/New_York")

    assert send() == ["sent"]
    calendar.refresh_from_db()
    assert calendar.resource["timeZone"] == "America/New_York"
    assert calendar.time_zone == "Europe/Berlin"
    pull_calendar(calendar)
    calendar.refresh_from_db()
    assert (calendar.time_zone, calendar.state) == ("America/New_York", Calendar.State.RESYNC)


def test_what_google_refuses_is_put_back(family, alice, send, google):
    google.fail(method="calendars.patch", status=403, reason="forbidden", times=1)
    calendars.edit_calendar(family, by=alice, summary="Kin")
    calendars.edit_calendar(family, by=alice, location="Home")

    assert send() == ["refused", "sent"]
    family.refresh_from_db()
    assert (family.summary, family.resource["location"]) == ("Family", "Home")
    account = Account.objects.get()
    assert account.next_list_reconcile_at <= account.next_list_pull_at


def test_what_is_put_back_is_what_google_has_meanwhile(family, alice, send, google):
    google.fail(method="calendars.patch", status=403, reason="forbidden", times=1)
    calendars.edit_calendar(family, by=alice, summary="Kin")
    google.world.calendars[family.google_id].summary = "Clan"
    send()

    pull_calendar_list(Account.objects.get())

    family.refresh_from_db()
    assert family.summary == "Clan"


def test_a_calendar_is_deleted_with_its_events(family, alice, send, google):
    calendars.delete_calendar(family, by=alice)

    assert family.state == Calendar.State.UNREACHABLE
    assert not Calendar.objects.reachable().filter(pk=family.pk).exists()
    pull_calendar_list(family.account)
    family.refresh_from_db()
    assert family.state == Calendar.State.UNREACHABLE
    assert send() == ["sent"]
    assert google.world.calendars[family.google_id].is_deleted
    family.refresh_from_db()
    assert family.state_reason == "It was deleted."


def test_a_calendar_that_is_gone_is_deleted(family, alice, send, google):
    google.world.calendars[family.google_id].is_deleted = True

    calendars.delete_calendar(family, by=alice)

    assert send() == ["sent"]


def test_a_refused_deletion_brings_the_calendar_back(family, alice, send, google):
    google.fail(method="calendars.delete", status=403, reason="forbidden", times=1)
    calendars.delete_calendar(family, by=alice)

    assert send() == ["refused"]
    family.refresh_from_db()
    assert (family.state, family.sync_token) == (Calendar.State.RESYNC, "")


def test_the_primary_calendar_is_cleared(calendar, alice, send, google):
    calendars.clear_calendar(calendar, by=alice)
    assert calendar.events.not_cancelled().exists()

    assert send() == ["sent"]
    assert not calendar.events.not_cancelled().exists()
    calendar.refresh_from_db()
    assert calendar.state == Calendar.State.RESYNC
    google.add_event(ALICE, id="afterwards", summary="New life")
    pull_calendar(calendar)
    calendar.refresh_from_db()
    assert calendar.state == Calendar.State.LIVE
    assert [each.summary for each in calendar.events.not_cancelled()] == ["New life"]


@pytest.mark.parametrize("action", LOST)
def test_what_was_made_after_a_clearing_stays(calendar, alice, send, later, google, action):
    google.fail(method="calendars.clear", action=action, times=1)
    calendars.clear_calendar(calendar, by=alice)
    send()
    if action == "cut_after":
        api = account_client(calendar.account)
        day = {"date": "2026-12-01"}, {"date": "2026-12-02"}
        body = {"summary": "New life", "start": day[0], "end": day[1]}
        api.events().insert(calendarId=ALICE, body=body).execute()
    later()

    assert send() == ["sent"]
    pull_calendar(calendar)
    expected = ["New life"] if action == "cut_after" else []
    assert [each.summary for each in calendar.events.not_cancelled()] == expected


@pytest.mark.parametrize("work", [calendars.delete_calendar, calendars.clear_calendar])
def test_other_peoples_calendars_are_left_alone(releases, alice, work):
    with pytest.raises(NotAllowedError, match="owner access"):
        work(releases, by=alice)
    with pytest.raises(NotAllowedError, match="owner access"):
        calendars.edit_calendar(releases, by=alice, summary="Mine")

    assert not OutboxEntry.objects.exists()


def test_what_only_some_calendars_allow(calendar, family, alice):
    with pytest.raises(NotAllowedError, match="cannot be deleted"):
        calendars.delete_calendar(calendar, by=alice)
    with pytest.raises(NotAllowedError, match="Only the primary"):
        calendars.clear_calendar(family, by=alice)
    with pytest.raises(NotAllowedError, match="own primary"):
        calendar_list.unsubscribe(calendar, by=alice)
    with pytest.raises(NotAllowedError, match="data owner cannot"):
        calendar_list.unsubscribe(family, by=alice)
    family.resource["dataOwner"] = BOB
    with pytest.raises(NotAllowedError, match="Only the data owner"):
        calendars.delete_calendar(family, by=alice)


def test_a_grant_for_events_alone_changes_no_calendars(calendar, alice):
    scope = "https://www.googleapis.com/auth/calendar.events"
    calendar.account.granted_scopes = [scope]

    with pytest.raises(NotAllowedError, match=r"insufficient.*calendarList\.patch"):
        calendar_list.hide_calendar(calendar, by=alice)
    with pytest.raises(NotAllowedError, match=r"insufficient.*calendars\.insert"):
        calendars.create_calendar(calendar.account, by=alice, summary="Garden")


def test_leaving_a_calendar_and_coming_back(releases, alice, send, entry_of, google):
    calendar_list.unsubscribe(releases, by=alice)
    assert send() == ["sent"]
    assert google.world.users[ALICE].entries[releases.google_id].is_removed
    releases.refresh_from_db()
    assert releases.state == Calendar.State.UNREACHABLE

    calendar_list.subscribe(releases.account, releases.google_id, by=alice)

    assert send() == ["sent"] * 2
    releases.refresh_from_db()
    assert releases.state == Calendar.State.RESYNC
    assert calendar_list.subscribe(releases.account, releases.google_id, by=alice) is None


def test_leaving_and_coming_back_while_google_is_away(releases, alice, send, google):
    calendar_list.unsubscribe(releases, by=alice)
    calendar_list.subscribe(releases.account, releases.google_id, by=alice)

    assert send() == ["sent"] * 2
    releases.refresh_from_db()
    assert releases.state == Calendar.State.RESYNC
    assert not google.world.users[ALICE].entries[releases.google_id].is_removed


def test_subscribing_to_what_is_not_shared_is_refused(account, alice, send):
    calendar_list.subscribe(account, "nobody@example.com", by=alice)

    assert send() == ["refused"]
    assert OutboxEntry.objects.get().code == "E130"


def test_what_is_ones_own_of_a_calendar(releases, alice, send, entry_of):
    calendar_list.set_own_title(releases, "Releases", by=alice)
    calendar_list.recolor_calendar(releases, by=alice, color_id="11")
    calendar_list.hide_calendar(releases, by=alice)
    calendar_list.select_calendar(releases, by=alice, is_selected=False)
    calendar_list.set_default_reminders(releases, [{"method": "email", "minutes": 30}], by=alice)
    calendar_list.set_notifications(releases, {"agenda", "eventChange"}, by=alice)
    shown = Calendar.objects.get(pk=releases.pk)

    assert (shown.title, shown.color, shown.resource["hidden"]) == ("Releases", "#fbe983", True)
    assert send() == ["sent"] * 6
    kept = entry_of(releases)
    assert (kept["summaryOverride"], kept["colorId"], kept["hidden"]) == ("Releases", "11", True)
    assert kept["defaultReminders"] == [{"method": "email", "minutes": 30}]
    assert [each["type"] for each in kept["notificationSettings"]["notifications"]] == [
        "eventChange",
        "agenda",
    ]
    assert not kept.get("selected")
    before = {k: v for k, v in shown.resource.items() if k != "etag"}
    releases.refresh_from_db()
    assert {k: v for k, v in releases.resource.items() if k != "etag"} == before


def test_what_is_so_already_is_no_edit(releases, alice, send):
    calendar_list.show_calendar(releases, by=alice)
    calendar_list.set_own_title(releases, None, by=alice)
    calendar_list.select_calendar(releases, by=alice, is_selected=True)
    calendar_list.set_default_reminders(releases, [], by=alice)

    assert not OutboxEntry.objects.exists()


def test_any_colour_and_one_of_the_palette_again(releases, alice, send, entry_of):
    calendar_list.recolor_calendar(releases, by=alice, background_color="#123ABC")
    assert send() == ["sent"]
    assert entry_of(releases)["backgroundColor"] == "#123abc"
    assert entry_of(releases)["foregroundColor"] == "#ffffff"
    releases.refresh_from_db()
    nearest = releases.resource["colorId"]

    calendar_list.recolor_calendar(releases, by=alice, color_id=nearest)

    assert send() == ["sent"] * 2
    assert "backgroundColor" not in entry_of(releases)


def test_a_refused_colour_goes_back_whole(releases, alice, send, google):
    before = dict(releases.resource)
    google.fail(method="calendarList.patch", status=400, reason="invalid", times=1)
    calendar_list.recolor_calendar(releases, by=alice, color_id="3")

    assert send() == ["refused"]
    releases.refresh_from_db()
    assert releases.resource == before


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "summary"),
        ({"summary": "  "}, "summary"),
        ({"summary": None}, "summary"),
        ({"summary": "x" * 1025}, "summary"),
        ({"summary": "\x00"}, "summary"),
        ({"summary": "A", "description": "x" * 32_001}, "description"),
        ({"summary": "A", "description": 7}, "description"),
        ({"summary": "A", "time_zone": "Mars/Olympus"}, "timeZone"),
        ({"summary": "A", "time_zone": "../etc/passwd"}, "timeZone"),
        ({"summary": "A", "time_zone": None}, "timeZone"),
        ({"summary": "A", "etag": "x"}, "etag"),
    ],
)
def test_a_calendar_that_google_would_not_make_is_not_asked_for(account, alice, fields, field):
    with pytest.raises(InvalidFieldError) as raised:
        calendars.create_calendar(account, by=alice, **fields)

    assert raised.value.field == field
    assert not OutboxEntry.objects.exists()


@pytest.mark.parametrize(
    "work",
    [
        lambda c, by: calendar_list.recolor_calendar(c, by=by),
        lambda c, by: calendar_list.recolor_calendar(c, by=by, color_id="25"),
        lambda c, by: calendar_list.recolor_calendar(c, by=by, color_id=7),
        lambda c, by: calendar_list.recolor_calendar(c, by=by, background_color="red"),
        lambda c, by: calendar_list.recolor_calendar(c, by=by, background_color="#12345é"),
        lambda c, by: calendar_list.set_own_title(c, "\x07", by=by),
        lambda c, by: calendar_list.select_calendar(c, by=by, is_selected="yes"),
        lambda c, by: calendar_list.set_default_reminders(c, None, by=by),
        lambda c, by: calendar_list.set_default_reminders(c, [{"minutes": -1}], by=by),
        lambda c, by: calendar_list.set_default_reminders(c, [{"minutes": 1}] * 6, by=by),
        lambda c, by: calendar_list.set_notifications(c, "agenda", by=by),
        lambda c, by: calendar_list.set_notifications(c, [["agenda"]], by=by),
        lambda c, by: calendar_list.subscribe(c.account, "", by=by),
        lambda c, by: calendar_list.subscribe(c.account, "x" * 1025, by=by),
        lambda c, by: calendar_list.subscribe(c.account, "\x00", by=by),
    ],
)
def test_what_google_would_not_take_is_not_sent(releases, alice, work):
    with pytest.raises(InvalidFieldError):
        work(releases, alice)

    assert not OutboxEntry.objects.exists()
