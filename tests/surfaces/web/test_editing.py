"""Making, changing and deleting events on the pages, and what becomes of edits."""

import datetime as dt

import pytest
from tests.engine.operations.steps import BOB, TIMES, remote, send

from dj_google_calendar.models import Conflict, Event, OutboxEntry
from dj_google_calendar.operations import events, series, sharing
from dj_google_calendar.sync.pull_calendar import pull_calendar

DAILY = ["RRULE:FREQ=DAILY;COUNT=5"]
ZONED = {
    "start": {"dateTime": "2026-12-01T09:00:00Z", "timeZone": "UTC"},
    "end": {"dateTime": "2026-12-01T10:00:00Z", "timeZone": "UTC"},
}
WHEN = {
    "starts_on": "2026-12-01",
    "starts_at": "09:00",
    "ends_on": "2026-12-01",
    "ends_at": "10:00",
    "time_zone": "Europe/Berlin",
    "visibility": "default",
    "transparency": "opaque",
    "send_updates": "none",
}


@pytest.fixture
def client(browser_of, alice, calendar):
    return browser_of(alice)


@pytest.fixture
def event(calendar, alice):
    created = events.create_event(calendar, by=alice, summary="Standup", **TIMES)
    send()
    created.refresh_from_db()
    return created


def form_of(client, address):
    """Read the values that a form would send as it stands."""
    form = client.get(address).context["form"]
    return {
        name: value
        for name in form.fields
        if (value := form[name].value()) not in (None, False, "")
    }


def test_an_event_is_made(client, calendar, google):
    answer = client.post(
        f"/calendar/calendars/{calendar.pk}/new/", {**WHEN, "summary": "Lunch"}, follow=True
    )

    assert "is being sent to Google" in answer.text
    assert set(send()) == {"sent"}
    made = Event.objects.get(summary="Lunch")
    assert remote(google, made)["start"]["timeZone"] == "Europe/Berlin"


@pytest.mark.parametrize("ends_at", ["08:00", WHEN["starts_at"]])
def test_a_form_that_is_wrong_says_where_and_keeps_what_was_typed(client, calendar, ends_at):
    wrong = {**WHEN, "summary": "Lunch", "ends_at": ends_at}

    answer = client.post(f"/calendar/calendars/{calendar.pk}/new/", wrong)

    assert answer.status_code == 422
    assert "The end has to come after the start." in answer.context["form"].errors["ends_on"]
    assert 'value="Lunch"' in answer.text
    assert not OutboxEntry.objects.exists()


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("attendees", "nobody", "attendees"),
        ("summary", "a\x00b", "summary"),
        ("starts_on", "0000-13-99", "starts_on"),
        ("starts_on", "", "starts_on"),
        ("time_zone", "Mars/Olympus", "time_zone"),
        ("color_id", "99", "color_id"),
        ("ends_on", "9999-12-31", "ends_on"),
        ("send_updates", "everyone", "send_updates"),
        ("attendees", "\n".join(f"g{n}@example.com" for n in range(3_000)), "attendees"),
    ],
)
def test_hostile_values_are_refused_by_field(client, calendar, name, value, field):
    days = {"is_all_day": "on"} if name == "ends_on" else {}

    answer = client.post(
        f"/calendar/calendars/{calendar.pk}/new/", {**WHEN, **days, "summary": "x", name: value}
    )

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not OutboxEntry.objects.exists()


def test_only_what_was_changed_is_sent(client, event, google):
    address = f"/calendar/events/{event.pk}/edit/"
    filled = form_of(client, address)

    client.post(address, {**filled, "location": "Room 1"})

    entry = OutboxEntry.objects.first()
    assert entry.changes == {"location": "Room 1"}
    send()
    assert remote(google, event)["location"] == "Room 1"


def test_saving_without_a_change_is_no_edit(client, event):
    address = f"/calendar/events/{event.pk}/edit/"
    answer = client.post(address, form_of(client, address), follow=True)

    assert "No change." in answer.text
    assert OutboxEntry.objects.count() == 1


