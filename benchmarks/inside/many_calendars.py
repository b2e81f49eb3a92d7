"""A mirror of many calendars with events of eight years, one in twenty a series that ends."""

import datetime as dt
import json
import random

from django.db import connection, transaction

from dj_google_calendar.mirror.columns import event_row
from dj_google_calendar.mirror.events import Way, write_events
from dj_google_calendar.mirror.occurrences import follow_page
from dj_google_calendar.models import Account, Calendar
from dj_google_calendar.tasks import roll_on
from inside.site import IS_POSTGRESQL, new_account, settle

EVENTS_EACH = 5000
SERIES_EACH = 250
WHOLE_DAY_EVERY = 10
ZONE = "Europe/Berlin"
BACK, AHEAD = 5 * 365, 3 * 365
"""From so many days ago on, and until in so many."""
RULES = (
    ("DAILY", 1, 60),
    ("WEEKLY;BYDAY=MO,WE,FR", 2.4, 80),
    ("WEEKLY", 7, 60),
    ("MONTHLY", 30, 40),
    ("WEEKLY;INTERVAL=2", 14, 60),
)
"""Each with the days from one occurrence to the next, and how many there are on average."""
WORDS = (
    *("agenda", "budget", "figures", "holiday", "meeting", "numbers"),
    *("plan", "quarter", "review", "team", "ticket", "week"),
)


def fill(calendars: int) -> Account:
    """Make an account with so many calendars, and all of their occurrences."""
    account = new_account()
    settle()
    chance = random.Random(7)
    for number in range(calendars):
        calendar = Calendar.objects.create(
            account=account,
            google_id=f"calendar{number}",
            summary=f"Calendar {number}",
            time_zone=ZONE,
            access_role="owner",
            pull_generation=1,
            state="live",
        )
        rows = [
            event_row(_event(chance, number * EVENTS_EACH + each), time_zone=ZONE)
            for each in range(EVENTS_EACH)
        ]
        with transaction.atomic():
            write_events(calendar, rows, (), way=Way.AS_NEW)
            follow_page(calendar, rows)
    while roll_on():
        pass
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if IS_POSTGRESQL else "ANALYZE")
    return account


def _event(chance: random.Random, number: int) -> bytes:
    is_series = number % (EVENTS_EACH // SERIES_EACH) == 0
    first = dt.datetime.now(dt.UTC) - dt.timedelta(days=BACK)
    start = first.replace(minute=chance.choice((0, 15, 30, 45)), second=0, microsecond=0)
    recurrence = []
    days = BACK + AHEAD
    if is_series:
        rule, gap, mean = chance.choice(RULES)
        count = chance.randint(mean // 2, mean * 3 // 2)
        recurrence = [f"RRULE:FREQ={rule};COUNT={count}"]
        days = max(1, days - int(gap * count))
    start += dt.timedelta(days=chance.randrange(days), hours=chance.randrange(24))
    is_day = number % WHOLE_DAY_EVERY == 3
    end = start + dt.timedelta(minutes=24 * 60 if is_day else chance.choice((30, 60, 90)))
    resource = {
        "kind": "calendar#event",
        "etag": f'"{number}"',
        "id": f"many{number:09d}",
        "status": "confirmed",
        "htmlLink": f"https://www.google.com/calendar/event?eid={chance.getrandbits(160):040x}",
        "created": "2024-01-01T10:00:00.000Z",
        "updated": "2024-02-01T11:30:00.000Z",
        "summary": " ".join(chance.choices(WORDS, k=4)),
        "description": " ".join(chance.choices(WORDS, k=60)),
        "location": f"Room {number % 97}",
        "creator": {"email": "alice@example.com", "self": True},
        "organizer": {"email": "alice@example.com", "self": True},
        "start": _time(start, is_day=is_day),
        "end": _time(end, is_day=is_day),
        "iCalUID": f"many{number:09d}@google.com",
        "sequence": 0,
        "attendees": [
            {"email": "a@example.com", "self": True, "responseStatus": "accepted"},
            {"email": f"bob{number % 97}@example.com", "responseStatus": "needsAction"},
        ],
        "reminders": {"useDefault": True},
        "eventType": "default",
        **({"recurrence": recurrence} if is_series else {}),
    }
    return json.dumps(resource).encode()


def _time(moment: dt.datetime, *, is_day: bool) -> dict[str, str]:
    if is_day:
        return {"date": moment.date().isoformat()}
    return {"dateTime": moment.isoformat(), "timeZone": ZONE}
