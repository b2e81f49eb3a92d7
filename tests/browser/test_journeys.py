"""What a person does: connect, look around, search, leave."""

import re

import pytest
from playwright.sync_api import expect

from dj_google_calendar.models import Account, Event
from dj_google_calendar.operations.events import edit_event

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_connect_google_to_the_list_of_events(page, sign_in, screenshot):
    page.goto("/")
    screenshot(page, "1-connect")
    sign_in(page)
    page.get_by_role("link", name="Connect Google").click()
    screenshot(page, "2-choose-account")
    page.get_by_role("button", name="Alice Example").click()
    screenshot(page, "3-consent")
    page.get_by_role("button", name="Allow").click()

    page.get_by_role("heading", name="alice@example.com").wait_for()
    screenshot(page, "4-account")
    page.get_by_role("link", name="Calendars", exact=True).click()
    screenshot(page, "5-calendars")
    page.get_by_role("link", name="Alice", exact=True).click()
    screenshot(page, "6-events")

    expect(page.get_by_role("heading", name="Alice", exact=True)).to_be_visible()
    expect(page.locator("li.event").nth(20)).to_be_visible()
    expect(page.get_by_role("link", name="Upcoming")).to_have_attribute("aria-current", "page")
    expect(page.get_by_text("Every weekday")).to_be_visible()


def test_refusing_leads_to_a_friendly_page(page, sign_in, screenshot):
    sign_in(page)
    page.get_by_role("link", name="Connect Google").click()
    page.get_by_role("button", name="Alice Example").click()

    page.get_by_role("button", name="Cancel").click()

    screenshot(page, "7-refused")
    expect(page.get_by_role("heading", name="Nothing was connected")).to_be_visible()
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("heading", name="Choose an account")).to_be_visible()


def test_unticking_the_calendar_is_explained(page, sign_in, screenshot):
    sign_in(page)
    page.get_by_role("link", name="Connect Google").click()
    page.get_by_role("button", name="Alice Example").click()
    page.get_by_label(re.compile("See, edit, share")).uncheck()

    page.get_by_role("button", name="Allow").click()

    screenshot(page, "8-scope-missing")
    expect(
        page.get_by_text("Missing: see your list of calendars and see your events")
    ).to_be_visible()
    assert not Account.objects.exists()


def test_loading_the_redirect_step_again_is_harmless(page, connect):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    connect(page)

    page.goto(next(url for url in asked if "/rest/v1/calendar/redirect/" in url))

    expect(page.get_by_role("button", name="Month")).to_be_visible()
    assert Account.objects.count() == 1


def test_a_visitor_connects_without_signing_in(page, allow, screenshot):
    page.goto("/calendar/connect/")
    page.get_by_role("link", name="Connect Google").click()
    allow(page, "Bob Example")

    screenshot(page, "9-visitor")
    expect(page.get_by_role("heading", name="Bob", exact=True)).to_be_visible()
    expect(page.get_by_text("Gym")).to_be_visible()
    assert not Account.objects.exists()
    page.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_role("link", name="Connect Google")).to_be_visible()


def test_search_goes_through_past_and_future(page, connect):
    connect(page)
    page.get_by_role("link", name="Alice", exact=True).click()

    page.get_by_label("Search in this calendar").fill("lunch sam")
    page.get_by_role("button", name="Search").click()

    expect(page.get_by_role("link", name="All", exact=True)).to_have_attribute(
        "aria-current", "page"
    )
    titles = set(page.locator("li.event .title").all_inner_texts())
    assert titles == {"Lunch with Sam"}
    page.get_by_role("link", name="Clear the search").click()
    expect(page.get_by_text("Every weekday")).to_be_visible()


def test_the_tabs_part_the_events(page, connect):
    connect(page)
    page.get_by_role("link", name="Alice", exact=True).click()

    page.get_by_role("link", name="Past").click()
    page.wait_for_url("**past**")
    past = page.locator(".day time").first.get_attribute("datetime")
    page.get_by_role("link", name="Next").click()
    page.wait_for_url("**page=**")
    earlier = page.locator(".day time").first.get_attribute("datetime")
    page.get_by_role("link", name="Repeating").click()

    assert earlier < past
    expect(page.get_by_text("Monthly on the last Thursday")).to_be_visible()
    assert "page=" not in page.url


def test_disconnecting_asks_and_then_tells(page, connect, screenshot):
    connect(page)
    page.get_by_role("link", name="Disconnect").click()
    screenshot(page, "10-disconnect")

    page.get_by_role("button", name="Disconnect").click()

    expect(page.get_by_text("Google has ended the permission")).to_be_visible()
    assert not Account.objects.exists()


def test_the_keyboard_alone_suffices(page, sign_in):
    sign_in(page)
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == "Connect Google":
            break
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Choose an account").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=re.compile("Choose what")).wait_for()
    page.get_by_role("button", name="Allow").focus()
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="alice@example.com").wait_for()


def test_an_event_is_made_changed_deleted_and_brought_back(page, connect, screenshot, send):
    connect(page)
    page.get_by_role("link", name="Alice", exact=True).click()
    page.get_by_role("link", name="New event").click()
    page.get_by_label("Title").fill("Lunch with Bob")
    screenshot(page, "11-new-event")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Lunch with Bob").wait_for()
    expect(page.get_by_text("waiting to be sent")).to_be_visible()

    send()
    page.reload()
    expect(page.get_by_text("sent", exact=True)).to_be_visible()
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Place").fill("Canteen")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Delete").click()
    screenshot(page, "12-deleted")
    page.get_by_role("button", name="Undo").first.click()
    page.get_by_text("It was undone.").wait_for()
    send()
    page.reload()
    screenshot(page, "13-edits")

    made = Event.objects.get(summary="Lunch with Bob")
    assert (made.status, made.resource["location"]) == ("confirmed", "Canteen")


def test_a_conflict_is_shown_and_decided(page, connect, screenshot, send, google_site):
    connect(page)
    event = Event.objects.filter(recurring_event_id="", calendar__is_primary=True).exclude(
        resource__has_key="recurrence"
    )[0]
    edit_event(event, by=event.calendar.account.user, summary="Our title")
    google_site.edit_event(event.calendar.google_id, event.google_id, summary="Their title")
    send()
    page.get_by_role("link", name="Edits").click()
    screenshot(page, "14-conflict")

    page.get_by_role("button", name="Restore ours").click()
    page.get_by_text("Decided.").wait_for()
    send()

    event.refresh_from_db()
    assert event.summary == "Our title"


def test_signing_out_works_from_every_page_that_offers_it(page, connect):
    connect(page)

    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def test_without_scripts_everything_is_there(open_page, connect):
    page = open_page(java_script_enabled=False)

    connect(page)

    page.get_by_role("link", name="Family & friends").click()
    page.get_by_role("link", name="All", exact=True).click()
    expect(page.locator("li.event").nth(20)).to_be_visible()
