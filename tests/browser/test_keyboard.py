"""Events moved without a mouse, and where the focus is meanwhile."""

import datetime as dt

import pytest
from playwright.sync_api import expect
from tests.browser.grid import ALICE, drag, hour_height, occurrence, speak, toast

from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.sync.pull_calendar import pull_calendar

pytestmark = pytest.mark.django_db(transaction=True)

NOON = dt.datetime(2026, 12, 3, 12, tzinfo=dt.timezone(dt.timedelta(hours=1)))
QUARTER = dt.timedelta(minutes=15)
HAS_FOCUS = """title => {
  const has = document.activeElement.closest("#grid [data-occurrence]");
  return has !== null && has.textContent.includes(title);
}"""


def lunch():
    return Event.objects.get(google_id="lunch0")


def press(page, keys, times=1):
    for _ in range(times):
        page.keyboard.press(keys)


def follow_moves(page):
    """Give what waits for so many answers to moves; to look into the table would disturb them."""
    heard = []
    page.on("requestfinished", lambda asked: heard.append(asked) if "/move/" in asked.url else None)

    def waited(number):
        for _ in range(300):
            if len(heard) >= number:
                return
            page.wait_for_timeout(50)
        pytest.fail(f"Only {len(heard)} moves were answered.")

    return waited


@pytest.mark.parametrize(
    ("keys", "moved"), [("Alt+ArrowDown", QUARTER), ("Alt+ArrowLeft", -dt.timedelta(days=1))]
)
def test_three_quick_presses_move_by_three_steps_and_keep_the_focus(opened, keys, moved):
    page = opened()
    answered = follow_moves(page)
    occurrence(page, "Quiet lunch").first.focus()

    press(page, keys, times=3)

    answered(3)
    page.wait_for_timeout(4000)  # the page hears of its own edits, and draws again
    assert lunch().starts_at == NOON + 3 * moved
    assert OutboxEntry.objects.count() == 3
    assert page.evaluate(HAS_FOCUS, "Quiet lunch")


def test_keys_go_on_with_one_of_a_series(opened):
    page = opened()
    answered = follow_moves(page)
    occurrence(page, "Daily talk").nth(2).focus()
    press(page, "Alt+ArrowDown")
    page.get_by_role("button", name="Move", exact=True).click()
    toast(page, "Moved.")

    expect(occurrence(page, "Daily talk").filter(has_text="9:15")).to_have_count(1)
    page.wait_for_function(HAS_FOCUS, arg="Daily talk")
    press(page, "Alt+ArrowDown")
    page.get_by_role("button", name="Move", exact=True).click()

    answered(2)
    assert Event.objects.get(recurring_event_id="daily0").starts_at.minute == 30
    assert OutboxEntry.objects.count() == 2


def test_what_is_moved_out_of_view_is_followed(opened):
    page = opened()
    answered = follow_moves(page)
    occurrence(page, "Quiet lunch").first.focus()

    press(page, "Alt+ArrowRight", times=4)

    answered(4)
    page.wait_for_function(HAS_FOCUS, arg="Quiet lunch")
    assert lunch().starts_at == NOON + dt.timedelta(days=4)


def test_the_focus_stays_where_the_grid_draws_anew(opened, google):
    page = opened()
    occurrence(page, "Quiet lunch").first.focus()
    google.edit_event(ALICE, "lunch0", summary="Quiet lunch, later")

    pull_calendar(lunch().calendar)

    expect(occurrence(page, "Quiet lunch, later")).to_have_count(1, timeout=15_000)
    page.wait_for_function(HAS_FOCUS, arg="later")


def test_no_key_makes_an_event_end_before_it_begins(opened, google):
    google.edit_event(
        ALICE, "lunch0", end={"dateTime": (NOON + QUARTER).isoformat(), "timeZone": "Europe/Berlin"}
    )
    page = opened()
    answered = follow_moves(page)
    occurrence(page, "Quiet lunch").first.focus()

    press(page, "Alt+Shift+ArrowUp")

    expect(page.locator("#spoken")).to_have_text("An event ends after it begins.")
    press(page, "Alt+Shift+ArrowDown")
    answered(1)
    assert lunch().ends_at == NOON + 2 * QUARTER
    assert OutboxEntry.objects.count() == 1


