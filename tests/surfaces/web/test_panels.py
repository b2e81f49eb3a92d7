"""An event's panel and its forms: one occurrence of a series, scopes, copies, JSON for scripts."""

import datetime as dt

import pytest
from tests.surfaces.web.test_editing import form_of

from dj_google_calendar.models import Event
from dj_google_calendar.sync.pull_calendar import pull_calendar

ALICE, ZONE = "alice@example.com", "Europe/Berlin"
THIRD = int(dt.datetime(2026, 12, 3, 8, tzinfo=dt.UTC).timestamp())
SCRIPT = {"Accept": "application/json"}


def timed(hour):
    return {"dateTime": f"2026-12-01T{hour:02}:00:00+01:00", "timeZone": ZONE}


@pytest.fixture
def client(browser_of, alice):
    return browser_of(alice)


@pytest.fixture
def add(calendar, google):
    """Adds an event at Google and gives its row."""

    def added(**fields):
        given = {"id": "shown0", "summary": "Shown", "start": timed(9), "end": timed(10)}
        google.add_event(ALICE, **given | fields)
        pull_calendar(calendar)
        return calendar.events.get(google_id="shown0")

    return added


@pytest.fixture
def series(add):
    return add(recurrence=["RRULE:FREQ=DAILY;COUNT=5"])


def test_the_panel_tells_everything(client, add):
    event = add(
        attendees=[
            {"email": ALICE, "self": True, "responseStatus": "needsAction"},
            {"email": "bob@example.com", "responseStatus": "declined", "comment": "Away"},
        ],
        organizer={"email": "carol@elsewhere.example", "displayName": "Carol"},
        description='<b>Bold</b><script>alert(1)</script><a href="javascript:x">bad</a>',
        attachments=[{"fileUrl": "https://example.com/plan", "title": "Plan"}],
        reminders={"useDefault": False, "overrides": [{"method": "email", "minutes": 1440}]},
        visibility="private",
        transparency="transparent",
        colorId="11",
    )

    text = client.get(f"/calendar/events/{event.pk}/?panel=1").text

    for said in ("declines", "“Away”", "<b>Bold</b>", "1 day before, by mail", "visible: private"):
        assert said in text
    for said in ('href="https://example.com/plan"', "free", "tomato", "Will you come?"):
        assert said in text
    assert "alert(1)" not in text
    assert "javascript:" not in text
    assert "<html" not in text


@pytest.mark.parametrize("uri", ["https://[x", "https://", "https://a]b/"])
def test_a_meeting_whose_address_leads_nowhere_is_no_link(client, add, uri):
    video = {"entryPointType": "video", "uri": uri}
    event = add(conferenceData={"entryPoints": [video]})

    answer = client.get(f"/calendar/events/{event.pk}/?panel=1")

    assert answer.status_code == 200
    assert uri not in answer.text


def test_a_page_of_one_occurrence_has_its_day_and_says_how_it_recurs(client, series):
    text = client.get(f"/calendar/events/{series.pk}/?original={THIRD}").text

    assert "Thursday, Dec. 3, 2026" in text
    assert "Daily, 5 times" in text
    assert "this and following events" in text
    assert "changed instance" not in text


@pytest.mark.parametrize("original", ["x", "9" * 13, "2026-13-01", "99999999999999"])
def test_an_occurrence_that_is_none_is_refused(client, series, original):
    answer = client.get(f"/calendar/events/{series.pk}/?original={original}", headers=SCRIPT)

    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("originalStartTime")


@pytest.mark.parametrize(
    ("scope", "titles"),
    [
        ("this", [("Shown", False), ("Other", True)]),
        ("following", [("Shown", False), ("Other", False)]),
        ("all", [("Other", False)]),
    ],
)
def test_a_form_changes_what_is_meant_of_a_series(client, google, series, scope, titles):
    address = f"/calendar/events/{series.pk}/edit/?original={THIRD}"
    given = form_of(client, address)

    client.post(address, {**given, "summary": "Other", "scope": scope})

    found = Event.objects.filter(summary__in=("Shown", "Other")).order_by("pk")
    assert [(row.summary, row.is_instance) for row in found] == titles


def test_a_form_opens_at_the_occurrence(client, series):
    given = form_of(client, f"/calendar/events/{series.pk}/edit/?original={THIRD}")

    assert given["starts_on"] == dt.date(2026, 12, 3)
    assert given["starts_at"] == dt.time(9)


INVITED = {
    "attendees": [{"email": ALICE, "self": True, "responseStatus": "needsAction"}],
    "organizer": {"email": "carol@elsewhere.example", "displayName": "Carol"},
    "recurrence": ["RRULE:FREQ=DAILY;COUNT=5"],
}


def responses():
    """Give the answer to each row of an invitation, that to the series first."""
    rows = Event.objects.filter(summary="Shown").order_by("pk")
    return [row.resource["attendees"][0]["responseStatus"] for row in rows]


