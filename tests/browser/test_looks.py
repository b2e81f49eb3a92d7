"""Every page in light, in dark and on a phone: nothing serious by axe, nothing cut off."""

import pytest

from dj_google_calendar.models import Account, Calendar, Event
from dj_google_calendar.operations.events import edit_event

pytestmark = pytest.mark.django_db(transaction=True)

LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True},
}
WHAT_CAN_GO_WRONG = {
    "state": Account.State.REAUTH_REQUIRED,
    "state_reason": "Google no longer accepts the stored grant. Connect the account again.",
}


@pytest.fixture(params=LOOKS)
def look(request):
    return request.param


@pytest.fixture
def walk(open_page, axe, screenshot, look):
    """A page that is examined wherever it goes, and what was found."""
    # pages that carry the policy refuse axe's own style element, so it is lifted for axe alone
    page = open_page(bypass_csp=True, **LOOKS[look])
    findings = {}

    def examine(name):
        found = axe(page)
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if width > 0:
            found.append(("cut off", width))
        screenshot(page, f"{look}-{name}")
        if found:
            findings[name] = found

    return page, examine, findings


def follow(link):
    """What is examined before the next page is there is the old one, or half of each."""
    with link.page.expect_navigation():
        link.click()


def test_the_way_to_the_account_is_sound(walk, allow, connect):
    page, examine, findings = walk

    page.goto("/accounts/login/")
    examine("login")
    page.goto("/calendar/connect/")
    examine("connect")
    follow(page.get_by_role("link", name="Connect Google"))
    examine("choose")
    follow(page.get_by_role("button", name="Alice Example"))
    examine("consent")
    follow(page.get_by_role("button", name="Allow"))
    examine("visitor")
    page.goto("/rest/v1/calendar/redirect/?state=forged&code=x")
    examine("error")
    connect(page)
    examine("account")

    assert findings == {}


def test_every_page_of_an_account_is_sound(walk, connect):
    page, examine, findings = walk
    connect(page)

    account = page.url
    page.goto(account + "disconnect/")
    examine("disconnect")
    for name in ("accounts", "calendars"):
        page.goto(f"/calendar/{name}/")
        examine(name)
    follow(page.get_by_role("link", name="Alice", exact=True))
    examine("events")
    events = page.url
    for query in ("view=past", "view=repeating", "view=all", "q=team", "q=zebra"):
        page.goto(f"{events}?{query}")
        examine(f"events-{query.partition('=')[2]}")

    assert findings == {}


def test_pages_of_edits_are_sound(walk, connect, send, google_site):
    page, examine, findings = walk
    connect(page)
    singles = Event.objects.filter(recurring_event_id="", calendar__is_primary=True)
    event, other = singles.exclude(resource__has_key="recurrence")[:2]
    alice = event.calendar.account.user
    edit_event(event, by=alice, summary="Our title", attendees=["bob@example.com"])
    google_site.edit_event(event.calendar.google_id, event.google_id, summary="Their title")
    send()
    google_site.fail(method="events.patch", status=400, reason="invalid")
    edit_event(other, by=alice, location="Nowhere")
    send()
    edit_event(other, by=alice, location="Somewhere")

    page.goto("/calendar/edits/")
    examine("edits")
    page.goto(f"/calendar/events/{event.pk}/")
    examine("event")
    page.goto(f"/calendar/events/{other.pk}/edit/")
    page.get_by_label("Starts").fill("")
    follow(page.get_by_role("button", name="Save"))
    examine("event-form")

    assert findings == {}


ICS = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:{n}@example.org
DTSTART:20261207T0{n}0000Z
SUMMARY:Imported {n}
{more}
END:VEVENT
END:VCALENDAR
"""


def test_pages_of_files_are_sound(walk, connect):
    page, examine, findings = walk
    connect(page)
    calendar = Calendar.objects.get(is_primary=True)
    texts = [ICS.format(n=n, more="RRULE:FREQ=NEVER" if n > 3 else "") for n in range(1, 6)]
    file = {"name": "a.ics", "mimeType": "text/calendar", "buffer": "".join(texts).encode()}

    page.goto(f"/calendar/calendars/{calendar.pk}/")
    page.get_by_role("link", name="Subscribe elsewhere").click()
    follow(page.get_by_role("button", name="Make an address").first)
    examine("feeds")
    page.goto(f"/calendar/calendars/{calendar.pk}/import/")
    page.get_by_label("A file of calendar data").set_input_files({**file, "buffer": b"nonsense"})
    follow(page.get_by_role("button", name="Look at it"))
    examine("import-problem")
    page.get_by_label("A file of calendar data").set_input_files(file)
    follow(page.get_by_role("button", name="Look at it"))
    examine("import-preview")
    follow(page.get_by_role("button", name="Import 3 events"))
    examine("import-result")

    assert findings == {}


def test_pages_of_trouble_are_sound(walk, connect):
    page, examine, findings = walk
    connect(page)
    account = Account.objects.get()
    Account.objects.update(**WHAT_CAN_GO_WRONG)
    lost = {"state": Calendar.State.UNREACHABLE, "state_reason": "It is no longer shared."}
    Calendar.objects.filter(is_primary=False).update(**lost)
    for key in ("abc", "def"):
        account.quarantine.create(key=key, reason="Its start is not an object.", resource="{}")

    page.reload()
    page.get_by_text("2 items were set aside").click()
    examine("account-trouble")
    for name in ("accounts", "calendars"):
        page.goto(f"/calendar/{name}/")
        examine(f"{name}-trouble")
    Account.objects.all().delete()
    for name in ("accounts", "calendars"):
        page.goto(f"/calendar/{name}/")
        examine(f"{name}-empty")

    assert findings == {}


def test_boxes_to_tick_stand_beside_their_words(page, connect, screenshot):
    connect(page)
    calendar = Calendar.objects.get(is_primary=True)
    page.goto(f"/calendar/calendars/{calendar.pk}/new/")
    screenshot(page, "light-new-event")

    for name in ("All day", "With Google Meet"):
        box = page.get_by_label(name).bounding_box()
        words = page.locator("label", has_text=name).bounding_box()
        assert 0 < words["x"] - (box["x"] + box["width"]) < 20
        assert abs(words["y"] + words["height"] / 2 - box["y"] - box["height"] / 2) < 6
