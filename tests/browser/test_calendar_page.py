"""The calendar over all accounts, as a person uses it."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect
from tests.browser.grid import ALICE, VIEWS, box_of, drag, hour_height, hours, occurrence, toast
from tests.browser.test_looks import LOOKS

from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.sync.pull_calendar import pull_calendar

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("look", LOOKS)
def test_each_view_is_sound(opened, axe, screenshot, look):
    page = opened(bypass_csp=True, **LOOKS[look])
    findings = {}

    for name in VIEWS:
        page.locator(f"[data-view={name}]").click()
        expect(page.locator(f"[data-view={name}]")).to_have_attribute("aria-pressed", "true")
        occurrence(page, "").locator("visible=true").first.wait_for()
        screenshot(page, f"{look}-calendar-{name}")
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        findings[name] = axe(page) + ([("cut off", width)] if width > 0 else [])
    occurrence(page, "Quiet lunch").locator("visible=true").first.click()
    page.get_by_role("dialog").wait_for()
    screenshot(page, f"{look}-calendar-panel")
    findings["panel"] = axe(page)

    assert {name: found for name, found in findings.items() if found} == {}


def test_an_event_is_made_by_a_key_and_undone(opened):
    page = opened()
    page.keyboard.press("c")
    page.get_by_placeholder("Title").fill("By a key")

    page.keyboard.press("Enter")

    toast(page, "Created.")
    occurrence(page, "By a key").first.wait_for()
    page.keyboard.press("Control+z")
    expect(occurrence(page, "By a key")).to_have_count(0)


def test_an_event_is_made_by_dragging_over_the_grid(opened):
    page = opened()
    lunch = box_of(occurrence(page, "Quiet lunch").first)
    page.mouse.move(lunch["x"] + 20, lunch["y"] + 2.1 * lunch["height"])
    page.mouse.down()
    page.mouse.move(lunch["x"] + 20, lunch["y"] + 3.9 * lunch["height"], steps=5)
    page.mouse.up()
    page.get_by_placeholder("Title").fill("Drawn")

    page.get_by_role("button", name="Save").click()

    occurrence(page, "Drawn").first.wait_for()
    made = Event.objects.get(summary="Drawn")
    assert made.ends_at - made.starts_at == dt.timedelta(hours=2)


def test_an_event_is_dragged_and_made_longer(opened):
    page = opened()
    hour = hour_height(page)

    drag(page, occurrence(page, "Quiet lunch").first, down=2 * hour)
    expect(occurrence(page, "Quiet lunch").first).to_contain_text("2:00 – 3:00")
    toast(page, "Moved.")
    assert hours() == [14, 15]
    with page.expect_response("**/view/move/"):
        drag(page, occurrence(page, "Quiet lunch").first, down=hour, from_bottom=True)

    expect(occurrence(page, "Quiet lunch").first).to_contain_text("2:00 – 4:00")
    assert hours() == [14, 16]


@pytest.mark.parametrize(
    ("choice", "moved"),
    [("this event", 1), ("this and following events", 3), ("all events", 5)],
)
def test_a_series_is_moved_in_three_forms(opened, choice, moved):
    page = opened()
    page.locator("#day").fill("2026-12-03")
    third = occurrence(page, "Daily talk").nth(2)

    drag(page, third, down=2 * hour_height(page))
    page.get_by_role("radio", name=choice, exact=True).check()
    page.get_by_role("button", name="Move", exact=True).click()

    toast(page, "Moved")
    expect(occurrence(page, "Daily talk").filter(has_text="11:00")).to_have_count(moved)


def test_what_is_thought_better_of_stays_where_it_was(opened):
    page = opened()

    drag(page, occurrence(page, "Daily talk").nth(2), down=2 * hour_height(page))
    page.get_by_role("button", name="Cancel").click()

    expect(occurrence(page, "Daily talk").filter(has_text="11:00")).to_have_count(0)
    assert not OutboxEntry.objects.exists()


def test_the_keyboard_moves_and_is_told_what_has_become(opened):
    page = opened()
    occurrence(page, "Quiet lunch").first.focus()

    page.keyboard.press("Alt+ArrowDown")

    toast(page, "Moved.")
    expect(page.locator("#spoken")).to_contain_text("Quiet lunch: now")
    lunch = Event.objects.get(google_id="lunch0")
    assert lunch.starts_at == dt.datetime(2026, 12, 3, 11, 15, tzinfo=dt.UTC)


def test_an_invitation_is_answered(opened, google):
    page = opened()
    guests = [{"email": ALICE, "self": True, "responseStatus": "needsAction"}]
    organizer = {"email": "carol@elsewhere.example"}
    google.edit_event(ALICE, "lunch0", attendees=guests, organizer=organizer)
    pull_calendar(Event.objects.get(google_id="lunch0").calendar)
    occurrence(page, "Quiet lunch").first.click()

    page.get_by_role("dialog").get_by_role("button", name="Maybe").click()

    toast(page, "Your answer is being sent.")
    assert (
        Event.objects.get(google_id="lunch0").resource["attendees"][0]["responseStatus"]
        == "tentative"
    )


def test_an_event_is_deleted_and_taken_back(opened):
    page = opened()
    occurrence(page, "Quiet lunch").first.focus()

    page.keyboard.press("Delete")

    toast(page, "Deleted.")
    expect(occurrence(page, "Quiet lunch")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(occurrence(page, "Quiet lunch")).to_have_count(1)


def test_a_change_at_google_shows_by_itself(opened, google):
    page = opened()
    google.edit_event(ALICE, "lunch0", summary="Loud lunch")

    pull_calendar(Event.objects.get(google_id="lunch0").calendar)

    expect(occurrence(page, "Loud lunch")).to_have_count(1, timeout=15_000)


def test_search_leads_to_the_day(opened):
    page = opened()
    page.keyboard.press("/")
    page.get_by_role("searchbox").fill("quiet")

    page.get_by_role("dialog").get_by_role("button", name=re.compile("Quiet lunch")).click()

    expect(page.locator("#period")).to_contain_text("2026")
    occurrence(page, "Quiet lunch").first.wait_for()


def test_calendars_are_hidden_and_that_is_remembered(opened):
    page = opened()
    page.get_by_role("checkbox", name=re.compile("^Alice")).uncheck()
    expect(occurrence(page, "Quiet lunch")).to_have_count(0)

    page.reload()
    page.locator("#day").fill("2026-12-01")

    expect(page.get_by_role("checkbox", name=re.compile("^Alice"))).not_to_be_checked()
    expect(occurrence(page, "Quiet lunch")).to_have_count(0)


def test_another_time_zone_moves_what_is_shown(opened):
    page = opened()

    page.get_by_label("Time zone", exact=True).select_option("Asia/Tokyo")

    expect(occurrence(page, "Quiet lunch").first).to_contain_text("8:00")
    occurrence(page, "Quiet lunch").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("8:00 – 9:00 PM · 12:00 PM in Berlin")


def test_without_scripts_there_is_a_list(open_page, connect):
    page = open_page(java_script_enabled=False)
    connect(page)

    page.goto("/calendar/view/")

    page.wait_for_url("**/calendar/agenda/")
    expect(page.locator("li.event a").nth(3)).to_be_visible()