def test_a_timed_event_becomes_one_of_whole_days(client, event, google):
    address = f"/calendar/events/{event.pk}/edit/"
    client.post(address, {**form_of(client, address), "is_all_day": "on"})

    send()
    event.refresh_from_db()
    assert event.is_all_day
    assert (event.ends_on - event.starts_on).days == 1


def test_deleting_is_undone_from_the_events_page(client, event, google):
    answer = client.post(f"/calendar/events/{event.pk}/delete/", follow=True)
    assert "deleted" in answer.text

    entry = OutboxEntry.objects.first()
    assert f'action="/calendar/edits/{entry.pk}/undo/"' in answer.text
    client.post(f"/calendar/edits/{entry.pk}/undo/")
    send()

    assert remote(google, event)["status"] == "confirmed"


def test_a_refused_edit_tells_why_and_can_be_sent_again(client, event, alice, google):
    google.fail(method="events.patch", status=400, reason="invalid")
    events.edit_event(event, by=alice, summary="Renamed")
    send()
    entry = OutboxEntry.objects.first()

    page = client.get("/calendar/edits/")
    assert "Refused by Google" in page.text
    client.post(f"/calendar/edits/{entry.pk}/retry/")

    send()
    assert remote(google, event)["summary"] == "Renamed"


def test_a_refused_edit_shows_what_was_wanted_and_why_it_was_not_done(client, event, alice, google):
    google.fail(method="events.patch", status=403, reason="forbidden")
    events.edit_event(event, by=alice, summary="Renamed", location=None)
    send()

    for page in ("/calendar/edits/", f"/calendar/events/{event.pk}/?panel=1"):
        text = client.get(page).text
        assert "title: Renamed" in text
        assert "The account has no right to change this at Google." in text


@pytest.mark.parametrize(
    ("action", "state"),
    [("retry", OutboxEntry.State.QUEUED), ("discard", OutboxEntry.State.DISCARDED)],
)
def test_a_refused_edit_is_decided_within_the_panel(client, event, alice, google, action, state):
    google.fail(method="events.patch", status=400, reason="invalid")
    events.edit_event(event, by=alice, summary="Renamed")
    send()
    entry = OutboxEntry.objects.first()
    address = f"/calendar/edits/{entry.pk}/{action}/"

    panel = client.get(f"/calendar/events/{event.pk}/?panel=1").text
    answer = client.post(address, headers={"Accept": "application/json"})

    assert f'action="{address}" data-live' in panel
    assert answer.json()["entry"] is None
    assert answer.json()["says"]
    assert OutboxEntry.objects.first().state == state


def test_an_edit_tells_which_fields_it_changes(client, event, alice):
    events.edit_event(event, by=alice, location="Room 1", summary="Renamed")

    assert "title, place" in client.get("/calendar/edits/").text


def test_calls_are_told_apart(client, account, alice, google):
    family = account.calendars.get(summary="Family")
    google.fail(method="acl.insert", status=403, reason="forbidden", times=2)
    sharing.grant(family, BOB, by=alice, role="reader")
    sharing.grant(family, "carol@example.com", by=alice, role="writer")
    send()
    sharing.revoke(family, f"user:{BOB}", by=alice)

    text = client.get("/calendar/edits/").text

    assert text.count("acl.insert") >= 2
    for said in ("scope: user:bob@example.com", "role: reader", "scope: user:carol@example.com"):
        assert said in text
    assert "acl.delete" in text
    assert "ruleId: user:bob@example.com" in text


def test_no_page_of_an_error_leads_from_a_form_to_connecting(client, event):
    html = {"Accept": "text/html"}
    sent = event.outbox_entries.get()

    refused = client.post(f"/calendar/edits/{sent.pk}/retry/", headers=html)
    shown = client.get(f"/calendar/events/{event.pk}/?original=x", headers=html)

    assert (refused.status_code, shown.status_code) == (409, 400)
    assert "Try again" not in refused.text
    assert f'href="/calendar/events/{event.pk}/?original=x">Try again' in shown.text


