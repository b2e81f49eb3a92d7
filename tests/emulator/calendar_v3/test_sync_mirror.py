"""A mirror that is kept by sync tokens equals a full list, whatever happens in between."""

import random

import pytest
from tests.emulator.calendar_v3.mirrors import Mirror, Person, events_of
from tests.emulator.calendar_v3.random_edits import (
    ALICE,
    BEGINNING,
    BOB,
    CHARLIE,
    CLUB,
    SEED,
    TEAM,
    Edits,
)

from gcal_emulator import Emulator


@pytest.fixture
def google():
    """A world of its own, in which time stands still until it is moved."""
    with Emulator(seed=SEED, keep_alive=True) as running:
        running.freeze(BEGINNING)
        yield running
        assert [text for entry in running.log for text in entry.violations] == []


@pytest.fixture
def people(google):
    found = {email: Person(google, email) for email in (ALICE, BOB, CHARLIE)}
    yield found
    for person in found.values():
        person.close()


@pytest.fixture
def mirrors(people):
    """One for each list: of events as stored and expanded, of calendars, rules, settings."""
    watched = [(ALICE, ALICE), (ALICE, TEAM), (ALICE, CLUB), (BOB, BOB), (BOB, TEAM)]
    return [
        *(
            Mirror(people[who], events_of(calendar_id), {"singleEvents": expanded} | size)
            for who, calendar_id in watched
            for expanded, size in (("false", {}), ("true", {"maxResults": 2500}))
        ),
        Mirror(people[ALICE], "users/me/calendarList"),
        Mirror(people[BOB], "users/me/calendarList"),
        Mirror(people[ALICE], f"calendars/{TEAM}/acl"),
        Mirror(people[ALICE], "users/me/settings"),
    ]


def live(google, edits, mirrors, *, steps, seed):
    """Let time pass: edits, and now and then a pull, between whose pages edits go on."""
    chance = random.Random(seed)

    def between():
        if chance.random() < 0.3:
            edits.one()

    for _ in range(steps):
        edits.one()
        if chance.random() < 0.1:
            google.page_size(chance.choice((0, 0, 2, 7, 50)))
            google.empty_pages(chance.choice((0, 0, 0, 1)))
            chance.choice(mirrors).pull(between)


def check(google, mirrors, seed):
    """Compare each mirror with the full list; the seed is there to be read in a failure."""
    google.page_size(0)
    google.empty_pages(0)
    for mirror in mirrors:
        mirror.pull()
        differences = mirror.differences()
        assert differences == [], (seed, mirror.person.email, mirror.path, mirror.query)


@pytest.mark.parametrize("seed", [1])
def test_a_mirror_kept_by_tokens_equals_the_full_list(google, people, mirrors, seed):
    edits = Edits(google, people, seed)

    live(google, edits, mirrors, steps=400, seed=seed)

    check(google, mirrors, seed)


@pytest.mark.slow
@pytest.mark.rule("Y-1", "Y-2", "Y-3", "Y-7", "Y-20")
@pytest.mark.parametrize("seed", [2])
def test_a_mirror_kept_by_tokens_equals_the_full_list_after_ten_thousand_edits(
    google, people, mirrors, seed
):
    edits = Edits(google, people, seed)

    for round_ in range(10):
        live(google, edits, mirrors, steps=1000, seed=seed * 100 + round_)
        check(google, mirrors, seed)

    assert sum(edits.made.values()) >= 10_000
    assert edits.made.keys() == edits.kinds.keys()
