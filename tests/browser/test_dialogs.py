"""What a hand may do in a dialog without losing what was typed, or doing a thing twice."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect
from tests.browser.grid import ALICE, box_of, occurrence, toast

from dj_google_calendar.models import Calendar, Event
from dj_google_calendar.sync.pull_calendar import pull_calendar

pytestmark = pytest.mark.django_db(transaction=True)

RULE = {"starts_on", "repeats", "interval", "weekdays", "ends", "ends_until", "ends_after", "event"}


@pytest.fixture
def asked(opened):
    """The page, with the form for a new event's title."""
    page = opened()
    page.keyboard.press("c")
    page.get_by_placeholder("Title").fill("Typed")
    return page


def test_enter_twice_makes_one_event(asked):
    asked.route("**/view/create/", lambda route: (asked.wait_for_timeout(300), route.continue_()))

    asked.keyboard.press("Enter")
    asked.keyboard.press("Enter")

    toast(asked, "Created.")
    occurrence(asked, "Typed").first.wait_for()
    assert Event.objects.filter(summary="Typed").count() == 1


def test_what_was_refused_can_be_sent_again(asked):
    own = Calendar.objects.filter(google_id=ALICE)
    own.update(access_role="reader")
    asked.keyboard.press("Enter")
    expect(asked.get_by_role("dialog").get_by_role("alert")).not_to_be_empty()
    expect(asked.get_by_role("button", name="Save")).to_be_enabled()
    own.update(access_role="owner")

    asked.keyboard.press("Enter")

    toast(asked, "Created.")


def test_a_field_says_why_it_was_refused(asked):
    asked.get_by_role("button", name="More details").click()
    sheet = asked.get_by_role("dialog", name="New event")
    sheet.get_by_role("checkbox", name="All day").uncheck()
    sheet.get_by_role("button", name="Save").click()
    start = sheet.locator("[name=starts_at]")
    expect(start).to_have_accessible_description("A time is needed, unless it is all day.")
    expect(start).to_have_attribute("aria-invalid", "true")
    expect(start).to_be_focused()
    start.fill("10:00")
    sheet.locator("[name=ends_at]").fill("11:00")

    sheet.get_by_role("button", name="Save").click()

    toast(asked, "It was created, and is being sent to Google.")


def test_a_press_within_a_dialog_does_not_close_it(asked):
    dialog = asked.get_by_role("dialog")
    box = box_of(dialog)

    asked.mouse.click(box["x"] + 6, box["y"] + box["height"] / 2)
    expect(dialog).to_be_visible()
    asked.mouse.move(box["x"] + 60, box["y"] + box["height"] / 2)
    asked.mouse.down()
    asked.mouse.move(box["x"] - 60, box["y"] + box["height"] / 2, steps=4)
    asked.mouse.up()
    expect(dialog).to_be_visible()
    expect(asked.get_by_placeholder("Title")).to_have_value("Typed")
    asked.mouse.click(box["x"] - 60, box["y"] + 20)

    expect(asked.get_by_role("dialog", name="Discard what you have typed?")).to_be_visible()


def test_the_words_of_a_rule_are_asked_for_without_the_event(opened):
    page = opened()
    occurrence(page, "Daily talk").first.click()
    page.get_by_role("dialog").get_by_role("link", name="Edit").click()
    addresses = []
    page.on("request", lambda request: addresses.append(request.url))
    page.get_by_label("Repeats").select_option("WEEKLY")

    expect(page.locator("[data-rule-words]")).to_contain_text("Weekly")

    asked = [urlsplit(each).query for each in addresses if "/recurrence/" in each]
    names = {name.removeprefix("initial-") for each in asked for name in parse_qs(each)}
    assert {"starts_on", "repeats"} <= names <= RULE


def test_what_is_told_stays_where_it_is_heard(opened):
    page = opened()
    page.evaluate(
        """() => { window.moves = 0; new MutationObserver((all) => { for (const each of all)
        for (const node of each.addedNodes) if (node.id === "toasts") window.moves += 1; })
        .observe(document.body, { childList: true }); }"""
    )
    occurrence(page, "Quiet lunch").first.focus()
    page.keyboard.press("Delete")
    toast(page, "Deleted.")
    page.keyboard.press("Control+z")
    toast(page, "Undone.")

    assert page.evaluate("window.moves") <= 1


def test_keys_of_one_character_can_be_switched_off(opened):
    page = opened()
    page.keyboard.press("?")
    page.get_by_role("checkbox", name="Use keys of one character").uncheck()
    page.keyboard.press("Escape")

    page.keyboard.press("c")
    page.keyboard.press("m")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("[data-view=week]")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Keys").click()
    page.get_by_role("checkbox", name="Use keys of one character").check()
    page.keyboard.press("Escape")
    page.keyboard.press("c")

    expect(page.get_by_role("dialog", name="New event")).to_be_visible()


