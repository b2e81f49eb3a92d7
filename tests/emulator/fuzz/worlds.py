"""A small world to be maltreated: two people, a room, a group, and events of every kind."""

ALICE, BOB = "alice@example.com", "bob@example.com"
TEAM, SPARE = "team@group.calendar.google.com", "spare@group.calendar.google.com"
ROBOT = "robot@project.iam.gserviceaccount.com"
ROOM, GROUP = "room@resource.calendar.google.com", "all@example.com"
SINGLE, SERIES, DAYS, INVITED = "single00", "series00", "wholeday00", "invited00"
INSTANCE = f"{SERIES}_20261203T090000Z"
COMPUTED = f"{SERIES}_20261204T090000Z"

GUESTS = [{"email": BOB, "responseStatus": "accepted"}, {"email": ROOM, "resource": True}]


def timed(day: int, hour: int = 10) -> dict[str, dict[str, str]]:
    """Give start and end of an hour in December 2026."""
    start, end = (f"2026-12-{day:02}T{each:02}:00:00+01:00" for each in (hour, hour + 1))
    return {
        "start": {"dateTime": start, "timeZone": "Europe/Berlin"},
        "end": {"dateTime": end, "timeZone": "Europe/Berlin"},
    }


EVENTS = [
    {"id": SINGLE, "summary": "Single", "attendees": GUESTS, **timed(1)},
    {"id": SERIES, "summary": "Series", "recurrence": ["RRULE:FREQ=DAILY;COUNT=9"], **timed(1)},
    {
        "id": INSTANCE,
        "summary": "Moved",
        "recurringEventId": SERIES,
        "originalStartTime": timed(3)["start"],
        **timed(3, 15),
    },
    {"id": DAYS, "start": {"date": "2026-12-02"}, "end": {"date": "2026-12-04"}},
]

LONE = {"id": "lone0000", "summary": "Lone", **timed(9)}
SCOPES = ({"type": "user", "value": BOB}, {"type": "default"})
READERS = [{"role": "reader", "scope": scope} for scope in SCOPES]

WRITER = {"role": "writer", "scope": {"type": "user", "value": ALICE}}

SEED = {
    "groups": {GROUP: [ALICE, BOB]},
    "users": [
        {"email": ALICE, "settings": {"timezone": "Europe/Berlin"}, "is_admin": True},
        {"email": BOB},
        {"email": ROBOT, "is_service_account": True},
    ],
    "calendars": [
        {
            "id": ALICE,
            "owner": ALICE,
            "timeZone": "Europe/Berlin",
            "events": EVENTS,
            "acl": READERS,
        },
        {"id": BOB, "owner": BOB, "acl": [WRITER]},
        {"id": TEAM, "owner": ALICE, "summary": "Team", "events": [*EVENTS, LONE], "acl": READERS},
        {"id": SPARE, "owner": ALICE, "summary": "Spare", "events": EVENTS},
        {"id": ROOM, "owner": ROOM, "summary": "Room", "autoAcceptInvitations": True},
    ],
    "calendarList": [{"user": ALICE, "id": BOB}],
}
