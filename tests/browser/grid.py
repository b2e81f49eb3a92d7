"""The grid of the calendar page: what stands in it, and hands that move it."""

import re
from contextlib import suppress
from zoneinfo import ZoneInfo

from playwright.sync_api import Error, expect

from dj_google_calendar.models import Event

ALICE, ZONE = "alice@example.com", "Europe/Berlin"
VIEWS = ("day", "week", "month", "year", "agenda")
SERIES = {
    "id": "daily0",
    "summary": "Daily talk",
    "start": {"dateTime": "2026-12-01T09:00:00+01:00", "timeZone": ZONE},
    "end": {"dateTime": "2026-12-01T10:00:00+01:00", "timeZone": ZONE},
    "recurrence": ["RRULE:FREQ=DAILY;COUNT=5"],
}
LUNCH = {
    "id": "lunch0",
    "summary": "Quiet lunch",
    "start": {"dateTime": "2026-12-03T12:00:00+01:00", "timeZone": ZONE},
    "end": {"dateTime": "2026-12-03T13:00:00+01:00", "timeZone": ZONE},
}


def occurrence(page, title):
    return page.locator("#grid [data-occurrence]", has_text=title)


def speak(page, settings, language):
    """Load a page anew in a language that both the site and its reader speak."""
    settings.LANGUAGE_CODE = language
    page.set_extra_http_headers({"Accept-Language": language})
    page.reload()


def toast(page, text):
    expect(page.locator("#toasts")).to_contain_text(text)


def box_of(what):
    """Give where an element is; the grid may be drawing it anew at this moment."""
    while (box := what.bounding_box()) is None:
        what.wait_for()
    return box


def scroll_to(what):
    """Bring an element into view; the grid may be drawing it anew at this moment."""
    for _ in range(5):
        what.wait_for()
        with suppress(Error):
            what.scroll_into_view_if_needed()
            return


def drag(page, what, *, down=0, right=0, from_bottom=False):
    box = box_of(what)
    x = box["x"] + box["width"] / 2
    y = box["y"] + (box["height"] - 2 if from_bottom else box["height"] / 3)
    if from_bottom:
        what.hover()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right / 2, y + down / 2, steps=5)
    page.mouse.move(x + right, y + down, steps=5)
    page.mouse.up()


def hours(google_id="lunch0"):
    event = Event.objects.get(google_id=google_id)
    return [each.astimezone(ZoneInfo(ZONE)).hour for each in (event.starts_at, event.ends_at)]


def hour_height(page):
    first, second = (box_of(page.get_by_text(re.compile(rf"^{n}\s?AM$")).first) for n in (9, 10))
    return second["y"] - first["y"]
