"""An open page hears of changes, and how fresh each calendar is."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import async_to_sync
from django.core.handlers.asgi import ASGIRequest
from django.db import connections

from dj_google_calendar.models import Account, OutboxEntry
from dj_google_calendar.operations.events import edit_event
from dj_google_calendar.sync.pull_calendar import pull_calendar
from dj_google_calendar.tasks import push
from dj_google_calendar.web import live

ALICE = "alice@example.com"


@pytest.fixture
def version(browser_of, alice):
    browser = browser_of(alice)
    return lambda: browser.get("/calendar/changes/").json()["version"]


def test_the_version_changes_with_what_a_pull_brings_and_only_with_that(version, calendar, google):
    before = version()
    pull_calendar(calendar)
    unchanged = version()
    google.add_event(ALICE, summary="New", start={"date": "2026-12-20"})
    pull_calendar(calendar)

    assert before == unchanged != version()


def test_the_version_changes_with_an_edit_and_with_its_answer(version, calendar, alice):
    event = calendar.events.not_cancelled().filter(recurring_event_id="")[0]
    before = version()

    entry = edit_event(event, summary="Mine", by=alice)
    waiting = version()
    push(entry.pk)

    assert len({before, waiting, version()}) == 3


def test_others_are_told_nothing(browser_of, calendar, bob):
    for path in ("/calendar/changes/", "/calendar/status/"):
        assert browser_of(None).get(path).status_code == 403
    assert browser_of(bob).get("/calendar/changes/").json() == {"version": ""}
    assert browser_of(bob).get("/calendar/status/").json() == {"calendars": []}


@pytest.mark.django_db(transaction=True)
def test_an_asynchronous_server_sends_each_change_as_it_comes(calendar, google, alice):
    request = ASGIRequest(
        {"type": "http", "method": "GET", "path": "/calendar/changes/", "headers": []}, None
    )
    request.user = alice
    answer = live.changes(request)
    assert answer["Content-Type"] == "text/event-stream"

    async def told():
        stream = aiter(answer)
        first = await anext(stream)
        google.add_event(ALICE, summary="New", start={"date": "2026-12-20"})
        await asyncio.to_thread(pull_calendar, calendar)
        rest = [await anext(stream) for _ in range(2)]
        return [first, *rest]

    with ThreadPoolExecutor(1) as thread:  # a browser's loop may run in this one
        first, *rest = thread.submit(async_to_sync(told)).result()
        thread.submit(connections.close_all).result()

    versions = [each[6:] for each in (first, *rest) if each.startswith(b"data: ")]
    assert len(versions) == 2
    assert json.loads(versions[0]) != json.loads(versions[1])


def test_the_status_says_what_is_the_matter(browser_of, calendar, alice):
    edit_event(calendar.events.not_cancelled()[0], summary="Mine", by=alice)
    told = {each["calendar"]: each for each in _status(browser_of, alice)}

    assert (told[calendar.pk]["trouble"], told[calendar.pk]["waiting"]) == ("", 1)
    assert told[calendar.pk]["age"] < 60

    Account.objects.update(state=Account.State.REAUTH_REQUIRED, state_reason="Revoked.")
    OutboxEntry.objects.update(state=OutboxEntry.State.REFUSED)
    told = {each["calendar"]: each for each in _status(browser_of, alice)}

    assert told[calendar.pk]["trouble"] == "reconnect needed"
    assert (told[calendar.pk]["reason"], told[calendar.pk]["refused"]) == ("Revoked.", 1)


def _status(browser_of, user):
    return browser_of(user).get("/calendar/status/").json()["calendars"]
