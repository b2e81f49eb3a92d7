"""The demo world: two people, five calendars, some hundred events around a given day.

The same day gives the same world. Everything that tends to break calendars is in it: series
across daylight saving time in two zones, changed, moved and cancelled instances, extra and
left-out dates, all-day and multi-day events, invitations both ways, special event types.
"""

import datetime as dt
from typing import Any

from gcal_emulator.demo_seed.alice import special, work
from gcal_emulator.demo_seed.build import ALICE, BERLIN, BOB, NEW_YORK, Resource
from gcal_emulator.demo_seed.others import bobs, family, holidays, releases, running

FAMILY = "c0ffee" + "5a" * 29 + "@group.calendar.google.com"
RUNNING = "0b57d0" + "7e" * 29 + "@group.calendar.google.com"
RELEASES = "5eed5e" + "91" * 29 + "@group.calendar.google.com"
HOLIDAYS = "en.german#holiday@group.v.calendar.google.com"


def demo_seed(*, today: dt.date) -> dict[str, Any]:
    """Describe the demo world as a seed, with its events around this day."""
    monday = today - dt.timedelta(days=today.weekday())
    return {
        "users": [
            _user(ALICE, "Alice Example", "108200000000000000001", BERLIN),
            _user(BOB, "Bob Example", "108200000000000000002", NEW_YORK),
        ],
        "calendars": [
            _calendar(ALICE, ALICE, "Alice", BERLIN, [*work(monday), *special(monday)]),
            _calendar(FAMILY, ALICE, "Family", BERLIN, list(family(monday))),
            _calendar(RUNNING, ALICE, "Running club", BERLIN, list(running(monday))),
            _calendar(
                RELEASES, BOB, "Team releases", NEW_YORK, list(releases(monday)), shared_with=ALICE
            ),
            _calendar(BOB, BOB, "Bob", NEW_YORK, list(bobs(monday))),
            _calendar(HOLIDAYS, None, "Holidays in Germany", BERLIN, list(holidays(monday.year))),
        ],
        "calendarList": [
            {"user": ALICE, "id": ALICE, "colorId": "16"},
            {"user": ALICE, "id": FAMILY, "colorId": "5", "summaryOverride": "Family & friends"},
            {"user": ALICE, "id": RUNNING, "colorId": "8"},
            {"user": ALICE, "id": RELEASES, "colorId": "23", "selected": True},
            {"user": ALICE, "id": HOLIDAYS, "colorId": "19", "selected": True},
            {"user": BOB, "id": BOB, "colorId": "14"},
            {"user": BOB, "id": RELEASES, "colorId": "3"},
        ],
    }


def _user(email: str, name: str, sub: str, zone: str) -> Resource:
    return {"email": email, "name": name, "sub": sub, "settings": {"timezone": zone}}


def _calendar(
    calendar_id: str,
    owner: str | None,
    summary: str,
    zone: str,
    events: list[Resource],
    *,
    shared_with: str = "",
) -> Resource:
    rules = []
    if shared_with:
        rules.append({"role": "reader", "scope": {"type": "user", "value": shared_with}})
    if owner is None:
        rules.append({"role": "reader", "scope": {"type": "default"}})
    return {
        "id": calendar_id,
        "owner": owner,
        "summary": summary,
        "timeZone": zone,
        "acl": rules,
        "events": events,
    }
