"""The calendar page for others: two zones, a finger, paper, another language and direction."""

import json
import re

import pytest
from playwright.sync_api import expect
from tests.browser.grid import (
    ALICE,
    ZONE,
    box_of,
    hour_height,
    hours,
    occurrence,
    scroll_to,
    speak,
    toast,
)

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def test_a_second_zone_stands_beside_the_first(opened, axe, screenshot):
    page = opened(bypass_csp=True)

    page.get_by_label("Second time zone").select_option("Asia/Tokyo")
    row = page.locator("#grid .zones", has_text=re.compile(r"^5\sPM.*9\s?AM$"))
    expect(row).to_be_visible()
    expect(page.locator("#grid .zones", has_text="GMT+9")).to_contain_text("GMT+1")
    screenshot(page, "light-calendar-two-zones")
    findings = axe(page)
    page.reload()

    expect(page.get_by_label("Second time zone")).to_have_value("Asia/Tokyo")
    expect(row).to_be_visible()
    page.get_by_label("Second time zone").select_option("")
    expect(page.locator("#grid .zones")).to_have_count(0)
    assert findings == []


def test_two_zones_show_the_hours_of_the_days_in_view(opened):
    page = opened(timezone_id="America/New_York")
    page.get_by_label("Second time zone").select_option("Europe/London")

    for day, hour in (("2026-07-01", 2), ("2027-03-17", 1), ("2026-12-02", 2)):
        page.locator("#day").fill(day)
        page.locator("#day").blur()

        row = page.locator("#grid [data-time='09:00:00'] .zones")
        expect(row).to_have_text(re.compile(rf"^{hour}\s?PM\s*9\s?AM$"))


def test_a_zone_that_the_browser_does_not_know_is_passed_over(opened):
    page = opened()
    kept = {"zone": "Factory", "second zone": "localtime", "view": "week"}
    page.evaluate("kept => localStorage.setItem('google-calendar-page', kept)", json.dumps(kept))

    page.goto("/calendar/view/?view=week&day=2026-12-01")

    expect(occurrence(page, "Quiet lunch").first).to_be_visible()
    expect(page.get_by_label("Time zone", exact=True)).to_have_value(ZONE)
    expect(page.get_by_label("Second time zone")).to_have_value("")
    offered = page.locator("#zone option").evaluate_all("all => all.map(each => each.value)")
    assert {"Factory", "localtime"}.isdisjoint(offered)
    assert {"Asia/Tokyo", "Asia/Kolkata", "US/Eastern", "UTC"}.issubset(offered)


def test_a_finger_makes_and_moves_an_event(opened, screenshot):
    page = opened(**PHONE)
    page.locator("[data-view=day]").tap()
    page.locator("#day").fill("2026-12-03")
    page.locator("#day").blur()
    lunch = occurrence(page, "Quiet lunch")
    scroll_to(lunch)
    expect(lunch).to_be_visible()
    hour, box = hour_height(page), box_of(lunch)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 3
    finger = page.context.new_cdp_session(page)

    touch(finger, "touchStart", x, y)
    page.wait_for_timeout(600)  # a long press takes an event up
    for part in range(1, 9):
        touch(finger, "touchMove", x, y + hour * part / 8)
    touch(finger, "touchEnd")

    toast(page, "Moved.")
    assert hours() == [13, 14]
    lunch.tap()
    expect(page.get_by_role("dialog")).to_contain_text("Quiet lunch")
    screenshot(page, "phone-calendar-touched")


def touch(finger, kind, *place):
    points = [dict(zip("xy", place, strict=True))] if place else []
    finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_paper_shows_the_grid_and_nothing_to_press(opened, screenshot):
    page = opened()

    page.emulate_media(media="print")

    expect(occurrence(page, "Quiet lunch").first).to_be_visible()
    expect(page.locator("#period")).to_be_visible()
    for pressed in (".toolbar .button", ".views", ".side", "header.bar a"):
        expect(page.locator(pressed).locator("visible=true")).to_have_count(0)
    screenshot(page, "paper-calendar-week")


