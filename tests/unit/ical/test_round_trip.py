"""What is written and read again is what it was, for what Google keeps."""

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from dj_google_calendar.ical import render
from dj_google_calendar.ical.content import folded
from dj_google_calendar.ical.parse import decoded, parse

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
TEXT = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), include_characters="\n"), min_size=1, max_size=90
)
NAME = TEXT.map(lambda text: " ".join(text.replace('"', "'").split())).filter(bool)
RULES = st.sampled_from(
    [
        "RRULE:FREQ=DAILY;COUNT=5",
        "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
        "RRULE:FREQ=MONTHLY;BYDAY=-1TH;UNTIL=20381231T000000Z",
    ]
)
GUESTS = st.fixed_dictionaries(
    {
        "email": st.sampled_from(["bob@example.com", "o'neil+x@example.org"]),
        "responseStatus": st.sampled_from(["needsAction", "accepted", "declined", "tentative"]),
    },
    optional={
        "displayName": NAME,
        "optional": st.just(True),
        "resource": st.just(True),
        "additionalGuests": st.integers(1, 9),
        "comment": NAME,
    },
)
REMINDERS = st.lists(
    st.fixed_dictionaries(
        {"method": st.sampled_from(["email", "popup"]), "minutes": st.integers(0, 40_320)}
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda each: (each["method"], each["minutes"]),
).map(lambda overrides: {"useDefault": False, "overrides": overrides})


@st.composite
def times(draw):
    if draw(st.booleans()):
        day = draw(st.dates(dt.date(1990, 1, 1), dt.date(2036, 1, 1)))
        end = day + dt.timedelta(days=draw(st.integers(1, 9)))
        return {"start": {"date": day.isoformat()}, "end": {"date": end.isoformat()}}
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    moment = draw(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2036, 1, 1)))  # noqa: DTZ001
    start = moment.replace(hour=12, microsecond=0, tzinfo=zone)
    end = start + dt.timedelta(minutes=draw(st.integers(0, 600)))
    named = {"timeZone": zone.key}
    return {
        "start": {"dateTime": start.isoformat(), **named},
        "end": {"dateTime": end.isoformat(), **named},
    }


RESOURCES = st.fixed_dictionaries(
    {"iCalUID": st.sampled_from(["a@google.com", "x" * 200]), "status": st.just("confirmed")},
    optional={
        "summary": TEXT,
        "description": TEXT,
        "location": TEXT,
        "transparency": st.just("transparent"),
        "visibility": st.sampled_from(["public", "private", "confidential"]),
        "colorId": st.integers(1, 11).map(str),
        "sequence": st.integers(1, 99),
        "attendees": st.lists(GUESTS, min_size=1, max_size=4),
        "reminders": REMINDERS,
        "source": st.fixed_dictionaries({"title": NAME, "url": st.just("https://x.org/?a=1;b,c")}),
        "attachments": st.lists(
            st.fixed_dictionaries({"fileUrl": st.just("https://x.org/f"), "title": NAME}),
            min_size=1,
            max_size=2,
        ),
    },
)


@settings(max_examples=300, deadline=None)
@given(RESOURCES, times(), st.none() | RULES)
def test_a_resource_comes_back_as_it_was(fields, when, rule):
    resource = {**fields, **when}
    if rule is not None:
        day = rule.replace("T000000Z", "") if "date" in when["start"] else rule
        resource["recurrence"] = [day]
    lines = [
        *render.head(
            title="", time_zone="UTC", zones=ZONES, since=dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
        ),
        *render.event(resource, zones=ZONES, time_zone="UTC", address="a@example.com"),
        *render.tail(),
    ]

    parsed = parse(decoded(b"".join(map(folded, lines))), time_zone="UTC", most=1)

    assert parsed.problems == []
    back = parsed.events[0].resource
    back.setdefault("transparency", "opaque")
    expected = {"transparency": "opaque", **resource}
    assert back == expected
