"""The demo world: two people, five calendars, some hundred events around a given day.

The same day gives the same world. Everything that tends to break calendars is in it: series
across daylight saving time in two zones, changed, moved and cancelled instances, extra and
left-out dates, all-day and multi-day events, invitations both ways, special event types.
"""

import datetime as dt
import hashlib
import random
from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from gcal_emulator.calendar_v3.event_view import id_of_uid
from gcal_emulator.ids import base32hex

Resource = dict[str, Any]

ALICE, BOB = "alice@example.com", "bob@example.com"
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
FAMILY = "c0ffee" + "5a" * 29 + "@group.calendar.google.com"
RUNNING = "0b57d0" + "7e" * 29 + "@group.calendar.google.com"
RELEASES = "5eed5e" + "91" * 29 + "@group.calendar.google.com"
HOLIDAYS = "en.german#holiday@group.v.calendar.google.com"

ROOMS = ("Kitchen table", "Room Ada", "Room Lovelace", "Café Nova", "Video call", "Library")
TALKS = (
    "Planning with Nadia",
    "Interview: backend",
    "Call with the bank",
    "Design review",
    "Lunch with Sam",
    "Budget talk",
    "Flat viewing",
    "Parents' evening",
    "Write the report",
    "Roadmap sketch",
    "Coffee with Bob",
    "Support rota handover",
)


