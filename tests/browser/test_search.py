"""Search: hits by the clock of the grid, and the answer to the last question."""

import pytest
from playwright.sync_api import expect
from tests.browser.grid import ALICE, occurrence

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hit(opened, google):
    """Asks for an event on the page, which a person far in the west has open."""
    fair = {"start": {"date": "2027-01-05"}, "end": {"date": "2027-01-06"}}
    google.add_event(ALICE, summary="Fair of whole days", **fair)

    def asked(text, zone):
        page = opened(timezone_id="America/Los_Angeles")
        page.get_by_label("Time zone", exact=True).select_option(zone)
        page.keyboard.press("/")
        page.get_by_role("searchbox").fill(text)
        return page, page.locator(".hit", has_text=text).first

    return asked


def test_a_hit_is_told_in_the_zone_of_the_grid(hit):
    _page, found = hit("Quiet lunch", "Asia/Tokyo")

    expect(found).to_contain_text("Thu, Dec 3")
    expect(found).to_contain_text("8:00 PM")


def test_a_hit_of_whole_days_leads_to_its_day(hit):
    page, found = hit("Fair of whole days", "America/Los_Angeles")
    expect(found).to_contain_text("Tue, Jan 5, 2027 ·")

    found.click()

    expect(page.locator("#day")).to_have_value("2027-01-05")
    occurrence(page, "Fair of whole days").first.wait_for()


def test_enter_leads_to_the_hour_of_the_first_hit_even_of_a_hidden_calendar(opened, google):
    late = {"dateTime": "2027-01-05T22:30:00+01:00"}, {"dateTime": "2027-01-05T23:00:00+01:00"}
    google.add_event(ALICE, summary="Late call", start=late[0], end=late[1])
    page = opened()
    own = page.get_by_role("checkbox", name="Alice", exact=True)
    own.uncheck()
    expect(occurrence(page, "Quiet lunch")).to_have_count(0)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("searchbox").fill("Late call")

    page.keyboard.press("Enter")

    expect(page.get_by_role("dialog", name="Late call")).to_be_visible()
    page.keyboard.press("Escape")
    expect(own).to_be_checked()
    expect(occurrence(page, "Late call")).to_be_in_viewport()
    expect(occurrence(page, "Late call")).to_be_focused()


def test_one_escape_leaves_the_search(hit):
    page, found = hit("Quiet lunch", "Europe/Berlin")
    expect(found).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.get_by_role("searchbox")).to_have_count(0)


def test_a_late_answer_does_not_replace_that_to_the_last_question(opened):
    page = opened()
    held = []
    page.route("**/search/?q=quiet", lambda route: held.append(route))
    page.reload()  # a page that is open may send a request past a route that is new
    occurrence(page, "Quiet lunch").first.wait_for()
    page.keyboard.press("/")
    with page.expect_request("**/search/?q=quiet"):
        page.get_by_role("searchbox").fill("quiet")
    page.get_by_role("searchbox").fill("daily")
    page.locator(".hit", has_text="Daily talk").first.wait_for()

    held[0].continue_()
    page.wait_for_timeout(1000)

    expect(page.locator(".hit", has_text="Quiet lunch")).to_have_count(0)
    expect(page.locator(".hit", has_text="Daily talk").first).to_be_visible()
