"""The inspector of the local Google: every page, and the buttons that move its world."""

import re

import pytest
import requests
from playwright.sync_api import expect

ALICE = "alice@example.com"
SECTIONS = (
    *("Overview", "People", "Calendars", "Events", "Grants", "Channels"),
    *("Deliveries", "Requests", "Faults", "Mails", "Switches"),
)
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True},
}


@pytest.fixture
def site(google_site):
    """The local Google's own address, in the place of a site's."""
    return google_site.url + "/_emulator/"


@pytest.fixture
def google(google_site):
    """A local Google in which something has happened, and something has gone wrong."""
    google_site.switch(push_retries=0, requests_per_minute=1000)
    token = google_site.credentials(ALICE)["token"]
    calendar = google_site.url + "/calendar/v3/calendars/primary/events"

    def ask(path, **body):
        headers = {"Authorization": f"Bearer {token}"}
        assert requests.post(calendar + path, json=body, headers=headers, timeout=10).ok

    address = "http://127.0.0.1:9/rest/v1/calendar/webhook/"
    ask("/watch", id="01234567-89ab-cdef", type="web_hook", address=address)
    times = {"start": {"date": "2026-11-20"}, "end": {"date": "2026-11-21"}}
    ask("?sendUpdates=all", summary="Lunch", attendees=[{"email": "bob@example.com"}], **times)
    google_site.fail(method="events.list", status=403, reason="rateLimitExceeded", times=2)
    google_site.disturb(action="drop", times=2)
    google_site.snapshot("before")
    google_site.wait_for_deliveries()
    return google_site


@pytest.fixture
def inspect(page, google, site):
    """Opens a section of the inspector by its link."""
    page.goto(site)

    def opened(section):
        page.get_by_role("link", name=section, exact=True).first.click()
        page.get_by_role("heading", name=section, exact=True, level=1).wait_for()
        return page

    return opened


def press(page, name, **options):
    page.get_by_role("button", name=name, **options).first.click()
    page.wait_for_load_state()


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_sound(open_page, google, site, axe, screenshot, look):
    # the pages' policy refuses axe's own style element, so it is lifted for axe alone
    page = open_page(bypass_csp=True, **LOOKS[look])
    findings = {}

    page.goto(site)
    for section in SECTIONS:
        page.get_by_role("navigation").get_by_role("link", name=section).click()
        page.get_by_role("heading", name=section, exact=True, level=1).wait_for()
        found = axe(page)
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        screenshot(page, f"inspector-{look}-{section.lower()}")
        if found or width > 0:
            findings[section] = (found, width)

    assert findings == {}


def test_every_page_of_an_empty_world_is_sound(open_page, google_site, site, axe):
    page = open_page(bypass_csp=True)
    google_site.world.become(type(google_site.world)())
    findings = {}

    for path in ("", "people", "calendars", "events", "grants", "channels", "mails", "requests"):
        page.goto(site + path)
        if found := axe(page):
            findings[path] = found

    assert findings == {}
    expect(page.get_by_text("Nobody has asked for anything yet.")).to_be_visible()


def test_time_is_moved(google, inspect):
    page = inspect("Overview")
    press(page, "Freeze time", exact=True)
    before = google.world.clock.now()

    press(page, "8 days on")

    assert (google.world.clock.now() - before).days == 8
    expect(page.get_by_text("frozen")).to_be_visible()
    press(page, "Let time run")
    assert not google.world.clock.is_frozen


def test_a_snapshot_is_taken_and_restored(google, inspect):
    page = inspect("Overview")
    page.get_by_label("Name").fill("mine")
    press(page, "Take a snapshot")
    google.add_user("zoe@example.com")

    press(page, "Restore mine")

    assert "zoe@example.com" not in google.world.users


def test_the_world_begins_anew(google, inspect):
    google.add_user("zoe@example.com")

    press(inspect("Overview"), "Begin anew")

    assert "zoe@example.com" not in google.world.users


def test_a_seed_is_added(google, inspect):
    page = inspect("Overview")
    page.get_by_text("Add a seed, or take on a dump").click()
    page.get_by_label("JSON").fill('{"users": [{"email": "zoe@example.com"}]}')

    press(page, "Load")

    assert "zoe@example.com" in google.world.users


