"""Alice's own calendar: work, invitations, special types of events, a split series."""

import datetime as dt
import random
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from gcal_emulator.calendar_v3.event_view import id_of_uid
from gcal_emulator.demo_seed.build import (
    ALICE,
    BERLIN,
    BOB,
    Resource,
    all_day,
    cancelled,
    event_id,
    guests,
    instance,
    timed,
)

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


def work(monday: dt.date) -> Iterator[Resource]:
    """Give what repeats at work, and what comes once."""
    autumn = monday - dt.timedelta(weeks=26)
    standup = timed(
        "Stand-up",
        autumn,
        "09:30",
        15,
        recurrence=["RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"],
        location="Video call",
        hangoutLink="https://meet.google.com/abc-defg-hij",
        attendees=guests(ALICE, BOB),
    )
    yield standup
    yield instance(standup, monday + dt.timedelta(1), summary="Stand-up, with the new colleagues")
    yield cancelled(standup, monday + dt.timedelta(4))
    yield from _meetings(monday, autumn)
    yield from _talks(monday)
    yield from _invitations(monday)


def _meetings(monday: dt.date, autumn: dt.date) -> Iterator[Resource]:
    one_on_one = timed(
        "Alice & Bob",
        autumn + dt.timedelta(2),
        "16:00",
        30,
        recurrence=["RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"],
        attendees=guests(ALICE, BOB),
        description="What went well, what did not, what is <b>next</b>.",
    )
    yield one_on_one
    yield timed(
        "Team review",
        autumn + dt.timedelta(3),
        "14:00",
        60,
        recurrence=["RRULE:FREQ=MONTHLY;BYDAY=-1TH"],
        location="Room Ada",
    )
    yield timed(
        "Sprint planning",
        monday - dt.timedelta(weeks=8),
        "10:00",
        90,
        recurrence=[
            "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=12;BYDAY=MO",
            f"EXDATE;TZID={BERLIN}:{monday - dt.timedelta(weeks=4):%Y%m%d}T100000",
        ],
    )


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
            yield timed(name, date, start, length, id=event_id(f"talk {week} {day}"), **extra)


def _invitations(monday: dt.date) -> Iterator[Resource]:
    thursday = monday + dt.timedelta(3)
    yield timed(
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
    yield timed(
        "Call with Tokyo",
        monday + dt.timedelta(8),
        "09:00",
        45,
        zone="Asia/Tokyo",
        attendees=[*guests(ALICE), {"email": "kenji@example.com", "responseStatus": "tentative"}],
        reminders={"useDefault": False, "overrides": [{"method": "popup", "minutes": 30}]},
    )
    yield timed("Flight to Los Angeles", monday + dt.timedelta(15), "10:20", 700, colorId="11")
    yield timed(
        "Keynote", monday + dt.timedelta(16), "09:00", 60, zone="America/Los_Angeles",
        attachments=[{"fileUrl": "https://example.com/slides.pdf", "title": "Slides"}],
    )  # fmt: skip
    yield timed("Dentist", monday + dt.timedelta(2), "08:15", 45, visibility="private")
    yield timed("Maybe: concert", monday + dt.timedelta(5), "20:00", 150, status="tentative")


def special(monday: dt.date) -> Iterator[Resource]:
    """Give birthdays, absences, focus time and places of work."""
    year = monday.year
    for name, day in (("Nadia", "04-17"), ("Sam", "02-29"), ("Mum", "11-28")):
        born = dt.date.fromisoformat(f"{year - year % 4 - 32}-{day}")
        yield all_day(
            f"{name}'s birthday",
            born,
            eventType="birthday",
            recurrence=["RRULE:FREQ=YEARLY"],
            birthdayProperties={"type": "birthday"},
            visibility="private",
        )
    yield timed(
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
    yield from _at_work(monday)
    yield from _split_series(monday)


def _at_work(monday: dt.date) -> Iterator[Resource]:
    yield timed(
        "Focus time",
        monday + dt.timedelta(1),
        "13:00",
        120,
        eventType="focusTime",
        focusTimeProperties={"chatStatus": "doNotDisturb", "autoDeclineMode": "declineNone"},
        recurrence=["RRULE:FREQ=WEEKLY;COUNT=20;BYDAY=TU"],
    )
    yield all_day(
        "Home",
        monday + dt.timedelta(4),
        eventType="workingLocation",
        visibility="public",
        workingLocationProperties={"type": "homeOffice", "homeOffice": {}},
    )


def _split_series(monday: dt.date) -> Iterator[Resource]:
    """Give a series that was split by "this and following", as Google leaves it (Z-4, Z-5)."""
    begun, split = monday - dt.timedelta(weeks=10), monday - dt.timedelta(weeks=2)
    head = timed("Yoga", begun, "18:30", 60)
    until = dt.datetime.combine(split, dt.time(), tzinfo=ZoneInfo(BERLIN)) - dt.timedelta(seconds=1)
    head["recurrence"] = [
        f"RRULE:FREQ=WEEKLY;UNTIL={until.astimezone(dt.UTC):%Y%m%dT%H%M%SZ};BYDAY=MO"
    ]
    yield head
    first = dt.datetime.combine(split, dt.time(18, 30), tzinfo=ZoneInfo(BERLIN))
    tail_id = f"{head['id']}_R{first.astimezone(dt.UTC):%Y%m%dT%H%M%S}"
    yield timed(
        "Yoga (new studio)",
        split,
        "18:30",
        60,
        id=tail_id,
        iCalUID=f"{tail_id}@google.com",
        recurrence=["RRULE:FREQ=WEEKLY;BYDAY=MO"],
        location="Studio Nord",
    )
