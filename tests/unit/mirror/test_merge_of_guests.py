"""Two lists of guests to one: an answer brings nobody back, any other change is looked at."""

import pytest

from dj_google_calendar.mirror.merge import Clash, merge

BOB = {"email": "bob@example.com", "responseStatus": "needsAction"}
CAROL = {"email": "carol@example.com", "responseStatus": "needsAction"}


def merged(base, ours, theirs):
    return merge(base, ours, theirs, field="attendees")


def test_who_is_taken_off_the_list_stays_off_it_whatever_the_answer():
    answered = {**BOB, "responseStatus": "accepted", "comment": "Gladly"}

    assert merged([BOB, CAROL], [CAROL], [answered, CAROL]) == [CAROL]


def test_who_was_changed_otherwise_is_not_taken_off_silently():
    with pytest.raises(Clash):
        merged([BOB, CAROL], [CAROL], [{**BOB, "optional": True}, CAROL])


def test_who_was_taken_off_the_list_there_does_not_come_back():
    assert merged([BOB], [BOB, CAROL], []) == [CAROL]


def test_both_sides_add_guests():
    dave = {"email": "dave@example.com"}

    assert merged([BOB], [BOB, CAROL], [BOB, dave]) == [BOB, dave, CAROL]