def test_what_another_has_changed_meanwhile_is_told_before_it_is_written_over(opened, google):
    page = opened()
    occurrence(page, "Quiet lunch").first.click()
    page.get_by_role("dialog").get_by_role("link", name="Edit").click()
    sheet = page.get_by_role("dialog", name="Edit the event")
    sheet.get_by_label("Place").fill("Kitchen")
    event = Event.objects.get(summary="Quiet lunch")
    google.edit_event(ALICE, event.google_id, location="Garden")
    pull_calendar(event.calendar)

    sheet.get_by_role("button", name="Save").click()

    place = sheet.get_by_label("Place")
    expect(place).to_have_accessible_description(re.compile("Meanwhile .* “Garden”"))
    expect(place).to_have_value("Kitchen")
    sheet.get_by_role("button", name="Save").click()
    toast(page, "It was changed, and is being sent to Google.")
    event.refresh_from_db()
    assert event.resource["location"] == "Kitchen"


def test_what_is_wrong_is_brought_into_view(opened):
    page = opened()
    occurrence(page, "Quiet lunch").first.click()
    page.get_by_role("dialog").get_by_role("link", name="Edit").click()
    sheet = page.get_by_role("dialog", name="Edit the event")
    sheet.get_by_label("Place").wait_for()
    Calendar.objects.filter(google_id=ALICE).update(access_role="reader")

    sheet.get_by_role("button", name="Save").click()

    said = sheet.get_by_role("alert").filter(has_text=re.compile(r"\w"))
    expect(said).to_be_in_viewport(ratio=1)
    expect(said).to_be_focused()


def test_what_was_typed_is_thrown_away_only_when_that_is_meant(asked):
    question = asked.get_by_role("dialog", name="Discard what you have typed?")
    form = asked.get_by_role("dialog", name="New event")
    ways = (
        lambda: asked.keyboard.press("Escape"),
        lambda: asked.keyboard.press("Escape"),
        lambda: form.get_by_role("button", name="Close").click(),
        lambda: asked.mouse.click(5, 5),
    )

    for leave in ways:
        leave()
        expect(question).to_be_visible()
        asked.keyboard.press("Escape")
        expect(question).to_have_count(0)
        expect(asked.get_by_placeholder("Title")).to_have_value("Typed")
    asked.get_by_role("button", name="More details").click()
    form.get_by_label("Title").wait_for()
    asked.keyboard.press("Escape")
    question.get_by_role("button", name="Discard").click()

    expect(asked.get_by_role("dialog")).to_have_count(0)


def test_an_untouched_form_is_left_at_once(opened):
    page = opened()
    page.keyboard.press("c")
    page.get_by_placeholder("Title").wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    occurrence(page, "Daily talk").first.click()
    page.get_by_role("dialog").get_by_role("link", name="Edit").click()
    page.get_by_role("dialog", name="Edit the event").get_by_label("Place").wait_for()

    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)


def test_what_was_typed_is_saved_after_signing_in_in_another_tab(opened, sign_in):
    page = opened()
    occurrence(page, "Quiet lunch").first.click()
    page.get_by_role("dialog").get_by_role("link", name="Edit").click()
    sheet = page.get_by_role("dialog", name="Edit the event")
    sheet.get_by_label("Place").fill("Kitchen")
    page.context.clear_cookies(name="sessionid")
    sheet.get_by_role("button", name="Save").click()
    expect(sheet.get_by_role("alert")).to_contain_text("Sign in in another tab, then save again.")
    other = page.context.new_page()
    sign_in(other)

    sheet.get_by_role("button", name="Save").click()

    toast(page, "It was changed, and is being sent to Google.")
    assert Event.objects.get(google_id="lunch0").resource["location"] == "Kitchen"
    page.context.clear_cookies(name="sessionid")
    sign_in(other)
    occurrence(page, "Quiet lunch").first.focus()
    page.keyboard.press("Delete")
    toast(page, "Deleted.")


def test_an_edit_that_does_not_reach_the_site_is_said_to_be_not_done(opened):
    page = opened()
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('away')); }")
    occurrence(page, "Quiet lunch").first.focus()
    page.keyboard.press("Alt+ArrowDown")
    toast(page, "The site cannot be reached; nothing was done.")
    page.keyboard.press("c")
    page.get_by_placeholder("Title").fill("Typed")

    page.keyboard.press("Enter")

    said = page.get_by_role("dialog").get_by_role("alert")
    expect(said).to_have_text("The site cannot be reached; nothing was done.")
