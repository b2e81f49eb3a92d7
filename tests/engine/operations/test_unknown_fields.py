"""What Google may say of an event that nobody here knows: no edit made here takes it away."""

import copy
import datetime as dt

import pytest
from tests.engine.operations.steps import BEGINS, BOB, TIMES

from dj_google_calendar.operations import events, series
from dj_google_calendar.sync.pull_calendar import pull_calendar
from gcal_emulator import schemas
from gcal_emulator.calendar_v3 import event_view

LATER = {name: moment + dt.timedelta(hours=3) for name, moment in TIMES.items()}
UNKNOWN = {
    "gadget": {"display": "icon", "preferences": {"shape": "round"}},
    "conferenceData": {
        "conferenceId": "abc-defg-hij",
        "conferenceSolution": {"key": {"type": "addOn"}, "name": "Far Away"},
        "entryPoints": [{"entryPointType": "video", "uri": "https://v.example/1", "hint": "1"}],
        "notes": "Knock twice",
        "parameters": {"addOnParameters": {"parameters": {"room": "7"}}},
    },
    "futureField": {"a": 1, "b": [2, {"c": True}]},
    "futureFlag": False,
    "extendedProperties": {"private": {"other": "app"}, "shared": {"all": "apps"}},
    "reminders": {"useDefault": True, "futureSound": "bell"},
    "source": {"title": "Elsewhere", "url": "https://s.example/", "icon": "future"},
}
GUEST = {"email": BOB, "responseStatus": "accepted", "futureSeat": "12A"}
FUTURE = {
    "Event": ("futureField", "futureFlag"),
    "Event.reminders": ("futureSound",),
    "Event.source": ("icon",),
    "EventAttendee": ("futureSeat",),
    "EntryPoint": ("hint",),
}
"""What a later version of Google's document has beyond today's, by where it stands."""


@pytest.fixture
def later_version(monkeypatch):
    """A Google of the future, which knows more fields than this engine."""
    document = copy.deepcopy(schemas.discovery())
    for where, fields in FUTURE.items():
        name, *path = where.split(".")
        schema = document["schemas"][name]
        for each in path:
            schema = schema["properties"][each]
        schema["properties"].update({field: {"type": "any"} for field in fields})
    monkeypatch.setattr(schemas, "discovery", lambda: document)
    monkeypatch.setattr(event_view, "ORDER", [*event_view.ORDER, *FUTURE["Event"]])
    schemas._fitting.cache_clear()
    yield
    schemas._fitting.cache_clear()


@pytest.fixture
def known(later_version, event, google):
    """An event of which Google says all this, as the mirror has it."""
    stored = google.world.calendars[event.calendar.google_id].events[event.google_id]
    stored.resource = {**stored.resource, **UNKNOWN, "attendees": [GUEST]}
    google.edit_event(event.calendar.google_id, event.google_id, location="Room 1")
    pull_calendar(event.calendar)
    event.refresh_from_db()
    assert event.resource["futureField"] == UNKNOWN["futureField"]
    return event


@pytest.mark.parametrize(
    "fields",
    [
        {"summary": "Renamed"},
        {"summary": None, "location": None, "description": "Anew"},
        LATER,
        {"start": dt.date(2026, 12, 1), "end": dt.date(2026, 12, 2)},
        {"attendees": [BOB, "carol@example.com"]},
        {"private_properties": {"ours": "1"}},
        {"color_id": "3", "transparency": "transparent", "visibility": "private"},
    ],
)
def test_what_is_not_known_survives_an_edit(known, alice, remote, send, fields):
    events.edit_event(known, by=alice, **fields)
    assert set(send()) == {"sent"}

    _has_all(remote(known), known)


def test_properties_that_came_since_an_event_was_read_survive(known, alice, google, remote, send):
    theirs = {"private": {"other": "app", "later": "1"}}
    google.edit_event(known.calendar.google_id, known.google_id, extendedProperties=theirs)
    pull_calendar(known.calendar)

    events.edit_event(known, by=alice, private_properties={"ours": "1"})
    assert set(send()) == {"sent"}

    assert remote(known)["extendedProperties"]["private"].items() >= {
        *theirs["private"].items(),
        ("ours", "1"),
    }


def test_a_property_is_taken_away_by_none(known, alice, remote, send):
    events.edit_event(known, by=alice, private_properties={"other": None, "never": None})
    assert set(send()) == {"sent"}

    assert "other" not in remote(known)["extendedProperties"]["private"]
    assert events.edit_event(known, by=alice, private_properties={"never": None}) is None


def test_a_series_keeps_its_own_properties_where_a_date_has_others(known, alice, remote, send):
    series.make_series(known, ["RRULE:FREQ=DAILY;COUNT=9"], by=alice)
    third = BEGINS + dt.timedelta(days=2)
    series.edit_this(known, by=alice, original_start=third, private_properties={"date": "1"})
    send()
    instance = known.calendar.events.get(recurring_event_id=known.google_id)

    series.edit_all(instance, by=alice, private_properties={"ours": "1"})
    assert set(send()) == {"sent"}

    found = remote(known)["extendedProperties"]["private"]
    assert found.items() >= {"other": "app", "ours": "1"}.items()
    assert "date" not in found


def test_it_survives_what_google_changed_meanwhile(known, alice, google, remote, send):
    google.edit_event(known.calendar.google_id, known.google_id, description="Theirs")
    events.edit_event(known, by=alice, summary="Ours")
    assert set(send()) == {"sent"}

    found = remote(known)
    assert (found["summary"], found["description"]) == ("Ours", "Theirs")
    _has_all(found, known)


def test_it_goes_with_a_series(known, alice, google, remote, send):
    series.make_series(known, ["RRULE:FREQ=DAILY;COUNT=9"], by=alice)
    third = BEGINS + dt.timedelta(days=2)
    tail = series.edit_following(known, by=alice, original_start=third, summary="From now on")
    assert set(send()) == {"sent"}

    _has_all(remote(known), known)
    made = remote(tail)
    for name in ("futureField", "futureFlag", "source"):  # it takes no gadgets (E-57)
        assert made[name] == UNKNOWN[name], name


def _has_all(found, event):
    event.refresh_from_db()
    for where in (found, event.resource):
        for name, value in UNKNOWN.items():
            assert _without_ours(name, where[name]) == value, name
        assert where["attendees"][0].items() >= GUEST.items()


def _without_ours(name, value):
    """Leave out what this site writes into properties of its own."""
    if name != "extendedProperties":
        return value
    private = {key: said for key, said in value["private"].items() if key == "other"}
    return {**value, "private": private}