@pytest.mark.parametrize(
    ("scope", "answered"), [("this", ["needsAction", "declined"]), ("all", ["declined"])]
)
def test_an_invitation_is_answered_for_one_occurrence_or_for_all(client, add, scope, answered):
    series = add(**INVITED)
    page = client.get(f"/calendar/events/{series.pk}/?original={THIRD}&panel=1").text
    given = {"response": "declined", "comment": "Away", "scope": scope, "original": THIRD}

    answer = client.post(f"/calendar/events/{series.pk}/answer/", given, headers=SCRIPT)

    assert "Which events do you answer for?" in page
    assert answer.json()["entry"]
    assert responses() == answered


def test_an_answer_to_all_from_a_changed_occurrence_is_that_of_the_series(client, add, google):
    series = add(**INVITED)
    given = {"response": "accepted", "comment": "", "scope": "this", "original": THIRD}
    client.post(f"/calendar/events/{series.pk}/answer/", given)
    instance = Event.objects.get(recurring_event_id="shown0")

    client.post(f"/calendar/events/{instance.pk}/answer/", given | {"scope": "all"})

    assert responses() == ["accepted", "accepted"]


@pytest.mark.parametrize("scope", ["following", "some"])
def test_no_other_part_of_a_series_is_answered(client, add, scope):
    series = add(**INVITED)
    given = {"response": "declined", "comment": "", "scope": scope, "original": THIRD}

    answer = client.post(f"/calendar/events/{series.pk}/answer/", given, headers=SCRIPT)

    assert answer.status_code == 400
    assert responses() == ["needsAction"]


@pytest.mark.parametrize("scope", ["this", "following", "all"])
def test_a_form_deletes_what_is_meant_of_a_series(client, series, scope):
    address = f"/calendar/events/{series.pk}/delete/"

    answer = client.post(address, {"scope": scope, "original": THIRD}, headers=SCRIPT)

    assert answer.json()["entry"]
    undone = client.post(f"/calendar/edits/{answer.json()['entry']}/undo/")
    assert undone.status_code == 302


def test_a_script_is_told_what_is_wrong_field_by_field(client, calendar):
    answer = client.post(
        f"/calendar/calendars/{calendar.pk}/new/",
        {"starts_on": "never", "repeats": "WEEKLY", "ends": "count"},
        headers=SCRIPT,
    )

    assert answer.status_code == 422
    assert {"starts_on", "ends_after"} <= set(answer.json()["error"]["fields"])


def test_an_event_is_copied_and_that_can_be_undone(client, add):
    event = add(location="Berlin")

    answer = client.post(f"/calendar/events/{event.pk}/duplicate/", headers=SCRIPT).json()

    copy = Event.objects.get(pk=answer["event"])
    assert (copy.summary, copy.resource["location"]) == ("Shown", "Berlin")
    assert copy.pk != event.pk
    assert answer["entry"]


def test_a_meeting_is_added_and_taken_away(client, add):
    event = add()
    address = f"/calendar/events/{event.pk}/meet/"

    client.post(address, {"action": "add"})
    event.refresh_from_db()
    assert "createRequest" in event.resource["conferenceData"]
    client.post(address, {"action": "remove"})

    event.refresh_from_db()
    assert not event.resource.get("conferenceData")


def test_the_form_of_a_new_event_begins_where_the_grid_was_clicked(client, calendar):
    begins = THIRD + 1800
    query = f"?start={begins}&end={begins + 5400}&summary=Drawn&panel=1"

    given = form_of(client, f"/calendar/calendars/{calendar.pk}/new/{query}")

    assert (given["summary"], given["starts_at"], given["ends_at"]) == (
        "Drawn",
        dt.time(9, 30),
        dt.time(11),
    )


def test_reminders_are_kept_unless_they_are_changed(client, add):
    overrides = [{"method": "email", "minutes": 7}, {"method": "popup", "minutes": 3}]
    event = add(reminders={"useDefault": False, "overrides": overrides})
    address = f"/calendar/events/{event.pk}/edit/"
    given = form_of(client, address)

    client.post(address, {**given, "summary": "Other"})
    event.refresh_from_db()
    assert event.resource["reminders"]["overrides"] == overrides
    client.post(address, {**given, "summary": "Other", "reminders": "30"})

    event.refresh_from_db()
    assert event.resource["reminders"]["overrides"] == [{"method": "popup", "minutes": 30}]


def test_others_see_and_do_nothing(browser_of, bob, series):
    other = browser_of(bob)

    for path in ("", "?panel=1", "edit/"):
        assert other.get(f"/calendar/events/{series.pk}/{path}").status_code == 404
    for path in ("duplicate/", "meet/", "delete/", "answer/"):
        assert other.post(f"/calendar/events/{series.pk}/{path}").status_code == 404


@pytest.mark.parametrize("panel", ["", "?panel=1"])
def test_a_series_that_cannot_be_counted_says_so(client, add, panel):
    series = add(recurrence=["RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3"])

    text = client.get(f"/calendar/events/{series.pk}/{panel}").text

    assert "too long to be counted" in series.expansion.problem
    assert f"Not all of it is shown: {series.expansion.problem}" in text
