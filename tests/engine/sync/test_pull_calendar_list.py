"""A pull brings an account's calendars up to date with its calendar list."""

from dj_google_calendar.models import Calendar, SyncRun
from dj_google_calendar.sync.pull_calendar_list import pull_calendar_list

FAMILY = "Family"


def entry_of(google, summary):
    world = google.world
    found = next(each for each in world.calendars.values() if each.summary == summary)
    return world.users["alice@example.com"].entries[found.id]


def test_every_calendar_is_there_with_its_role(account):
    roles = dict(account.calendars.values_list("summary", "access_role"))

    assert roles == {
        "Alice": "owner",
        "Family": "owner",
        "Running club": "owner",
        "Team releases": "reader",
        "Holidays in Germany": "reader",
    }


def test_the_name_that_the_person_gave_is_shown(account):
    assert account.calendars.get(summary=FAMILY).title == "Family & friends"


def test_a_second_pull_is_incremental(account):
    assert pull_calendar_list(account).kind == SyncRun.Kind.INCREMENTAL


def test_a_removed_calendar_is_hidden_and_keeps_its_events(account, google):
    entry = entry_of(google, FAMILY)
    entry.is_removed, entry.micros = True, google.world.clock.tick()

    pull_calendar_list(account)

    calendar = account.calendars.get(summary=FAMILY)
    assert calendar.state == Calendar.State.UNREACHABLE
    assert calendar.state_reason


def test_a_calendar_missing_from_a_full_list_is_hidden(account, google):
    google.expire_sync_tokens()
    del google.world.users["alice@example.com"].entries[entry_of(google, FAMILY).calendar_id]

    run = pull_calendar_list(account)

    assert run.kind == SyncRun.Kind.FULL
    assert account.calendars.get(summary=FAMILY).state == Calendar.State.UNREACHABLE
    assert account.calendars.reachable().count() == 4


def test_a_calendar_that_comes_back_is_read_again(account, google):
    entry = entry_of(google, FAMILY)
    entry.is_removed, entry.micros = True, google.world.clock.tick()
    pull_calendar_list(account)
    entry.is_removed, entry.micros = False, google.world.clock.tick()

    pull_calendar_list(account)

    calendar = account.calendars.get(summary=FAMILY)
    assert (calendar.state, calendar.sync_token) == (Calendar.State.RESYNC, "")


def test_an_account_without_calendars_is_fine(account, google):
    google.expire_sync_tokens()
    google.world.users["alice@example.com"].entries.clear()

    pull_calendar_list(account)

    assert not account.calendars.reachable().exists()
