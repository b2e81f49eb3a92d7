"""What the calendar page asks of the site: JSON both ways, and clear refusals."""

import datetime as dt
import json

import pytest
from django.test import Client

from dj_google_calendar import clock
from dj_google_calendar.doctor import bundle
from dj_google_calendar.models import Account, OutboxEntry
from dj_google_calendar.sync.pull_calendar import pull_calendar

ALICE, ZONE = "alice@example.com", "Europe/Berlin"
HOUR = dt.timedelta(hours=1)
NINE = int(dt.datetime(2026, 12, 3, 8, tzinfo=dt.UTC).timestamp())
LATER = {"start": "2026-12-03T11:00:00+01:00", "end": "2026-12-03T12:00:00+01:00", "zone": ZONE}
WINDOW = {"start": "2026-11-30T00:00:00Z", "end": "2026-12-07T00:00:00Z"}


def timed(hour):
    return {"dateTime": f"2026-12-01T{hour:02}:00:00+01:00", "timeZone": ZONE}


@pytest.fixture
def events(calendar, google):
    """A single event and a series of five days, by their titles."""
    google.add_event(ALICE, id="single0", summary="Once", start=timed(12), end=timed(13))
    daily = {"start": timed(9), "end": timed(10), "recurrence": ["RRULE:FREQ=DAILY;COUNT=5"]}
    google.add_event(ALICE, id="daily0", summary="Daily", **daily)
    pull_calendar(calendar)
    return {each.summary: each for each in calendar.events.filter(summary__in=("Once", "Daily"))}


@pytest.fixture
def browser(browser_of, alice):
    return browser_of(alice)


@pytest.fixture
def do(browser):
    """Does something as the page's script does."""

    def done(path, **body):
        return browser.post(f"/calendar/view/{path}/", json.dumps(body), "application/json")

    return done


@pytest.fixture
def shown(browser, calendar):
    """Gives what the grid shows in the first week of December: titles with their days and hours."""

    def read(**changes):
        asked = {**WINDOW, "calendars": str(calendar.pk)} | changes
        rows = browser.get("/calendar/view/feed/", asked).json()
        own = [row for row in rows if row["title"] in ("Once", "Daily", "New")]
        return [
            f"{row['title']} {dt.datetime.fromtimestamp(row['start'], dt.UTC):%d %H}" for row in own
        ]

    return read


def test_the_page_names_the_calendars(browser, calendar):
    answer = browser.get("/calendar/view/")

    config = answer.context["config"]
    assert calendar.pk in [each["pk"] for each in config["calendars"]]
    assert "calendar-config" in answer.content.decode()


def test_without_the_bundle_it_is_a_list_and_a_check_says_so(
    browser, calendar, monkeypatch, tmp_path
):
    monkeypatch.setattr(bundle, "BUNDLE", tmp_path / "page.js")

    answer = browser.get("/calendar/view/", follow=True)

    assert answer.redirect_chain[-1][0] == "/calendar/agenda/"
    assert "Stand-up" in answer.content.decode()
    assert [finding.id for finding in bundle.bundle_findings()] == ["W020"]


def test_the_feed_gives_what_takes_place(shown, events):
    assert shown() == [
        *("Daily 01 08", "Once 01 11", "Daily 02 08", "Daily 03 08", "Daily 04 08", "Daily 05 08"),
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"start": "soon"}, "start"),
        ({"end": "2026-12-07T00:00:00"}, "end"),
        ({"end": "2028-12-07T00:00:00Z"}, "end"),
        ({"end": "2026-11-07T00:00:00Z"}, "end"),
    ],
)
def test_a_window_that_is_none_is_refused_by_name(browser, calendar, changes, field):
    answer = browser.get(
        "/calendar/view/feed/", {**WINDOW, "calendars": str(calendar.pk)} | changes
    )

    assert answer.status_code == 400
    assert field in answer.json()["error"]["message"]


def test_others_see_and_do_nothing(browser_of, bob, events, calendar):
    browser, pk = browser_of(bob), events["Once"].pk
    asked = {**WINDOW, "calendars": str(calendar.pk)}
    body = json.dumps({"event": pk, "entry": 1, "calendar": calendar.pk, **LATER})

    assert browser.get("/calendar/view/feed/", asked).json() == []
    assert browser.get("/calendar/view/search/", {"q": "Once"}).json() == {"events": []}
    assert browser.get(f"/calendar/view/events/{pk}/").status_code == 404
    for path in ("create", "move", "delete", "undo"):
        answer = browser.post(f"/calendar/view/{path}/", body, "application/json")
        assert answer.status_code == 404, path
    assert not OutboxEntry.objects.exists()