@pytest.mark.parametrize("told", ["none", "externalOnly"])
def test_a_conflict_shows_both_sides_and_is_decided(client, event, alice, google, told):
    events.edit_event(event, by=alice, summary="Mine", send_updates=told)
    google.edit_event(event.calendar.google_id, event.google_id, summary="Theirs")
    send()
    conflict = Conflict.objects.get()

    page = client.get("/calendar/edits/")
    assert "Mine" in page.text
    assert "Theirs" in page.text
    client.post(f"/calendar/conflicts/{conflict.pk}/ours/")

    send()
    assert remote(google, event)["summary"] == "Mine"
    assert OutboxEntry.objects.first().parameters == {"sendUpdates": told}
    again = client.post(f"/calendar/conflicts/{conflict.pk}/ours/")
    assert again.status_code == 409


def test_a_form_that_is_sent_twice_makes_one_event(client, calendar, browser_of, bob):
    address = f"/calendar/calendars/{calendar.pk}/new/"
    shown = client.get(address)
    form = {**WHEN, "summary": "Lunch", "meet": "on", "key": str(shown.context["key"])}
    assert form["key"] in shown.text

    first, second = (client.post(address, form) for _ in range(2))

    assert (first.status_code, first.url) == (302, second.url)
    assert Event.objects.filter(summary="Lunch").count() == 1
    assert set(send()) == {"sent"}
    later = client.post(address, {**form, "key": "none"})
    assert later.url != first.url


def test_a_form_that_is_filled_in_anew_makes_another_event(client, calendar, alice):
    address = f"/calendar/calendars/{calendar.pk}/new/"
    form = {**WHEN, "summary": "Lunch", "key": str(client.get(address).context["key"])}
    client.post(address, form)

    client.post(address, {**form, "summary": "Dinner"})

    assert Event.objects.filter(summary__in=("Lunch", "Dinner")).count() == 2
    events.delete_event(Event.objects.get(summary="Lunch"), by=alice)
    client.post(address, form)
    assert Event.objects.filter(summary="Lunch", status="confirmed").count() == 1


def test_a_key_of_somebody_else_shows_nothing_of_his(client, calendar, event, bob):
    used = OutboxEntry.objects.get(event=event)
    OutboxEntry.objects.update(made_by=bob)
    form = {**WHEN, "summary": "Standup", "key": str(used.key)}

    answer = client.post(f"/calendar/calendars/{calendar.pk}/new/", form)

    assert answer.url != f"/calendar/events/{event.pk}/"


def test_a_conflict_names_the_dates_that_were_changed_at_google(client, calendar, google):
    entry = OutboxEntry.objects.create(account=calendar.account, lane="event 1", kind="patch")
    changed = {"summary": "Retro", "start": {"date": "2026-12-04"}}
    gone = {"status": "cancelled", "originalStartTime": {"date": "2026-12-05"}}
    odd = {"conferenceSolution": {}, "entryPoints": ["x"]}
    fields = {"conferenceData": {"ours": {"createRequest": {}}, "theirs": odd}}
    Conflict.objects.create(entry=entry, kind="edited", fields=fields, instances=[changed, gone])

    page = client.get("/calendar/edits/").text

    assert "Retro (2026-12-04), deleted (2026-12-05)" in page
    assert "<td>Google Meet</td><td>Google Meet</td>" in page


def test_a_calendar_to_be_read_offers_no_edit(client, event, calendar):
    calendar.access_role = "reader"
    calendar.save()

    page = client.get(f"/calendar/events/{event.pk}/")
    answer = client.get(f"/calendar/calendars/{calendar.pk}/new/")

    assert "You need to have writer access" in page.text
    assert "/edit/" not in page.text.replace("/calendar/edits/", "")
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "address",
    ["events/{event}/", "events/{event}/edit/", "calendars/{calendar}/new/"],
)
def test_others_see_nothing(browser_of, bob, event, address):
    answer = browser_of(bob).get(
        "/calendar/" + address.format(event=event.pk, calendar=event.calendar_id)
    )

    assert answer.status_code == 404


@pytest.mark.parametrize("act", ["retry", "discard", "undo"])
def test_others_cannot_touch_an_edit(browser_of, bob, event, act):
    entry = OutboxEntry.objects.get()

    answer = browser_of(bob).post(f"/calendar/edits/{entry.pk}/{act}/")

    assert answer.status_code == 404
    entry.refresh_from_db()
    assert entry.state == "sent"