def test_paper_shows_what_has_to_be_scrolled_to_on_a_screen(opened, google):
    google.add_event(ALICE, summary="Last of all", start={"date": "2026-12-28"})
    page = opened()
    page.locator("[data-view=agenda]").click()
    # what is known of earlier views stands there before the rest has come
    occurrence(page, "Last of all").wait_for()

    written = page.pdf(format="A4")

    assert len(re.findall(rb"/Type\s*/Page\b", written)) >= 3  # four weeks fit on no single sheet
    assert page.locator("#grid").bounding_box()["height"] < 1000  # and the screen is as before


@pytest.mark.parametrize(
    ("language", "direction", "monday", "clock"),
    [
        ("de", "ltr", "Mo", "12:00"),
        ("ar", "rtl", "الاثنين", "12:00"),
    ],
)
def test_the_page_speaks_the_language_of_the_site(
    opened, settings, axe, screenshot, language, direction, monday, clock
):
    page = opened(bypass_csp=True)
    speak(page, settings, language)
    findings = {}

    assert page.evaluate("document.documentElement.dir") == direction
    expect(page.locator("#grid")).to_contain_text(monday)
    expect(occurrence(page, "Quiet lunch").first).to_contain_text(clock)
    for name in ("week", "month", "agenda"):
        page.locator(f"[data-view={name}]").click()
        expect(page.locator(f"[data-view={name}]")).to_have_attribute("aria-pressed", "true")
        occurrence(page, "").locator("visible=true").first.wait_for()
        screenshot(page, f"{language}-calendar-{name}")
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        findings[name] = axe(page) + ([("cut off", width)] if width > 0 else [])

    assert {name: found for name, found in findings.items() if found} == {}


def test_the_bar_takes_one_row_in_each_language(opened, settings):
    page = opened(viewport={"width": 1280, "height": 800})
    page.goto("/calendar/view/?view=month&day=2026-09-01")
    buttons = page.locator(".toolbar button")

    for language in ("de", "fr", "es", "ar", "en"):
        speak(page, settings, language)
        expect(page.locator("#period")).to_contain_text("2026")
        tops = [box_of(each)["y"] for each in buttons.all()]
        assert max(tops) - min(tops) < 10, language


def test_the_rest_of_a_full_day_stands_on_a_card(opened, screenshot):
    page = opened()
    page.locator("[data-view=month]").click()

    # by its role: the grid measures one beside the page that is no button
    page.get_by_role("button", name=re.compile(r"\+\d+ more")).first.click()

    card = page.get_by_role("dialog")
    expect(card).to_contain_text("Daily talk")
    for scheme, ground in (("light", "rgb(255, 255, 255)"), ("dark", "rgb(25, 26, 29)")):
        page.emulate_media(color_scheme=scheme)
        expect(card).to_have_css("background-color", ground)
        screenshot(page, f"{scheme}-calendar-full-day")


def test_the_grid_fits_the_window_below_a_bar_of_two_rows(opened):
    page = opened(viewport={"width": 900, "height": 768})
    page.locator("[data-view=month]").click()
    tops = [box_of(each)["y"] for each in page.locator(".toolbar button").all()]
    assert max(tops) - min(tops) > 10

    last = page.locator("#grid [role=gridcell]").last
    assert box_of(last)["y"] + box_of(last)["height"] <= 768
    assert page.evaluate("document.documentElement.scrollHeight") == 768


def test_the_plain_list_has_the_zone_of_the_grid(opened):
    page = opened()
    page.get_by_label("Time zone", exact=True).select_option("Asia/Tokyo")

    page.get_by_role("link", name="As a plain list").click()

    expect(page.get_by_text("times in Asia/Tokyo")).to_be_visible()
