"""Pages of calendars: what is one's own, what all share, a new one, and moving an event there."""

import pytest
from tests.engine.operations.steps import ALICE, BOB, TIMES, send
from tests.surfaces.web.browser_form import BrowserForm

from dj_google_calendar.models import Calendar, Event, OutboxEntry
from dj_google_calendar.operations import events, invitations

LISTED = "/calendar/calendars/"


@pytest.fixture
def client(browser_of, alice, account):
    return browser_of(alice)


@pytest.fixture
def personal(google):
    """Reads what is one's own of a calendar in alice's list."""
    return lambda calendar: google.world.users[ALICE].entries[calendar.google_id].personal


def settings_of(calendar):
    return f"{LISTED}{calendar.pk}/settings/"


def form_of(client, calendar):
    """Read what a browser would send of the page as it stands."""
    parser = BrowserForm()
    parser.feed(client.get(settings_of(calendar)).text)
    return {**parser.fields}


def test_what_all_share_is_changed(client, family, google):
    form = form_of(client, family) | {"summary": "Clan", "location": "Kiel", "do": "shared"}

    answer = client.post(settings_of(family), form, follow=True)

    assert "is being sent to Google" in answer.text
    assert OutboxEntry.objects.get().changes == {"summary": "Clan", "location": "Kiel"}
    assert send() == ["sent"]
    assert google.world.calendars[family.google_id].summary == "Clan"


def test_what_is_ones_own_is_changed(client, family, personal):
    form = form_of(client, family) | {
        "own_title": "Ours",
        "color": "#336699",
        "is_selected": "on",
        "popups": "10, 60",
        "mails": "1440",
        "notifications": ["eventCreation", "agenda"],
        "do": "own",
    }

    answer = client.post(settings_of(family), form, follow=True)

    assert "is being sent to Google" in answer.text
    assert set(send()) == {"sent"}
    own = personal(family)
    assert (own["summaryOverride"], own["backgroundColor"]) == ("Ours", "#336699")
    minutes = [(each["method"], each["minutes"]) for each in own["defaultReminders"]]
    assert minutes == [("popup", 10), ("popup", 60), ("email", 1440)]
    told = own["notificationSettings"]["notifications"]
    assert [each["type"] for each in told] == ["eventCreation", "agenda"]


@pytest.mark.parametrize("do", ["own", "shared"])
def test_a_form_that_is_sent_as_it_stands_changes_nothing(client, family, do):
    form = form_of(client, family)

    answer = client.post(settings_of(family), {**form, "do": do}, follow=True)

    assert "No change." in answer.text
    assert not OutboxEntry.objects.exists()


def test_what_others_have_changed_meanwhile_is_shown_first(client, family):
    form = form_of(client, family) | {"summary": "Clan", "do": "shared"}
    family.summary = family.resource["summary"] = "Kin"
    family.save()

    answer = client.post(settings_of(family), form)

    assert answer.status_code == 422
    assert "changed to “Kin”" in answer.text


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"summary": "", "do": "shared"}, "summary"),
        ({"summary": "\x00", "do": "shared"}, "summary"),
        ({"time_zone": "Mars/Base", "do": "shared"}, "time_zone"),
        ({"color": "red", "do": "own"}, "color"),
        ({"popups": "soon", "do": "own"}, "popups"),
        ({"popups": "1 2 3 4 5 6", "own_title": "Ours", "do": "own"}, "popups"),
        ({"popups": "99999", "do": "own"}, "popups"),
        ({"notifications": ["spam"], "do": "own"}, "notifications"),
    ],
)
def test_bad_input_is_told_at_its_field(client, family, changed, field):
    form = form_of(client, family) | changed

    answer = client.post(settings_of(family), form)
    said = client.post(settings_of(family), form, headers={"Accept": "application/json"})

    assert (answer.status_code, said.status_code) == (422, 422)
    assert f'id="id_{field}_error"' in answer.text
    assert field in said.json()["error"]["fields"]
    assert not OutboxEntry.objects.exists()


def test_a_form_that_there_is_not_is_refused(client, family, account):
    for address in (settings_of(family), f"/calendar/accounts/{account.pk}/calendars/new/"):
        assert client.post(address, {"do": "x"}).status_code == 400


def test_who_reads_changes_only_what_is_his_own(client, releases):
    page = client.get(settings_of(releases)).text
    answer = client.post(
        settings_of(releases), {"summary": "Mine", "time_zone": "UTC", "do": "shared"}
    )

    assert 'value="shared"' not in page
    assert 'value="delete"' not in page
    assert 'value="unsubscribe"' in page
    assert answer.status_code == 403
    assert "owner access" in answer.json()["error"]["message"]


