"""When an event takes place is taken over as a whole or not at all."""

from dj_google_calendar.mirror.merge import rebase

NINE, TEN, ELEVEN, TWELVE = (
    {"dateTime": f"2026-12-01T{hour:02}:00:00Z", "timeZone": "UTC"} for hour in (9, 10, 11, 12)
)
BASE = {"start": NINE, "end": TEN, "summary": "Standup"}


def test_an_event_that_was_moved_here_and_made_longer_there_keeps_googles_times():
    ours = {"start": ELEVEN, "end": TWELVE, "summary": "Retro"}

    values, clashes = rebase(BASE, ours, BASE | {"end": ELEVEN})

    assert (values, sorted(clashes)) == ({"summary": "Retro"}, ["end", "start"])


def test_what_both_sides_have_moved_to_the_same_time_is_no_conflict():
    ours = {"start": TEN, "end": ELEVEN}

    assert rebase(BASE, ours, BASE | ours) == (ours, [])


def test_a_new_title_there_does_not_keep_an_event_from_being_moved_here():
    ours = {"start": TEN, "end": ELEVEN}

    assert rebase(BASE, ours, BASE | {"summary": "Retro"}) == (ours, [])
