"""gcalcli 4.5: each of its commands, typed as a person would, the sign-in included."""

import csv
import datetime as dt
import io
import itertools
import re

import pytest

pytestmark = pytest.mark.slow  # an environment is installed first

ALICE, BOB = "alice@example.com", "bob@example.com"
CLUB = "club@group.calendar.google.com"
MARCH = ("2031-03-01", "2031-04-15")


@pytest.fixture(autouse=True)
def club(google) -> None:
    """An empty calendar of Alice's."""
    google.add_calendar(id=CLUB, owner=ALICE, summary="Club", timeZone="Europe/Berlin")


@pytest.fixture
def in_club(seen):
    """Gives the events of the calendar by their titles."""
    return lambda: {each["summary"]: each for each in seen(f"calendars/{CLUB}/events")["items"]}


def rows(output):
    return list(csv.DictReader(io.StringIO(output), dialect="excel-tab"))


def test_gcalcli_signs_in_by_itself(google, new_gcalcli, visit):
    client = google.register_client(["http://localhost/"])["web"]
    named = ("--client-id", client["client_id"], "--client-secret", client["client_secret"])

    with new_gcalcli.started(*named, "init") as process:
        found = (re.search(r"http\S+/auth\S+", line) for line in process.stdout)
        address = next(filter(None, found))
        last_page = visit(address[0])
        output, _ = process.communicate()

    assert process.returncode == 0, output
    assert "authentication flow has completed" in last_page.text
    assert "owner  Club" in new_gcalcli("--nocolor", "list")


def test_all_calendars_are_listed_with_the_access_to_them(gcalcli):
    lines = [line.split(maxsplit=1) for line in gcalcli("--nocolor", "list").splitlines() if line]

    assert ["reader", "Team releases"] in lines
    assert ["owner", "Alice"] in lines
    assert len(lines) == 2 + 6


def test_an_event_is_added_with_all_that_can_be_said_of_it(gcalcli, in_club):
    said = {
        "--title": "Dinner",
        "--where": "Müritz",
        "--when": "2031-03-28 19:00",
        "--duration": "90",
        "--description": "Bring cake.",
        "--who": BOB,
        "--reminder": "2h email",
        "--color": "peacock",
    }

    options = itertools.chain.from_iterable(said.items())
    gcalcli("add", "--calendar", "Club", "--noprompt", *options)

    event = in_club()["Dinner"]
    assert event["start"]["dateTime"] == "2031-03-28T19:00:00+01:00"
    assert event["end"]["dateTime"] == "2031-03-28T20:30:00+01:00"
    assert (event["location"], event["description"]) == ("Müritz", "Bring cake.")
    assert event["attendees"][0]["email"] == BOB
    assert event["reminders"]["overrides"] == [{"method": "email", "minutes": 120}]
    assert event["colorId"] == "7"


def test_an_event_of_whole_days_is_added(gcalcli, in_club):
    said = ("--title", "Trip", "--when", "2031-03-28", "--duration", "3")

    gcalcli("add", "--calendar", "Club", "--noprompt", "--allday", *said)

    assert in_club()["Trip"]["start"] == {"date": "2031-03-28"}
    assert in_club()["Trip"]["end"] == {"date": "2031-03-31"}


def test_a_sentence_becomes_an_event_with_a_reminder(gcalcli, in_club):
    gcalcli("quick", "--calendar", "Club", "--reminder", "15", "Lunch with Sam 28/3/2031 1pm")

    (event,) = in_club().values()
    assert "Lunch with Sam" in event["summary"]
    assert event["start"]["dateTime"] == "2031-03-28T13:00:00+01:00"
    assert event["reminders"]["overrides"] == [{"method": "popup", "minutes": 15}]


def test_the_agenda_shows_each_occurrence_at_its_time_of_day(google, gcalcli):
    start = {"dateTime": "2031-03-24T18:30:00+01:00", "timeZone": "Europe/Berlin"}
    google.add_event(CLUB, summary="Yoga", start=start, recurrence=["RRULE:FREQ=WEEKLY;COUNT=3"])
    google.add_event(CLUB, summary="Trip", start={"date": "2031-03-28"}, end={"date": "2031-03-30"})

    shown = rows(gcalcli("agenda", "--calendar", "Club", "--tsv", *MARCH))

    assert [(each["start_date"], each["start_time"], each["title"]) for each in shown] == [
        ("2031-03-24", "18:30", "Yoga"),
        ("2031-03-28", "", "Trip"),
        ("2031-03-31", "18:30", "Yoga"),
        ("2031-04-07", "18:30", "Yoga"),
    ]


