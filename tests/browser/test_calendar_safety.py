"""Whatever people write into events and names, nothing of it runs in the calendar."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.grid import ALICE, VIEWS, occurrence
from tests.browser.payloads import PAYLOADS, as_address

from dj_google_calendar.models import Calendar, Event

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

DANGERS = """root => {
  const harmless = ["http:", "https:", "mailto:", ""];
  const runs = (each) =>
    [...each.attributes].some(({ name }) => name.startsWith("on") || name === "srcdoc") ||
    ["href", "xlink:href", "action", "formaction", "src", "data"].some((name) =>
      each.hasAttribute(name) && !harmless.includes(protocol(each.getAttribute(name)))) ||
    (each.localName === "script" && !each.src && each.type !== "application/json");
  const protocol = (address) => {
    try { return new URL(address, location.href).protocol; } catch { return ""; }
  };
  const found = [];
  for (const place of document.querySelectorAll(root))
    for (const each of [place, ...place.querySelectorAll("*")]) {
      for (const kind of ["pointerenter", "mouseover", "focus", "toggle"])
        each.dispatchEvent(new Event(kind));
      if (runs(each)) found.push(each.outerHTML.slice(0, 200));
    }
  return found;
}"""
"""Gives the elements that would run something, after the pointer has been over each."""

OPEN_EACH = """async (dangers) => {
  const found = [], seen = [...document.querySelectorAll("#grid [data-occurrence]")];
  for (const each of seen) {
    each.click();
    while (!document.querySelector("dialog #panel"))
      await new Promise((done) => setTimeout(done, 5));
    found.push(...eval(dangers)("dialog"));
    document.querySelector("dialog").close();
  }
  return [found, seen.length];
}"""
"""Opens the panel of each event in view, and gives what is dangerous there."""

DAYS = range(1, 29)
FIELDS = ("title", "description", "place", "guest", "note", "attachment", "source", "calendar")


def event_with(number, payload):
    """Give an event in whose eight fields a payload stands, or the ones after it."""
    texts = [PAYLOADS[(number + place * 25) % len(PAYLOADS)] for place in range(len(FIELDS))]
    title, description, place, guest, note, attachment, source, _ = texts
    hour = 8 + number % 10
    day = f"2026-12-{DAYS[number % len(DAYS)]:02}"
    return {
        "summary": f"{number} {title}",
        "description": f"{payload} {description}",
        "location": place,
        "attendees": [
            {"email": f"guest{number}@example.com", "displayName": guest, "comment": note},
        ],
        "attachments": [{"title": attachment, "fileUrl": as_address(attachment)}],
        "source": {"title": source, "url": as_address(source)},
        "start": {"dateTime": f"{day}T{hour:02}:00:00Z"},
        "end": {"dateTime": f"{day}T{hour:02}:45:00Z"},
    }


@pytest.fixture
def ran():
    """What has run of the payloads."""
    return []


@pytest.fixture
def watched(opened, google, ran):
    """The calendar page, full of payloads, without its policy, which would stop most of them."""
    for number, payload in enumerate(PAYLOADS):
        google.add_event(ALICE, **event_with(number, payload))
    page = opened(bypass_csp=True)
    page.expose_function("ran", lambda *given: ran.append(given))
    name_calendar(PAYLOADS[0])
    page.reload()
    return page


def name_calendar(payload):
    calendar = Calendar.objects.get(google_id=ALICE)
    calendar.resource |= {"summaryOverride": payload}
    calendar.save(update_fields=["resource"])


def test_two_hundred_payloads_run_in_no_view(watched, ran, screenshot):
    assert len(set(PAYLOADS)) == 200

    for name in VIEWS:
        watched.locator(f"[data-view={name}]").click()
        watched.locator("#day").fill("2026-12-01")
        watched.locator("#day").blur()
        occurrence(watched, re.compile(r"\d+ ")).locator("visible=true").first.wait_for()
        assert watched.evaluate(DANGERS, "#grid, #side") == []
        screenshot(watched, f"payloads-{name}")
    dangers, panels = watched.evaluate(OPEN_EACH, DANGERS)

    assert panels >= 200
    assert (dangers, ran) == ([], [])


def test_they_run_neither_in_search_nor_in_what_is_told(watched, ran):
    watched.keyboard.press("/")
    watched.get_by_role("searchbox").fill("ran")
    watched.locator(".hit").nth(15).wait_for()
    assert watched.evaluate(DANGERS, "dialog") == []
    watched.get_by_role("button", name="Close").click()

    watched.locator("[data-view=agenda]").click()
    occurrence(watched, re.compile(r"\D1 <")).first.focus()
    watched.keyboard.press("Delete")
    watched.get_by_role("dialog").get_by_role("button", name="Delete").click()
    watched.locator(".toast").wait_for()

    assert watched.evaluate(DANGERS, "body") == []
    assert ran == []


def test_they_run_on_no_page_without_the_grid(watched, ran):
    calendar = Calendar.objects.get(google_id=ALICE)
    events = Event.objects.filter(summary__regex=r"^\d*[05] ")
    paths = ["agenda/", "calendars/", f"calendars/{calendar.pk}/", f"calendars/{calendar.pk}/new/"]
    paths += [f"events/{event.pk}/" for event in events]
    paths += [f"events/{event.pk}/edit/" for event in events[:10]]

    for path in paths:
        watched.goto(f"/calendar/{path}")
        assert watched.evaluate(DANGERS, "body") == [], path

    assert len(events) == 40
    assert ran == []


def test_a_payload_that_is_taken_for_html_is_noticed(chromium, site, ran):
    page = chromium.new_page(base_url=site, bypass_csp=True)
    page.expose_function("ran", lambda *given: ran.append(given))
    page.goto("/accounts/login/")
    page.evaluate(
        "texts => { for (const text of texts) document.body.append("
        "document.createRange().createContextualFragment(text)); }",
        [payload for payload in PAYLOADS if "<iframe" not in payload],
    )
    expect(page.locator("img[src=x]").first).to_be_attached()

    dangers = page.evaluate(DANGERS, "body")
    page.close()

    assert len(dangers) > 20
    assert len(ran) > 20