@pytest.fixture
def no_length_lunch(opened, google):
    at_noon = {"dateTime": NOON.isoformat(), "timeZone": "Europe/Berlin"}
    google.edit_event(ALICE, "lunch0", end=at_noon)  # before the page is opened


@pytest.mark.usefixtures("no_length_lunch")
def test_an_event_of_no_length_is_dragged_and_keeps_none(opened):
    page = opened()

    drag(page, occurrence(page, "Quiet lunch").first, down=2 * hour_height(page))

    toast(page, "Moved.")
    assert lunch().starts_at == lunch().ends_at == NOON + dt.timedelta(hours=2)


@pytest.mark.usefixtures("no_length_lunch")
def test_an_event_of_no_length_is_moved_and_made_longer_by_keys(opened):
    page = opened()
    answered = follow_moves(page)
    occurrence(page, "Quiet lunch").first.focus()

    press(page, "Alt+ArrowDown")
    answered(1)
    assert lunch().starts_at == lunch().ends_at == NOON + QUARTER
    page.wait_for_function(HAS_FOCUS, arg="Quiet lunch")
    press(page, "Alt+Shift+ArrowUp")
    expect(page.locator("#spoken")).to_have_text("An event ends after it begins.")
    press(page, "Alt+Shift+ArrowDown")

    answered(2)
    assert lunch().starts_at == NOON + QUARTER
    assert lunch().ends_at == NOON + 2 * QUARTER


def test_from_right_to_left_an_arrow_moves_to_where_it_points(opened, settings):
    page = opened()
    speak(page, settings, "ar")
    answered = follow_moves(page)
    occurrence(page, "Quiet lunch").first.focus()

    press(page, "Alt+ArrowLeft")

    answered(1)
    assert lunch().starts_at == NOON + dt.timedelta(days=1)


def test_what_is_told_is_in_the_zone_of_the_grid(opened):
    page = opened()
    page.get_by_label("Time zone", exact=True).select_option("Asia/Tokyo")
    expect(occurrence(page, "Quiet lunch").first).to_contain_text("8:00")
    occurrence(page, "Quiet lunch").first.focus()

    press(page, "Alt+ArrowDown")

    expect(page.locator("#spoken")).to_contain_text("Quiet lunch: now Thu, Dec 3")
    expect(page.locator("#spoken")).to_contain_text("8:15")


def test_no_hour_is_told_of_whole_days(opened, google):
    google.add_event(
        ALICE, summary="Fair", start={"date": "2026-12-02"}, end={"date": "2026-12-03"}
    )
    page = opened()
    occurrence(page, "Fair").first.focus()

    press(page, "Alt+ArrowRight")

    expect(page.locator("#spoken")).to_have_text("Fair: now Thu, Dec 3.")


def test_undo_goes_back_step_by_step_until_nothing_is_left(opened):
    page = opened()
    occurrence(page, "Quiet lunch").first.focus()
    said = (("Alt+ArrowDown", "Moved."), ("Alt+Shift+ArrowDown", "The duration was changed."))
    for keys, text in said:
        with page.expect_response("**/view/feed/**"):  # the grid has asked for what has become
            press(page, keys)
        toast(page, text)
        page.wait_for_function(HAS_FOCUS, arg="Quiet lunch")

    for _ in said:
        with page.expect_response("**/view/feed/**"):
            press(page, "Control+z")
        toast(page, "Undone.")
    press(page, "Control+z")

    toast(page, "Nothing is left to undo here.")
    assert (lunch().starts_at, lunch().ends_at) == (NOON, NOON + dt.timedelta(hours=1))
    assert OutboxEntry.objects.filter(undoes__isnull=False).count() == 2
