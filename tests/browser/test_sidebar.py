"""The calendars beside the grid: which are shown, and what is wrong with any."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.grid import ALICE, occurrence

from dj_google_calendar.models import Calendar, Conflict, Event, OutboxEntry

pytestmark = pytest.mark.django_db(transaction=True)

REASON = "Google no longer finds this calendar."


def freshness(page, calendar):
    return page.locator(f"[data-freshness='{calendar.pk}']")


@pytest.fixture
def troubled(opened):
    """The page, one of whose calendars is out of reach, and has edits that need somebody."""
    page = opened()
    calendar = Calendar.objects.get(google_id=ALICE)
    calendar.state, calendar.state_reason = Calendar.State.UNREACHABLE, REASON
    calendar.save(update_fields=["state", "state_reason"])
    event = Event.objects.get(google_id="lunch0")
    of = {"account": calendar.account, "calendar": calendar, "event": event, "kind": "patch"}
    for state in (OutboxEntry.State.REFUSED, OutboxEntry.State.CONFLICT):
        entry = OutboxEntry.objects.create(lane=state, state=state, **of)
    Conflict.objects.create(entry=entry, event=event, kind="edited")
    page.reload()
    return page


def test_the_reason_is_written_and_the_counts_lead_to_the_edits(troubled):
    place = freshness(troubled, Calendar.objects.get(google_id=ALICE))

    expect(place).to_contain_text(REASON)
    expect(place.get_by_role("link")).to_have_text(["refused edits: 1", "conflicts: 1"])
    box = troubled.get_by_role("checkbox", name="Alice", exact=True)
    expect(box).to_have_accessible_description(re.compile(re.escape(REASON)))
    place.get_by_role("link").first.click()
    troubled.wait_for_url("**/calendar/edits/")


def test_it_is_said_where_the_site_is_away(opened):
    page = opened()
    place = freshness(page, Calendar.objects.get(google_id=ALICE))
    expect(place).not_to_be_empty()
    page.route("**/calendar/status/", lambda route: route.fulfill(status=404))

    page.keyboard.press("r")

    said = page.locator("#side").get_by_role("status")
    expect(said).to_have_text("The site cannot be reached; it is tried again.")
    expect(place).to_be_empty()
    page.unroute("**/calendar/status/")
    page.keyboard.press("r")
    expect(said).to_be_empty()
    expect(place).not_to_be_empty()


def test_an_account_is_hidden_and_shown_as_a_whole(opened):
    page = opened()
    whole = page.get_by_role("checkbox", name=ALICE)
    box = page.get_by_role("checkbox", name="Alice", exact=True)
    expect(whole).to_be_checked()

    whole.uncheck()
    expect(occurrence(page, "Quiet lunch")).to_have_count(0)
    expect(box).not_to_be_checked()
    page.reload()
    expect(whole).not_to_be_checked()
    box.check()

    expect(whole).to_be_checked(indeterminate=True)
    expect(occurrence(page, "Quiet lunch")).to_have_count(1)
    whole.check()
    assert page.locator("[data-calendar-toggle]:not(:checked)").count() == 0
    expect(whole).to_be_checked()