def demo_seed(*, today: dt.date) -> dict[str, Any]:
    """Describe the demo world as a seed, with its events around this day."""
    monday = today - dt.timedelta(days=today.weekday())
    return {
        "users": [
            _user(ALICE, "Alice Example", "108200000000000000001", BERLIN),
            _user(BOB, "Bob Example", "108200000000000000002", NEW_YORK),
        ],
        "calendars": [
            _calendar(ALICE, ALICE, "Alice", BERLIN, [*_work(monday), *_special(monday)]),
            _calendar(FAMILY, ALICE, "Family", BERLIN, list(_family(monday))),
            _calendar(RUNNING, ALICE, "Running club", BERLIN, list(_running(monday))),
            _calendar(
                RELEASES, BOB, "Team releases", NEW_YORK, list(_releases(monday)), shared_with=ALICE
            ),
            _calendar(BOB, BOB, "Bob", NEW_YORK, list(_bobs(monday))),
            _calendar(HOLIDAYS, None, "Holidays in Germany", BERLIN, list(_holidays(monday.year))),
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


def _id(name: str) -> str:
    return base32hex(hashlib.sha256(name.encode()).hexdigest()[:16])[:26]


def _timed(
    name: str,
    day: dt.date,
    start: str,
    minutes: int,
    *,
    zone: str = BERLIN,
    **fields: Any,
) -> Resource:
    wall = dt.datetime.combine(day, dt.time.fromisoformat(start), tzinfo=ZoneInfo(zone))
    end = (wall.astimezone(dt.UTC) + dt.timedelta(minutes=minutes)).astimezone(ZoneInfo(zone))
    return {
        "id": fields.pop("id", None) or _id(f"{name} {day} {start}"),
        "summary": name,
        "start": {"dateTime": wall.isoformat(), "timeZone": zone},
        "end": {"dateTime": end.isoformat(), "timeZone": zone},
        **fields,
    }


def _all_day(name: str, day: dt.date, days: int = 1, **fields: Any) -> Resource:
    return {
        "id": fields.pop("id", None) or _id(f"{name} {day}"),
        "summary": name,
        "start": {"date": day.isoformat()},
        "end": {"date": (day + dt.timedelta(days)).isoformat()},
        "transparency": "transparent",
        **fields,
    }


def _instance(series: Mapping[str, Any], day: dt.date, **changes: Any) -> Resource:
    """Make the stored instance of a timed series on a day, with what is different about it."""
    zone = ZoneInfo(series["start"]["timeZone"])
    first = dt.datetime.fromisoformat(series["start"]["dateTime"]).astimezone(zone)
    last = dt.datetime.fromisoformat(series["end"]["dateTime"]).astimezone(zone)
    original = dt.datetime.combine(day, first.timetz().replace(tzinfo=None), tzinfo=zone)
    ends = (original.astimezone(dt.UTC) + (last - first)).astimezone(zone)
    start = {"dateTime": original.isoformat(), "timeZone": str(zone)}
    kept = {key: value for key, value in series.items() if key not in ("recurrence", "id")}
    return {
        **kept,
        "id": f"{series['id']}_{original.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        "recurringEventId": series["id"],
        "originalStartTime": start,
        "start": start,
        "end": {"dateTime": ends.isoformat(), "timeZone": str(zone)},
        **changes,
    }


def _cancelled(series: Mapping[str, Any], day: dt.date) -> Resource:
    whole = _instance(series, day, status="cancelled")
    kept = ("id", "status", "recurringEventId", "originalStartTime")
    return {key: whole[key] for key in kept}


def _guests(*emails: str, answer: str = "accepted") -> list[Resource]:
    return [{"email": email, "responseStatus": answer} for email in emails]


def _work(monday: dt.date) -> Iterator[Resource]:
    autumn = monday - dt.timedelta(weeks=26)
    standup = _timed(
        "Stand-up",
        autumn,
        "09:30",
        15,
        recurrence=["RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"],
        location="Video call",
        hangoutLink="https://meet.google.com/abc-defg-hij",
        attendees=_guests(ALICE, BOB),
    )
    yield standup
    yield _instance(standup, monday + dt.timedelta(1), summary="Stand-up, with the new colleagues")
    yield _cancelled(standup, monday + dt.timedelta(4))
    one_on_one = _timed(
        "Alice & Bob",
        autumn + dt.timedelta(2),
        "16:00",
        30,
        recurrence=["RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"],
        attendees=_guests(ALICE, BOB),
        description="What went well, what did not, what is <b>next</b>.",
    )
    yield one_on_one
    yield _timed(
        "Team review",
        autumn + dt.timedelta(3),
        "14:00",
        60,
        recurrence=["RRULE:FREQ=MONTHLY;BYDAY=-1TH"],
        location="Room Ada",
    )
    yield _timed(
        "Sprint planning",
        monday - dt.timedelta(weeks=8),
        "10:00",
        90,
        recurrence=[
            "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=12;BYDAY=MO",
            f"EXDATE;TZID={BERLIN}:{monday - dt.timedelta(weeks=4):%Y%m%d}T100000",
        ],
    )
    yield from _talks(monday)
    yield from _invitations(monday)


def _talks(monday: dt.date) -> Iterator[Resource]:
    chance = random.Random("talks")  # noqa: S311 - the demo repeats itself on purpose
    for week in range(-26, 27):
        for day in chance.sample(range(5), 3):
            name = chance.choice(TALKS)
            start = f"{chance.randint(9, 17):02d}:{chance.choice(('00', '30'))}"
            date = monday + dt.timedelta(weeks=week, days=day)
            extra: Resource = {"location": chance.choice(ROOMS)} if chance.random() < 0.5 else {}
            if chance.random() < 0.2:
                extra["colorId"] = str(chance.randint(1, 11))
            length = chance.choice((30, 45, 60, 90))
            yield _timed(name, date, start, length, id=_id(f"talk {week} {day}"), **extra)


def _invitations(monday: dt.date) -> Iterator[Resource]:
    thursday = monday + dt.timedelta(3)
    yield _timed(
        "Release retrospective",
        thursday,
        "17:00",
        60,
        id=id_of_uid("retro-2026@calendar.example.com"),
        iCalUID="retro-2026@calendar.example.com",
        organizer={"email": BOB, "displayName": "Bob Example"},
        attendees=[
            {"email": BOB, "organizer": True, "responseStatus": "accepted"},
            {"email": ALICE, "responseStatus": "needsAction"},
        ],
        description="Bring one thing that surprised you.",
    )
    yield _timed(
        "Call with Tokyo",
        monday + dt.timedelta(8),
        "09:00",
        45,
        zone="Asia/Tokyo",
        attendees=[*_guests(ALICE), {"email": "kenji@example.com", "responseStatus": "tentative"}],
        reminders={"useDefault": False, "overrides": [{"method": "popup", "minutes": 30}]},
    )
    yield _timed("Flight to Los Angeles", monday + dt.timedelta(15), "10:20", 700, colorId="11")
    yield _timed(
        "Keynote", monday + dt.timedelta(16), "09:00", 60, zone="America/Los_Angeles",
        attachments=[{"fileUrl": "https://example.com/slides.pdf", "title": "Slides"}],
    )  # fmt: skip
    yield _timed("Dentist", monday + dt.timedelta(2), "08:15", 45, visibility="private")
    yield _timed("Maybe: concert", monday + dt.timedelta(5), "20:00", 150, status="tentative")


def _special(monday: dt.date) -> Iterator[Resource]:
    year = monday.year
    for name, day in (("Nadia", "04-17"), ("Sam", "02-29"), ("Mum", "11-28")):
        born = dt.date.fromisoformat(f"{year - year % 4 - 32}-{day}")
        yield _all_day(
            f"{name}'s birthday",
            born,
            eventType="birthday",
            recurrence=["RRULE:FREQ=YEARLY"],
            birthdayProperties={"type": "birthday"},
            visibility="private",
        )
    yield _timed(
        "Out of office",
        monday + dt.timedelta(11),
        "13:00",
        300,
        eventType="outOfOffice",
        outOfOfficeProperties={
            "autoDeclineMode": "declineOnlyNewConflictingInvitations",
            "declineMessage": "Declined because I am out of office",
        },
    )
    yield _timed(
        "Focus time",
        monday + dt.timedelta(1),
        "13:00",
        120,
        eventType="focusTime",
        focusTimeProperties={"chatStatus": "doNotDisturb", "autoDeclineMode": "declineNone"},
        recurrence=["RRULE:FREQ=WEEKLY;COUNT=20;BYDAY=TU"],
    )
    yield _all_day(
        "Home",
        monday + dt.timedelta(4),
        eventType="workingLocation",
        visibility="public",
        workingLocationProperties={"type": "homeOffice", "homeOffice": {}},
    )
    yield from _split_series(monday)


def _split_series(monday: dt.date) -> Iterator[Resource]:
    """Give a series that was split by "this and following", as Google leaves it (Z-4, Z-5)."""
    begun, split = monday - dt.timedelta(weeks=10), monday - dt.timedelta(weeks=2)
    head = _timed("Yoga", begun, "18:30", 60)
    until = dt.datetime.combine(split, dt.time(), tzinfo=ZoneInfo(BERLIN)) - dt.timedelta(seconds=1)
    head["recurrence"] = [
        f"RRULE:FREQ=WEEKLY;UNTIL={until.astimezone(dt.UTC):%Y%m%dT%H%M%SZ};BYDAY=MO"
    ]
    yield head
    first = dt.datetime.combine(split, dt.time(18, 30), tzinfo=ZoneInfo(BERLIN))
    tail_id = f"{head['id']}_R{first.astimezone(dt.UTC):%Y%m%dT%H%M%S}"
    yield _timed(
        "Yoga (new studio)",
        split,
        "18:30",
        60,
        id=tail_id,
        iCalUID=f"{tail_id}@google.com",
        recurrence=["RRULE:FREQ=WEEKLY;BYDAY=MO"],
        location="Studio Nord",
    )


def _family(monday: dt.date) -> Iterator[Resource]:
    yield _timed(
        "Swimming lesson",
        monday - dt.timedelta(weeks=40),
        "16:30",
        45,
        recurrence=["RRULE:FREQ=WEEKLY;BYDAY=MO,WE"],
        location="Stadtbad",
    )
    yield _all_day(
        "Paper recycling",
        monday - dt.timedelta(weeks=30),
        recurrence=["RRULE:FREQ=WEEKLY;INTERVAL=4"],
    )
    yield _all_day("Autumn trip to the lake", monday + dt.timedelta(18), 4, location="Müritz")
    yield _all_day("Grandparents visit", monday - dt.timedelta(9), 3)
    yield _timed("Dinner at Sam's", monday + dt.timedelta(5), "19:00", 180)
    yield _all_day(
        "Rent", monday.replace(day=1) - dt.timedelta(days=200), recurrence=["RRULE:FREQ=MONTHLY"]
    )
    movie = _timed(
        "Movie night",
        monday - dt.timedelta(weeks=12) + dt.timedelta(4),
        "20:00",
        120,
        recurrence=[
            "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
            f"RDATE;TZID={BERLIN}:{monday + dt.timedelta(6):%Y%m%d}T170000",
        ],
        description="Whoever chooses the film makes the <i>popcorn</i>.",
    )
    yield movie
    for week in range(-20, 20, 2):
        day = monday + dt.timedelta(weeks=week, days=5)
        yield _timed("Market", day, "10:00", 60, id=_id(f"market {week}"), location="Marktplatz")


def _running(monday: dt.date) -> Iterator[Resource]:
    loop = _timed(
        "Park loop, 8 km",
        monday - dt.timedelta(weeks=52),
        "07:00",
        50,
        recurrence=["RRULE:FREQ=WEEKLY;BYDAY=TU,TH,SU"],
        location="Volkspark",
    )
    loop["start"], loop["end"] = _moved_to_first(loop, monday - dt.timedelta(weeks=52, days=-1))
    yield loop
    moved = _instance(loop, monday + dt.timedelta(6))
    start = dt.datetime.fromisoformat(moved["start"]["dateTime"]) + dt.timedelta(hours=3)
    end = dt.datetime.fromisoformat(moved["end"]["dateTime"]) + dt.timedelta(hours=3)
    moved["start"] = {"dateTime": start.isoformat(), "timeZone": BERLIN}
    moved["end"] = {"dateTime": end.isoformat(), "timeZone": BERLIN}
    yield {**moved, "summary": "Park loop, later today"}
    yield _cancelled(loop, monday + dt.timedelta(3))
    yield _all_day("City half marathon", monday + dt.timedelta(27), location="Start: Rathaus")
    for week in range(-24, 24, 2):
        day = monday + dt.timedelta(weeks=week, days=2)
        yield _timed("Intervals", day, "18:15", 60, id=_id(f"intervals {week}"))


def _moved_to_first(series: Mapping[str, Any], day: dt.date) -> tuple[Resource, Resource]:
    first = _instance(series, day)
    return first["start"], first["end"]


def _releases(monday: dt.date) -> Iterator[Resource]:
    for number, week in enumerate(range(-18, 18, 2)):
        day = monday + dt.timedelta(weeks=week, days=2)
        yield _timed(
            f"Release 2.{number}",
            day,
            "11:00",
            60,
            zone=NEW_YORK,
            id=_id(f"release {number}"),
            description=f"Notes: <a href='https://example.com/releases/2.{number}'>2.{number}</a>",
        )
    yield _all_day("Code freeze", monday + dt.timedelta(21), 5)
    yield _timed(
        "Release check",
        monday - dt.timedelta(weeks=20),
        "15:00",
        30,
        zone=NEW_YORK,
        recurrence=["RRULE:FREQ=MONTHLY;BYDAY=1MO,3MO"],
    )


def _bobs(monday: dt.date) -> Iterator[Resource]:
    yield _timed(
        "Gym",
        monday - dt.timedelta(weeks=30),
        "06:30",
        60,
        zone=NEW_YORK,
        recurrence=["RRULE:FREQ=DAILY"],
    )
    yield _timed(
        "Coffee with Alice",
        monday + dt.timedelta(1),
        "10:00",
        30,
        zone=NEW_YORK,
        attendees=[*_guests(BOB), *_guests(ALICE, answer="declined")],
    )
    chance = random.Random("bob")  # noqa: S311 - as above
    for week in range(-20, 20):
        day = monday + dt.timedelta(weeks=week, days=chance.randint(0, 4))
        name = chance.choice(TALKS)
        yield _timed(name, day, "13:00", 45, zone=NEW_YORK, id=_id(f"bob {week}"))


def _holidays(year: int) -> Iterator[Resource]:
    fixed = (
        ("New Year's Day", 1, 1),
        ("Labour Day", 5, 1),
        ("Day of German Unity", 10, 3),
        ("Christmas Day", 12, 25),
        ("Boxing Day", 12, 26),
    )
    for each in range(year - 1, year + 3):
        for name, month, day in fixed:
            date = dt.date(each, month, day)
            yield _all_day(name, date, id=f"{date:%Y%m%d}_{_id(name)}", visibility="public")
