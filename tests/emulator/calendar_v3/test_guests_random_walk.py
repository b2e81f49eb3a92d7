"""Whatever three people do to each other's meetings, all of them see the same ones."""

import datetime as dt
import random

import pytest
from googleapiclient.errors import HttpError
from tests.emulator.calendar_v3.people import (
    ALICE,
    BERLIN,
    BOB,
    CAROL,
    STRANGER,
    Person,
    at,
    guests,
    instance_of,
)

from gcal_emulator.demo_seed import FAMILY

PEOPLE = (ALICE, BOB, CAROL)
STEPS, STEPS_BETWEEN_LOOKS = 40, 5
MARK = {"extendedProperties": {"shared": {"walk": "yes"}}}
SHARED = ("summary", "location", "status", "sequence", "iCalUID", "organizer", "attendees")
EXPECTED_REFUSALS = (400, 403, 404, 409, 410)


class Walk:
    """People who do something to one of their meetings, again and again."""

    def __init__(self, people, chance):
        self.people, self.chance = people, chance
        self.meetings, self.done = [], []
        self.deeds = (
            self.meet,
            self.recur,
            self.rename,
            self.postpone,
            self.invite,
            self.respond,
            self.respond,
            self.write_back,
            self.delete,
            self.restore,
            self.move,
            self.shorten,
        )

    def step(self):
        deed = self.chance.choice(self.deeds if self.meetings else (self.meet, self.recur))
        calendar = self.chance.choice((ALICE, ALICE, FAMILY, BOB, CAROL))
        try:
            deed(self.people[calendar], calendar)
            self.done.append((deed.__name__, calendar))
        except HttpError as error:
            if error.status_code not in EXPECTED_REFUSALS:
                raise

    def some(self):
        """Choose a meeting, or one instance of a series."""
        meeting = self.chance.choice(self.meetings)
        is_one = "recurrence" in meeting and self.chance.random() < 0.5
        return instance_of(meeting, self.chance.randint(20, 25)) if is_one else meeting["id"]

    def addresses(self):
        return guests(*self.chance.sample((*PEOPLE, STRANGER), self.chance.randint(0, 4)))

    def meet(self, person, _calendar, **fields):
        flags = {
            "guestsCanModify": self.chance.random() < 0.3,
            "guestsCanSeeOtherGuests": self.chance.random() < 0.9,
        }
        self.meetings.append(person.insert(**MARK, **self.addresses(), **flags, **fields))

    def recur(self, person, calendar):
        self.meet(person, calendar, recurrence=["RRULE:FREQ=DAILY;COUNT=6"])

    def rename(self, person, _calendar):
        person.patch(self.some(), summary=f"Name {self.chance.random()}")

    def postpone(self, person, _calendar):
        person.patch(self.some(), start=at(12, day=self.chance.randint(20, 22)), end=at(13, day=22))

    def invite(self, person, _calendar):
        person.patch(self.some(), **self.addresses())

    def respond(self, person, calendar):
        answer = self.chance.choice(("accepted", "declined", "tentative"))
        person.respond(self.some(), calendar, answer)

    def write_back(self, person, _calendar):
        meeting = person.get(self.some())
        person.update(meeting["id"], meeting | {"colorId": "4"})

    def delete(self, person, _calendar):
        person.delete(self.some())

    def restore(self, person, _calendar):
        person.patch(self.some(), status="confirmed")

    def move(self, person, calendar):
        person.move(self.some(), FAMILY if calendar == ALICE else ALICE)

    def shorten(self, person, _calendar):
        count = self.chance.randint(2, 6)
        meeting = self.chance.choice(self.meetings)
        person.patch(meeting["id"], recurrence=[f"RRULE:FREQ=DAILY;COUNT={count}"])


def seen(person):
    """Give what a person sees of the meetings, by their ids."""
    found = person.expanded(sharedExtendedProperty="walk=yes", **BERLIN)
    return {event["id"]: event for event in found}


def shared(event, *, sees_all):
    """Give what all who share a meeting see alike."""
    kept = {key: event.get(key) for key in SHARED}
    kept["organizer"] = event["organizer"]["email"]
    guests_seen = [
        {key: value for key, value in guest.items() if key != "self"}
        for guest in event.get("attendees", ())
    ]
    kept["attendees"] = guests_seen if sees_all else None
    times = [dt.datetime.fromisoformat(event[key]["dateTime"]) for key in ("start", "end")]
    return kept, times


def differences(views):
    """Give where a guest's calendar does not hold what its organizer's does."""
    for calendar, events in views.items():
        for event_id, event in events.items():
            organizer = event["organizer"]["email"]
            if organizer != calendar and event_id not in views[organizer]:
                yield f"{calendar} has {event_id}, which {organizer} has not"
            if organizer == calendar:
                yield from _unlike_copies(event, views)


def _unlike_copies(event, views):
    sees_all = event.get("guestsCanSeeOtherGuests", True)
    wanted = shared(event, sees_all=sees_all)
    answers = {each["email"]: each["responseStatus"] for each in event.get("attendees", ())}
    for address in PEOPLE:
        copy = views[address].get(event["id"])
        if copy is None and answers.get(address, "declined") != "declined":
            yield f"{address} lacks {event['id']}"
        if copy is not None and address not in {*answers, event["organizer"]["email"]}:
            yield f"{address} has {event['id']} without being invited"
        if copy is not None and shared(copy, sees_all=sees_all) != wanted:
            yield f"{address} has another {event['id']}: {copy} {event}"


@pytest.mark.parametrize("seed", range(4))
def test_all_see_the_same_meetings(google, service_for, seed):
    google.add_user(CAROL)
    people = {address: Person(service_for(address), address) for address in PEOPLE}
    people[FAMILY] = people[ALICE].on(FAMILY)
    walk = Walk(people, random.Random(seed))

    for number in range(STEPS):
        walk.step()
        if number % STEPS_BETWEEN_LOOKS == 0 or number == STEPS - 1:
            views = {calendar: seen(person) for calendar, person in people.items()}
            assert list(differences(views)) == [], walk.done

    assert len(walk.done) > STEPS_BETWEEN_LOOKS