def test_an_event_is_made_and_undone(do, shown, calendar):
    made = do("create", calendar=calendar.pk, title="New", **LATER)

    assert (made.status_code, made.json()["says"]) == (200, "Created.")
    assert shown() == ["New 03 10"]
    assert do("undo", entry=made.json()["entry"]).status_code == 200
    assert shown() == []


def test_an_event_is_moved_to_whole_days(do, shown, events):
    span = {"start": "2026-12-03", "end": "2026-12-05"}

    assert do("move", event=events["Once"].pk, **span).status_code == 200

    events["Once"].refresh_from_db()
    assert (events["Once"].starts_on, events["Once"].ends_on) == (
        dt.date(2026, 12, 3),
        dt.date(2026, 12, 5),
    )


@pytest.mark.parametrize(
    ("scope", "hours"),
    [
        ("this", ["08", "08", "10", "08", "08"]),
        ("following", ["08", "08", "10", "10", "10"]),
        ("all", ["10"] * 5),
    ],
)
def test_a_series_is_moved_in_three_forms(do, shown, events, scope, hours):
    answer = do("move", event=events["Daily"].pk, scope=scope, original=NINE, **LATER)

    assert answer.status_code == 200
    assert [each[-2:] for each in shown() if each.startswith("Daily")] == hours
    assert do("undo", entry=answer.json()["entry"]).status_code == 200
    assert [each[-2:] for each in shown() if each.startswith("Daily")] == ["08"] * 5


@pytest.mark.parametrize(
    ("scope", "days"),
    [("this", ["01", "02", "04", "05"]), ("following", ["01", "02"]), ("all", [])],
)
def test_a_series_is_deleted_in_three_forms(do, shown, events, scope, days):
    answer = do("delete", event=events["Daily"].pk, scope=scope, original=NINE)

    assert answer.status_code == 200
    assert [each.split()[1] for each in shown() if each.startswith("Daily")] == days


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("move", {"start": "2026-12-03", "end": "soon"}, "end"),
        ("move", {"start": "2026-12-03T10:00:00", "end": "2026-12-03T11:00:00"}, "start"),
        ("move", {**LATER, "event": "1"}, "event"),
        ("move", {**LATER, "event": True}, "event"),
        ("move", {**LATER, "event": 2**70}, "event"),
        ("move", {**LATER, "end": "2026-12-03T10:00:00+01:00"}, "end"),
        ("move", {**LATER, "zone": "Moon/Base"}, "timeZone"),
        ("move", {**LATER, "mail": "everybody"}, "send"),
        ("move", {"start": "2026-12-03", "end": "2026-12-03T10:00:00Z"}, "end"),
        ("create", {**LATER, "calendar": None}, "calendar"),
        ("undo", {}, "entry"),
    ],
)
def test_a_hostile_body_is_refused_by_name(do, events, path, body, field):
    answer = do(path, **({"event": events["Once"].pk} | body))

    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"].startswith("E")
    assert field in error["message"]
    assert not OutboxEntry.objects.exists()


def test_a_scope_that_is_none_is_refused(do, events):
    answer = do("move", event=events["Daily"].pk, scope="some", original=NINE, **LATER)

    assert answer.status_code == 400
    assert "scope" in answer.json()["error"]["message"]


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"{" * 100_000, b'{"a":1}' + b" " * 70_000])
def test_a_body_that_is_no_object_is_refused(browser, body):
    answer = browser.post("/calendar/view/move/", body, "application/json")

    assert answer.status_code == 400


def test_the_parts_of_a_form_are_no_object(alice, calendar):
    browser = Client(SERVER_NAME="127.0.0.1", enforce_csrf_checks=True)
    browser.force_login(alice)
    browser.get("/calendar/view/")
    token = browser.cookies["csrftoken"].value

    answer = browser.post("/calendar/view/move/", {"csrfmiddlewaretoken": token})

    assert answer.status_code == 400


@pytest.mark.parametrize("original", [10**30, -(10**30), "never", 5.5, True, [1]])
def test_an_original_start_that_is_none_is_refused(do, events, original):
    answer = do("move", event=events["Daily"].pk, original=original, **LATER)

    assert answer.status_code == 400