def test_others_cannot_delete_an_event(browser_of, bob, event):
    assert browser_of(bob).post(f"/calendar/events/{event.pk}/delete/").status_code == 404
    assert OutboxEntry.objects.count() == 1


def test_an_invitation_is_answered_with_a_note(browser_of, calendar, alice, google):
    bob = "bob@example.com"
    invitation = {"summary": "Review", "attendees": [{"email": "alice@example.com"}]}
    times = {
        "start": {"dateTime": "2026-12-01T09:00:00Z"},
        "end": {"dateTime": "2026-12-01T10:00:00Z"},
    }
    google.add_event(bob, **invitation, **times)
    pull_calendar(calendar)
    invited = Event.objects.get(summary="Review")
    client = browser_of(alice)
    assert "Will you come?" in client.get(f"/calendar/events/{invited.pk}/").text

    given = {"response": "declined", "comment": "I am away"}
    client.post(f"/calendar/events/{invited.pk}/answer/", given)

    assert set(send()) == {"sent"}
    guests = google.world.calendars[bob].events.values()
    (own,) = [
        g
        for e in guests
        if e.resource.get("summary") == "Review"
        for g in e.resource["attendees"]
        if g["email"] == "alice@example.com"
    ]
    assert (own["responseStatus"], own["comment"]) == ("declined", "I am away")


@pytest.mark.parametrize(("note", "left"), [({}, "Late"), ({"comment": ""}, None)])
def test_a_note_stays_where_the_answer_says_nothing_of_one(client, calendar, google, note, left):
    guest = {"email": "alice@example.com", "responseStatus": "accepted", "comment": "Late"}
    google.add_event(BOB, id="review0", summary="Review", attendees=[guest])
    pull_calendar(calendar)
    invited = calendar.events.get(google_id="review0")

    client.post(f"/calendar/events/{invited.pk}/answer/", {"response": "tentative", **note})

    assert send() == ["sent"]
    (own,) = remote(google, invited)["attendees"]
    assert (own["responseStatus"], own.get("comment")) == ("tentative", left)


def test_an_answer_that_is_none_is_refused(client, event):
    refused = client.post(f"/calendar/events/{event.pk}/answer/", {"response": "perhaps"})

    assert refused.status_code in (400, 403)
    assert OutboxEntry.objects.count() == 1


def test_deleting_a_series_deletes_what_was_changed_of_it(client, calendar, google):
    series = calendar.events.filter(resource__has_key="recurrence")[0]
    client.post(f"/calendar/events/{series.pk}/delete/")
    send()

    pull_calendar(calendar)

    instances = Event.objects.filter(calendar=calendar, recurring_event_id=series.google_id)
    assert not instances.not_cancelled().exists()
    series.refresh_from_db()
    assert series.status == Event.CANCELLED


def test_what_an_undo_has_left_is_said(client, event, alice, google):
    entry = events.edit_event(event, by=alice, summary="Renamed", location="Room 1")
    send()
    google.edit_event(event.calendar.google_id, event.google_id, location="Room 2")
    pull_calendar(event.calendar)

    answer = client.post(f"/calendar/edits/{entry.pk}/undo/", follow=True)

    said = [str(message) for message in answer.context["messages"]]
    assert said == ["Undone, but not what was changed again since: place."]


def test_what_goes_with_another_edit_has_no_buttons_of_its_own(client, calendar, alice, google):
    google.fail(method="events.insert", status=400, reason="invalid")
    google.add_event(calendar.google_id, id="daily0", summary="Daily", recurrence=DAILY, **ZONED)
    pull_calendar(calendar)
    daily = calendar.events.get(google_id="daily0")
    third = dt.datetime(2026, 12, 3, 9, tzinfo=dt.UTC)
    tail = series.edit_following(daily, by=alice, original_start=third, summary="Later")
    send()
    made, ended = tail.outbox_entries.get(), daily.outbox_entries.get()

    text = client.get("/calendar/edits/").text

    for act in ("retry", "discard"):
        assert f"/calendar/edits/{made.pk}/{act}/" in text
        assert f"/calendar/edits/{ended.pk}/{act}/" not in text
