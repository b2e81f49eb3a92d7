"""What is to be seen of an event beside its title, and heard as well."""

import pytest
from playwright.sync_api import expect
from tests.browser.grid import ALICE, box_of, occurrence
from tests.browser.test_looks import LOOKS

from dj_google_calendar.models import Conflict, Event, OutboxEntry

pytestmark = pytest.mark.django_db(transaction=True)

DECLINED = [{"email": ALICE, "self": True, "responseStatus": "declined"}]
CAROL = {"email": "carol@elsewhere.example"}


def refuse(google_id, *, in_conflict=False):
    event = Event.objects.select_related("calendar__account").get(google_id=google_id)
    state = OutboxEntry.State.CONFLICT if in_conflict else OutboxEntry.State.REFUSED
    of = {"account": event.calendar.account, "calendar": event.calendar, "event": event}
    entry = OutboxEntry.objects.create(kind="patch", lane=google_id, state=state, **of)
    if in_conflict:
        Conflict.objects.create(entry=entry, event=event, kind="edited")


@pytest.mark.parametrize("look", LOOKS)
def test_edits_that_need_somebody_are_marked_in_each_view(opened, axe, screenshot, look):
    page = opened(bypass_csp=True, **LOOKS[look])
    refuse("lunch0")
    refuse("daily0", in_conflict=True)
    page.keyboard.press("r")
    said = {
        "Quiet lunch": "an edit was refused by Google",
        "Daily talk": "changed here and at Google",
    }
    findings = {}

    for name in ("day", "week", "agenda"):
        page.locator(f"[data-view={name}]").click()
        page.locator("#day").fill("2026-12-03")
        page.locator("#day").blur()
        for title, words in said.items():
            shown = occurrence(page, title).locator("visible=true").first
            expect(shown).to_contain_text(words)
            expect(shown.locator(".sign")).to_be_visible()
            apart = box_of(shown.locator(".sign"))["y"] - box_of(shown)["y"]
            assert -5 < apart < 5
        screenshot(page, f"{look}-calendar-{name}-signs")
        findings[name] = axe(page)

    assert {name: found for name, found in findings.items() if found} == {}


def test_an_edit_that_needs_somebody_does_not_hide_in_a_full_day(opened, google, screenshot):
    for hour in range(9):
        begins, ends = (f"2026-12-03T0{hour}:{minute}:00+01:00" for minute in ("00", "30"))
        times = {"start": {"dateTime": begins}, "end": {"dateTime": ends}}
        google.add_event(ALICE, summary=f"Before {hour}", **times)
    page = opened()
    page.locator("[data-view=month]").click()
    page.locator("#day").fill("2026-12-03")
    page.locator("#day").blur()
    expect(occurrence(page, "Before 0")).to_be_visible()
    expect(occurrence(page, "Quiet lunch").locator("visible=true")).to_have_count(0)

    refuse("lunch0")
    page.keyboard.press("r")

    expect(occurrence(page, "Quiet lunch").locator(".sign")).to_be_visible()
    expect(occurrence(page, "Before 8").locator("visible=true")).to_have_count(0)
    screenshot(page, "light-calendar-month-full-day")


@pytest.mark.parametrize("look", ["light", "dark"])
def test_what_was_declined_can_be_read(opened, google, axe, screenshot, look):
    for color in range(1, 12):
        begins, ends = (f"2026-12-04T{color + 8:02}:{minute}:00+01:00" for minute in ("00", "45"))
        times = {"start": {"dateTime": begins}, "end": {"dateTime": ends}}
        google.add_event(
            ALICE, summary="No", colorId=f"{color}", attendees=DECLINED, organizer=CAROL, **times
        )
    page = opened(bypass_csp=True, **LOOKS[look])

    for name in ("day", "month"):
        page.locator(f"[data-view={name}]").click()
        page.locator("#day").fill("2026-12-04")
        page.locator("#day").blur()
        expect(page.locator(".occurrence.declined").first).to_contain_text("you declined")
        screenshot(page, f"{look}-calendar-{name}-declined")
        assert [each for each in axe(page) if each[0] == "color-contrast"] == []