def test_a_description_runs_nothing(browser, events, calendar, google):
    description = "<b>Bold</b><img src=x onerror=alert(1)><script>alert(2)</script>"
    description += '<a href="javascript:alert(3)">x</a>'
    google.edit_event(ALICE, "single0", description=description)
    pull_calendar(calendar)

    page = browser.get(f"/calendar/events/{events['Once'].pk}/").content.decode()

    assert "<b>Bold</b>" in page
    assert not any(each in page for each in ("onerror", "alert(2)", "javascript:"))


def test_search_finds_in_all_calendars_what_is_to_come_first(browser, events):
    found = browser.get("/calendar/view/search/", {"q": "daily"}).json()["events"]

    assert [each["title"] for each in found][:1] == ["Daily"]
    assert browser.get("/calendar/view/search/", {"q": "\x00"}).json() == {"events": []}


def from_now(hours):
    return {"dateTime": (clock.now() + hours * HOUR).isoformat(timespec="seconds")}


def test_search_leads_to_the_next_occurrence_that_has_not_ended(browser, calendar, google):
    begun = {"dateTime": "2020-01-06T09:00:00+01:00", "timeZone": ZONE}
    ended = {"dateTime": "2020-01-06T10:00:00+01:00", "timeZone": ZONE}
    weekly = {"start": begun, "end": ended, "recurrence": ["RRULE:FREQ=WEEKLY"]}
    google.add_event(ALICE, summary="Sought weekly", **weekly)
    google.add_event(ALICE, summary="Sought now", start=from_now(-1), end=from_now(1))
    google.add_event(ALICE, summary="Sought before", start=from_now(-3), end=from_now(-2))
    google.add_event(ALICE, summary="Sought long ago", start=from_now(-99), end=from_now(-98))
    google.add_event(ALICE, summary="Sought late", start=from_now(999), end=from_now(1000))
    pull_calendar(calendar)

    found = browser.get("/calendar/view/search/", {"q": "sought"}).json()["events"]

    titles = [each["title"].removeprefix("Sought ") for each in found]
    assert titles == ["now", "weekly", "late", "before", "long ago"]
    ahead = dt.datetime.fromisoformat(found[1]["start"]) - clock.now()
    assert -HOUR < ahead < 7 * 24 * HOUR


def test_search_gives_the_day_of_a_series_of_whole_days(browser, calendar, google):
    days = {"start": {"date": "2020-01-06"}, "end": {"date": "2020-01-07"}}
    google.add_event(ALICE, summary="Sought", **days, recurrence=["RRULE:FREQ=DAILY"])
    pull_calendar(calendar)

    (hit,) = browser.get("/calendar/view/search/", {"q": "sought"}).json()["events"]

    ahead = dt.date.fromisoformat(hit["start"]) - clock.now().date()
    assert abs(ahead.days) <= 1


def test_search_leads_to_the_last_occurrence_of_what_is_over(browser, calendar, google):
    begun, ended = from_now(-24 * 10), from_now(-24 * 10 + 1)
    zoned = {"start": {**begun, "timeZone": "UTC"}, "end": {**ended, "timeZone": "UTC"}}
    google.add_event(ALICE, summary="Sought", recurrence=["RRULE:FREQ=DAILY;COUNT=5"], **zoned)
    pull_calendar(calendar)

    (hit,) = browser.get("/calendar/view/search/", {"q": "sought"}).json()["events"]

    last = dt.datetime.fromisoformat(begun["dateTime"]) + dt.timedelta(days=4)
    assert dt.datetime.fromisoformat(hit["start"]) == last


def test_search_asks_once_however_many_it_finds(
    browser, calendar, google, django_assert_num_queries
):
    for number in range(3):
        times = {"start": from_now(number), "end": from_now(number + 1)}
        google.add_event(ALICE, summary=f"Sought {number}", **times)
    pull_calendar(calendar)

    with django_assert_num_queries(3):  # the session, the person, the events
        browser.get("/calendar/view/search/", {"q": "sought"})


def test_the_page_knows_where_edits_are(browser, calendar):
    config = browser.get("/calendar/view/").context["config"]

    assert config["addresses"]["outbox"] == "/calendar/edits/"


def test_nothing_is_written_while_an_account_is_being_disconnected(browser, calendar):
    Account.objects.update(state=Account.State.DISCONNECTING)

    page = browser.get("/calendar/view/")

    assert not any(each["may_write"] for each in page.context["config"]["calendars"])
    assert not browser.get(f"/calendar/calendars/{calendar.pk}/").context["may_write"]
