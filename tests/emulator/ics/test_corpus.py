"""Every event of real files reaches the mirror, or is left out with a reason."""

import importlib.util
from pathlib import Path

import pytest

from dj_google_calendar.sync.pull_calendar import pull_calendar
from dj_google_calendar.sync.pull_calendar_list import pull_calendar_list
from gcal_emulator.ics import IcsError, seed_from_ics

_spec = importlib.util.spec_from_file_location("corpus", Path(__file__).parent / "corpus.py")
corpus = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(corpus)

DESCRIBED = ("id", "owner", "summary", "timeZone", "events")
FILES = list(corpus.files())


def read(file, **kwargs):
    """Give what a file describes, or None for one that is no calendar at all."""
    try:
        return seed_from_ics(file.data, owner="alice@example.com", **kwargs)
    except IcsError:
        return None


def test_there_are_enough_files_of_different_producers():
    assert len(FILES) >= 30
    assert len({file.producer for file in FILES}) >= 20


@pytest.mark.parametrize("file", FILES, ids=[file.path.name for file in FILES])
def test_each_event_of_a_file_is_accounted_for(file):
    seed = read(file)
    if seed is None:
        return  # what it says instead is tested below

    assert len(seed["events"]) + len(seed["rejected"]) + seed["merged"] == file.events
    assert all(each["reason"] for each in seed["rejected"])


def test_every_loaded_event_reaches_the_mirror_or_the_quarantine(account, google_site):
    loaded = {}
    for number, file in enumerate(FILES):
        if seed := read(file, calendar_id=f"c{number}@x"):
            described = {key: seed[key] for key in DESCRIBED}
            google_site.add_calendar(**described)
            loaded[seed["id"]] = len(seed["events"])

    pull_calendar_list(account)
    for calendar in account.calendars.filter(google_id__in=loaded):
        pull_calendar(calendar)

    mirrored = {
        calendar.google_id: calendar.events.count() + calendar.quarantine.count()
        for calendar in account.calendars.filter(google_id__in=loaded)
    }
    cancelled = {
        calendar_id: sum(
            event.is_cancelled and "recurringEventId" not in event.resource
            for event in google_site.world.calendars[calendar_id].events.values()
        )
        for calendar_id in loaded
    }
    assert {key: mirrored[key] + cancelled[key] for key in loaded} == loaded


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        b"BEGIN:VCALENDAR",
        b"\xff\xfe\x00",
        b"BEGIN:X\n" * 20,
    ],
)
def test_what_is_no_calendar_is_one_typed_error(data):
    with pytest.raises(IcsError):
        seed_from_ics(data, owner="alice@example.com")


def test_the_page_about_the_corpus_is_current():
    assert corpus.PAGE.read_text(encoding="utf-8") == corpus.written()