def test_calendars_are_taken_off_the_list_and_deleted(client, family, releases, google):
    client.post(settings_of(releases), {"do": "unsubscribe"})
    client.post(settings_of(family), {"do": "delete"})

    assert send() == ["sent", "sent"]
    assert google.world.calendars[family.google_id].is_deleted
    assert not google.world.calendars[releases.google_id].is_deleted
    page = client.get(f"{LISTED}?").text
    assert "Family" not in page or "faded" in page


def test_the_primary_calendar_is_cleared_and_not_deleted(client, calendar, google):
    page = client.get(settings_of(calendar)).text
    assert ('value="clear"' in page, 'value="delete"' in page) == (True, False)

    client.post(settings_of(calendar), {"do": "clear"})

    assert send() == ["sent"]
    living = google.world.calendars[ALICE].events.values()
    assert not [each for each in living if not each.is_cancelled]
    refused = client.post(settings_of(calendar), {"do": "delete"})
    assert refused.status_code == 403


def test_a_calendar_is_made(client, account, google):
    address = f"/calendar/accounts/{account.pk}/calendars/new/"
    form = {"summary": "Garden", "time_zone": "Europe/Paris", "do": "create"}

    answer = client.post(address, form, follow=True)

    assert "listed once Google has answered" in answer.text
    assert send() == ["sent"]
    assert account.calendars.get(summary="Garden").time_zone == "Europe/Paris"
    edits = client.get("/calendar/edits/").text
    assert "calendars.insert" in edits


def test_a_calendar_is_subscribed_to(client, account, google):
    address = f"/calendar/accounts/{account.pk}/calendars/new/"
    wanted = {"google_id": "nobody@example.com", "do": "subscribe"}

    known = client.post(address, {**wanted, "google_id": ALICE})
    client.post(address, wanted)

    assert known.status_code == 422
    assert "in the list already" in known.text
    assert send() == ["refused"]
    assert "calendarList.insert" in client.get("/calendar/edits/").text


def test_an_event_is_moved_to_another_calendar(client, calendar, family, releases, alice, google):
    event = events.create_event(calendar, by=alice, summary="Standup", **TIMES)
    invitations.invite(event, [BOB], by=alice)
    send()
    page = client.get(f"/calendar/events/{event.pk}/").text
    assert f'<option value="{family.pk}">' in page
    assert f'<option value="{releases.pk}">' not in page
    google.mails.clear()

    move = {"calendar": str(family.pk), "send_updates": "all"}
    answer = client.post(f"/calendar/events/{event.pk}/move/", move, follow=True)

    assert "It is being moved." in answer.text
    assert set(send()) == {"sent"}
    event.refresh_from_db()
    assert event.calendar == family
    assert client.post(f"/calendar/events/{event.pk}/move/", move).status_code == 400
    foreign = {"calendar": str(releases.pk)}
    assert client.post(f"/calendar/events/{event.pk}/move/", foreign).status_code == 403


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 30])
def test_an_event_is_moved_nowhere_else(client, calendar, alice, value):
    event = events.create_event(calendar, by=alice, summary="Standup", **TIMES)

    answer = client.post(f"/calendar/events/{event.pk}/move/", {"calendar": value})

    assert answer.status_code in {400, 404}
    assert Event.objects.get(pk=event.pk).calendar == calendar


def test_the_undo_of_a_page_tells_whom_the_edit_told(client, calendar, alice, google):
    event = events.create_event(calendar, by=alice, summary="Standup", **TIMES)
    invitations.invite(event, [BOB], by=alice)
    entry = events.edit_event(event, by=alice, summary="Planning", send_updates="all")
    send()

    client.post(f"/calendar/edits/{entry.pk}/undo/")

    assert OutboxEntry.objects.get(undoes=entry).send_updates == "all"


@pytest.mark.parametrize("odd", ["x", 5, ["x"], {"a": 1}, {"notifications": ["x", 1]}])
def test_what_is_stored_wrongly_is_shown_as_nothing(client, family, odd):
    for name in ("defaultReminders", "notificationSettings", "timeZone"):
        family.resource[name] = odd
    family.save()

    assert client.get(settings_of(family)).status_code == 200


def test_others_see_nothing(browser_of, bob, family, account):
    stranger = browser_of(bob)
    assert stranger.get(settings_of(family)).status_code == 404
    assert stranger.post(settings_of(family), {"do": "delete"}).status_code == 404
    assert stranger.get(f"/calendar/accounts/{account.pk}/calendars/new/").status_code == 404
    assert Calendar.objects.get(pk=family.pk).state == family.state
