"""What a person does: connect, look around, search, leave."""

import re

import pytest

from dj_google_calendar.models import Account

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

    assert page.get_by_role("heading", name="Alice", exact=True).is_visible()
    assert page.locator("li.event").count() > 20
    assert page.get_by_role("link", name="Upcoming").get_attribute("aria-current") == "page"
    assert page.get_by_text("Every weekday").is_visible()


def test_refusing_leads_to_a_friendly_page(page, sign_in, screenshot):
    sign_in(page)
    page.get_by_role("link", name="Connect Google").click()
    page.get_by_role("button", name="Alice Example").click()

    page.get_by_role("button", name="Cancel").click()

    screenshot(page, "7-refused")
    assert page.get_by_role("heading", name="Nothing was connected").is_visible()
    page.get_by_role("link", name="Try again").click()
    assert page.get_by_role("heading", name="Choose an account").is_visible()


def test_unticking_the_calendar_is_explained(page, sign_in, screenshot):
    sign_in(page)
    page.get_by_role("link", name="Connect Google").click()
    page.get_by_role("button", name="Alice Example").click()
    page.get_by_label(re.compile("See, edit, share")).uncheck()

    page.get_by_role("button", name="Allow").click()

    screenshot(page, "8-scope-missing")
    assert page.get_by_text("Missing: see your list of calendars and see your events").is_visible()
    assert not Account.objects.exists()


def test_loading_the_redirect_step_again_is_harmless(page, connect):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    connect(page)

    page.goto(next(url for url in asked if "/rest/v1/calendar/redirect/" in url))

    assert page.get_by_role("heading", name="Calendars").is_visible()
    assert Account.objects.count() == 1


def test_a_visitor_connects_without_signing_in(page, allow, screenshot):
    page.goto("/calendar/connect/")
    page.get_by_role("link", name="Connect Google").click()
    allow(page, "Bob Example")

    screenshot(page, "9-visitor")
    assert page.get_by_role("heading", name="Bob", exact=True).is_visible()
    assert page.get_by_text("Gym").is_visible()
    assert not Account.objects.exists()
    page.get_by_role("button", name="Disconnect").click()
    assert page.get_by_role("link", name="Connect Google").is_visible()


def test_search_goes_through_past_and_future(page, connect):
    connect(page)
    page.get_by_role("link", name="Alice", exact=True).click()

    page.get_by_label("Search in this calendar").fill("lunch sam")
    page.get_by_role("button", name="Search").click()

    assert page.get_by_role("link", name="All", exact=True).get_attribute("aria-current") == "page"
    titles = set(page.locator("li.event .title").all_inner_texts())
    assert titles == {"Lunch with Sam"}
    page.get_by_role("link", name="Clear the search").click()
    assert page.get_by_text("Every weekday").is_visible()


def test_the_tabs_part_the_events(page, connect):
    connect(page)
    page.get_by_role("link", name="Alice", exact=True).click()

    page.get_by_role("link", name="Past").click()
    past = page.locator(".day time").first.get_attribute("datetime")
    page.get_by_role("link", name="Next").click()
    earlier = page.locator(".day time").first.get_attribute("datetime")
    page.get_by_role("link", name="Repeating").click()

    assert earlier < past
    assert page.get_by_text("Monthly on the last Thursday").is_visible()
    assert "page=" not in page.url


def test_disconnecting_asks_and_then_tells(page, connect, screenshot):
    connect(page)
    page.get_by_role("link", name="Disconnect").click()
    screenshot(page, "10-disconnect")

    page.get_by_role("button", name="Disconnect").click()

    assert page.get_by_text("Google has ended the permission").is_visible()
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


def test_signing_out_works_from_every_page_that_offers_it(page, connect):
    connect(page)

    page.get_by_role("button", name="Sign out").click()

    assert page.get_by_role("link", name="Sign in").is_visible()


def test_without_scripts_everything_is_there(open_page, connect):
    page = open_page(java_script_enabled=False)

    connect(page)

    page.get_by_role("link", name="Family & friends").click()
    page.get_by_role("link", name="All", exact=True).click()
    assert page.locator("li.event").count() > 20