def test_an_event_is_added_looked_at_and_deleted(google, inspect):
    page = inspect("Events")
    page.get_by_label("Title").fill("Dinner & dance")
    page.get_by_label("Start").fill("2026-11-20T19:30")
    press(page, "Add an event")

    row = page.get_by_role("row", name=re.compile("Dinner & dance"))
    row.get_by_text("JSON").click()
    assert row.get_by_text('"dateTime": "2026-11-20T19:30:00+01:00"').is_visible()
    press(page, "Delete Dinner & dance")

    assert google.world.calendars[ALICE].order[-1].is_cancelled
    expect(page.get_by_role("row", name=re.compile("cancelled")).first).to_be_visible()


def test_another_calendar_is_chosen(inspect):
    page = inspect("Events")
    page.get_by_label("Calendar").select_option("Running club")

    press(page, "Show")

    expect(page.get_by_text("Park loop, 8 km").first).to_be_visible()


def test_people_and_calendars_are_added_and_shared(google, inspect):
    page = inspect("People")
    page.get_by_label("Address").fill("zoe@example.com")
    press(page, "Add a person")
    inspect("Calendars")
    page.get_by_label("Id", exact=True).fill("club@example.com")
    page.get_by_label("Title").fill("Club")
    press(page, "Add a calendar")
    page.locator("select[name=calendarId]").select_option("Club")
    page.get_by_role("textbox", name="With").fill("zoe@example.com")

    press(page, "Share", exact=True)

    assert google.world.calendars["club@example.com"].role_of("zoe@example.com") == "reader"
    expect(page.get_by_text("user:zoe@example.com as reader")).to_be_visible()


def test_a_fault_is_added_and_taken_out_of_force(google, inspect):
    page = inspect("Faults")
    page.get_by_label("Method").select_option("events.insert")
    page.get_by_label("What goes wrong").select_option("usage limits (403)")
    page.get_by_label("Calls").fill("3")
    press(page, "Add a fault")

    expect(page.get_by_role("row", name=re.compile("events.insert.*quotaExceeded"))).to_be_visible()
    press(page, "Take all out of force")
    assert google.world.faults.rules == []


def test_a_grant_is_revoked(google, inspect):
    press(inspect("Grants"), f"Revoke as {ALICE}")

    assert google.world.grants == {}


def test_messages_go_wrong_on_demand(google, inspect):
    page = inspect("Channels")
    page.get_by_label("What goes wrong").select_option("reorder")

    press(page, "Add a rule")

    assert [rule.action for rule in google.world.channels.rules] == ["drop", "reorder"]
    inspect("Deliveries")
    expect(page.get_by_role("row", name=re.compile("exists.*failed"))).to_be_visible()


def test_requests_are_narrowed_down(google, inspect):
    page = inspect("Requests")
    page.get_by_label("Method").select_option("events.watch")

    press(page, "Show")

    expect(page.locator("tbody tr")).to_have_count(1)
    press(page, "Forget all requests")
    assert len(google.log) == 0


def test_switches_quotas_and_pages_are_set(google, inspect):
    page = inspect("Switches")
    page.get_by_label("sync_token_seconds").fill("60")
    form = page.locator("form").filter(has=page.get_by_label("sync_token_seconds"))
    form.get_by_role("button", name="Set").click()
    page.get_by_label("Items at most").fill("5")
    press(page, "Shape pages")
    press(page, "Empty the buckets")

    assert google.world.switches.sync_token_seconds == 60
    assert google.world.page_size_limit == 5
    expect(page.get_by_text("Nothing is counted")).to_be_visible()


def test_what_is_wrong_is_said_and_leads_back(inspect):
    page = inspect("Switches")
    page.get_by_label("sync_token_seconds").fill("soon")
    form = page.locator("form").filter(has=page.get_by_label("sync_token_seconds"))
    form.get_by_role("button", name="Set").click()

    expect(page.get_by_text("The switch sync_token_seconds cannot be 'soon'.")).to_be_visible()
    page.get_by_role("link", name="Go back").click()
    expect(page.get_by_role("heading", name="Switches", level=1)).to_be_visible()