def test_the_agenda_of_today_shows_all_details(google, gcalcli):
    output = gcalcli("--nocolor", "agenda", "--details", "all", "--nodeclined", "--military")

    assert "Stand-up" in output
    assert "Hangout Link: https://meet.google.com/abc-defg-hij" in output
    assert "Calendar: Alice" in output
    assert f"<{BOB}>" in output
    assert google.log.count("events.list") == 6


def test_events_are_searched_and_deleted_one_by_one(google, gcalcli, in_club):
    for name in ("Old plan", "New plan", "Party"):
        google.add_event(CLUB, summary=name, start={"date": "2031-03-28"})

    found = gcalcli("--nocolor", "search", "--calendar", "Club", "plan", *MARCH)
    answers = "n\ny\n" if found.index("Old") > found.index("New") else "y\nn\n"
    gcalcli("delete", "--calendar", "Club", "plan", *MARCH, typed=answers)

    assert "Party" not in found
    assert in_club().keys() == {"New plan", "Party"}


def test_an_expert_deletes_all_that_is_found(google, gcalcli, in_club):
    for name in ("Old plan", "New plan", "Party"):
        google.add_event(CLUB, summary=name, start={"date": "2031-03-28"})

    gcalcli("delete", "--calendar", "Club", "--iamaexpert", "plan", *MARCH)

    assert in_club().keys() == {"Party"}


def test_an_event_is_edited(google, gcalcli, in_club):
    start = {"dateTime": "2031-03-28T10:00:00+01:00", "timeZone": "Europe/Berlin"}
    google.add_event(CLUB, summary="Draft", start=start, attendees=[{"email": BOB}])
    typed = "t\nFinal\nl\nRoom Ada\nd\nAll of it\nc\ntomato\nr\n30 popup\n.\ns\n"

    gcalcli("edit", "--calendar", "Club", "Draft", *MARCH, typed=typed)

    event = in_club()["Final"]
    assert (event["location"], event["description"]) == ("Room Ada", "All of it")
    assert event["colorId"] == "11"
    assert event["reminders"]["overrides"] == [{"method": "popup", "minutes": 30}]
    assert [each["email"] for each in event["attendees"]] == [BOB]


ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//EN
BEGIN:VEVENT
UID:choir@example.org
DTSTAMP:20310101T000000Z
DTSTART;TZID=Europe/Berlin:20310303T190000
DTEND;TZID=Europe/Berlin:20310303T210000
RRULE:FREQ=WEEKLY;COUNT=4
SUMMARY:Choir
LOCATION:Hall
SEQUENCE:2
END:VEVENT
BEGIN:VEVENT
UID:trip@example.org
DTSTAMP:20310101T000000Z
DTSTART;VALUE=DATE:20310328
DTEND;VALUE=DATE:20310330
SUMMARY:Trip
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_file_is_imported(gcalcli, in_club, tmp_path):
    path = tmp_path / "club.ics"
    path.write_text(ICS)

    output = gcalcli("import", "--calendar", "Club", "--reminder", "10", str(path))

    assert "Added 2 events" in output
    choir, trip = in_club()["Choir"], in_club()["Trip"]
    assert (choir["iCalUID"], choir["location"]) == ("choir@example.org", "Hall")
    assert choir["sequence"] == 2  # sent as "2"
    assert choir["start"]["dateTime"] == "2031-03-03T19:00:00+01:00"
    assert choir["recurrence"] == ["RRULE:FREQ=WEEKLY;COUNT=4"]
    assert (trip["start"], trip["end"]) == ({"date": "2031-03-28"}, {"date": "2031-03-30"})
    shown = rows(gcalcli("agenda", "--calendar", "Club", "--tsv", *MARCH))
    assert len(shown) == 5


def test_an_invitation_in_a_file_is_imported_once(google, gcalcli, seen, tmp_path):
    people = ("ORGANIZER:MAILTO:sam@example.org", "ATTENDEE:MAILTO:alice@example.com")
    path = tmp_path / "choir.ics"
    path.write_text(ICS.replace("SUMMARY:Choir", "\n".join((*people, "SUMMARY:Choir"))))
    arguments = ("import", "--use-legacy-import", "--calendar", "Alice", str(path))

    gcalcli(*arguments)
    gcalcli(*arguments)

    found = seen("calendars/primary/events", iCalUID="choir@example.org")["items"]
    assert [each["summary"] for each in found] == ["Choir"]
    assert google.log.count("events.import") == 2


def test_an_edited_table_is_written_back(google, gcalcli, in_club, tmp_path):
    for name in ("First", "Second", "Third"):
        start = {"dateTime": "2031-03-28T10:00:00+01:00", "timeZone": "Europe/Berlin"}
        google.add_event(CLUB, summary=name, id=name.lower(), start=start)
    heading = "action\tid\tstart_date\tstart_time\tend_date\tend_time\ttitle\tlocation"
    lines = [
        heading,
        "patch\tfirst\t2031-03-29\t11:00\t2031-03-29\t12:30\tFirst, later\tRoom Ada",
        "delete\tsecond\t2031-03-28\t10:00\t2031-03-28\t11:00\tSecond\t",
        "ignore\tthird\t2031-03-28\t10:00\t2031-03-28\t11:00\tIgnored\t",
        "insert\t\t2031-03-30\t09:00\t2031-03-30\t10:00\tFourth\t",
    ]
    table = tmp_path / "agenda.tsv"
    table.write_text("\n".join(lines) + "\n")

    gcalcli("agendaupdate", "--calendar", "Club", str(table))

    assert in_club().keys() == {"First, later", "Third", "Fourth"}
    assert in_club()["First, later"]["start"]["dateTime"] == "2031-03-29T11:00:00+01:00"
    assert in_club()["Fourth"]["end"]["dateTime"] == "2031-03-30T10:00:00+02:00"


def test_weeks_and_months_are_drawn(google, gcalcli):
    google.add_event(CLUB, summary="Trip", start={"date": "2031-03-28"})
    drawn = ("--nocolor", "--lineart", "ascii")

    week = gcalcli(*drawn, "calw", "--calendar", "Club", "2031-03-28", "1")
    month = gcalcli(*drawn, "calm", "--calendar", "Club", "2031-03-28")

    assert "Trip" in week
    assert "March 2031" in month
    assert "Trip" in month


def test_overlaps_and_recent_changes_are_found(google, gcalcli):
    for hour in ("10", "11"):
        start = {"dateTime": f"2031-03-28T{hour}:00:00+01:00"}
        end = {"dateTime": "2031-03-28T12:30:00+01:00"}
        google.add_event(CLUB, summary=f"At {hour}", start=start, end=end)
    window = ("--calendar", "Club")

    conflicts = gcalcli("--nocolor", "conflicts", *window, "At", *MARCH)
    changed = gcalcli("--nocolor", "updates", *window, "2020-01-01T00:00:00Z", *MARCH)
    unchanged = gcalcli("--nocolor", "updates", *window, "2040-01-01T00:00:00Z", *MARCH)

    assert "!!! Conflict" in conflicts
    assert "At 10" in changed
    assert "No Events Found" in unchanged


def test_a_command_runs_for_what_is_about_to_begin(google, gcalcli):
    start = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=30)
    google.add_event(CLUB, summary="Soon", start={"dateTime": start.isoformat()})

    output = gcalcli("remind", "--calendar", "Club", "60", "echo reminder: %s")

    assert "reminder:" in output
    assert "Soon" in output


def test_all_pages_of_a_long_agenda_are_read(google, gcalcli):
    for day in range(10, 21):
        google.add_event(CLUB, summary=f"Day {day}", start={"date": f"2031-03-{day}"})
    gcalcli("list")  # keeps the list of calendars
    google.page_size(4)

    shown = rows(gcalcli("agenda", "--calendar", "Club", "--tsv", *MARCH))

    assert [each["title"] for each in shown] == [f"Day {day}" for day in range(10, 21)]
    assert google.log.count("calendarList.list") == 1
    assert google.log.count("events.list", having="pageToken") == 2


def test_an_ended_access_token_is_refreshed(google, gcalcli):
    google.expire_access_tokens()

    assert "Club" in gcalcli("list")
    assert google.log.count("oauth.token") == 1


def test_a_withdrawn_grant_is_an_error(google, gcalcli):
    google.revoke_grants(ALICE)

    assert "invalid_grant" in gcalcli("list", fails=True)
