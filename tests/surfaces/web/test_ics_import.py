"""A file is looked at, then imported: each event is an edit of its own, and nobody is told."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dj_google_calendar.models import OutboxEntry, Upload
from dj_google_calendar.tasks import push

EVENT = (
    "BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART;TZID=Europe/Berlin:20261207T090000\r\n"
    "DTEND;TZID=Europe/Berlin:20261207T100000\r\nSUMMARY:{title}\r\n{more}END:VEVENT\r\n"
)
GUEST = "ORGANIZER:mailto:carol@example.org\r\nATTENDEE:mailto:bob@example.com\r\n"


def ics(*events):
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "".join(events) + "END:VCALENDAR\r\n").encode()


def one(uid="one@x", title="Imported", more=""):
    return EVENT.format(uid=uid, title=title, more=more)


@pytest.fixture
def client(account, browser_of, alice):
    return browser_of(alice)


@pytest.fixture
def upload(client, calendar):
    """Uploads a file into the calendar."""

    def sent(data, **headers):
        file = SimpleUploadedFile("a.ics", data, content_type="text/calendar")
        return client.post(f"/calendar/calendars/{calendar.pk}/import/", {"file": file}, **headers)

    return sent


def send():
    for entry in OutboxEntry.objects.waiting():
        push(entry.pk)


def test_nothing_is_imported_before_it_was_looked_at(upload, client, calendar):
    before = calendar.events.count()

    answer = client.get(upload(ics(one(), one("bad@x", more="RRULE:FREQ=NEVER\r\n")))["Location"])

    assert "1 event can be imported" in answer.text
    assert "1 event cannot be read" in answer.text
    assert "FREQ=NEVER" in answer.text
    assert calendar.events.count() == before


def test_each_event_is_an_edit_of_its_own_and_reaches_google(upload, client, calendar, google):
    page = upload(ics(one(), one("two@x", "Second", GUEST)))["Location"]

    answer = client.post(page, follow=True)
    send()

    imported = calendar.events.filter(ical_uid__in=("one@x", "two@x"))
    assert {event.summary for event in imported} == {"Imported", "Second"}
    assert OutboxEntry.objects.filter(kind="import", state="sent").count() == 2
    assert not any(event.resource.get("attendees") for event in imported)
    assert "What came of the file" in answer.text


def test_a_series_keeps_its_changed_and_cancelled_instances(upload, client, calendar):
    series = one(more="RRULE:FREQ=DAILY;COUNT=5\r\n")
    moved = one(title="Moved", more="RECURRENCE-ID;TZID=Europe/Berlin:20261208T090000\r\n")
    gone = "RECURRENCE-ID;TZID=Europe/Berlin:20261209T090000\r\nSTATUS:CANCELLED\r\n"

    client.post(upload(ics(series, moved, one(more=gone)))["Location"])
    send()

    event = calendar.events.get(ical_uid="one@x", recurring_event_id="")
    instance = calendar.events.get(recurring_event_id=event.google_id)
    assert instance.summary == "Moved"
    assert any(line.startswith("EXDATE") for line in event.resource["recurrence"])


def test_importing_again_changes_and_adds_nothing(upload, client, calendar):
    for title in ("First", "Second"):
        client.post(upload(ics(one(title=title)))["Location"])
        send()

    assert calendar.events.get(ical_uid="one@x").summary == "Second"


def test_an_import_tells_what_was_imported_and_no_more_what_can_be(upload, client, calendar):
    cancelled = one("gone@x", more="STATUS:CANCELLED\r\n")
    page = upload(ics(one(), cancelled))["Location"]

    text = client.post(page, follow=True).text

    assert "1 event was imported here" in text
    assert "1 event was refused" in text
    assert "can be imported" not in text


def test_a_large_file_is_imported_part_by_part(upload, client, calendar):
    page = upload(ics(*(one(f"{n}@x", f"Event {n}") for n in range(201))))["Location"]

    first = client.post(page, follow=True).text
    second = client.post(page, follow=True).text

    assert "Go on with the next event" in first
    assert "1 event can be imported" in first
    assert "200 events were imported here" in first
    assert "201 events were imported here" in second
    assert calendar.events.filter(ical_uid__endswith="@x").count() == 201


def test_an_upload_is_seen_by_who_made_it(upload, bob, browser_of):
    page = upload(ics(one()))["Location"]

    assert browser_of(bob).get(page).status_code == 404
    assert browser_of(bob).post(page).status_code == 404


def test_a_calendar_that_is_only_read_takes_no_file(client, account, calendar):
    read_only = account.calendars.exclude(access_role__in=("owner", "writer")).first()

    answer = client.get(f"/calendar/calendars/{read_only.pk}/import/")

    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "E141"


BOMBS = {
    "empty": b"",
    "no text": b"\x00" * 100_000,
    "no calendar": b"BEGIN:VCARD\r\nEND:VCARD\r\n",
    "nested": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 300_000,
    "lines": b"BEGIN:VCALENDAR\r\n" + b"A:\r\n" * 1_000_000,
    "events": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 100_000,
    "binary": bytes(range(256)) * 10_000,
}


@pytest.mark.parametrize("data", BOMBS.values(), ids=BOMBS)
def test_hostile_files_are_refused_with_code_and_hint(upload, data):
    answer = upload(data)

    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "E160"
    assert answer.json()["error"]["hint"]
    assert not Upload.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(client, calendar):
    answer = client.generic(
        "POST", f"/calendar/calendars/{calendar.pk}/import/", b"x", CONTENT_LENGTH="100000000"
    )

    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "E161"


def test_a_browser_sees_the_problem_beside_the_form(upload):
    answer = upload(b"nonsense", HTTP_ACCEPT="text/html")

    assert answer.status_code == 422
    assert "Code E160" in answer.text
    assert 'type="file"' in answer.text


def test_the_form_is_protected_from_other_sites(alice, account, calendar):
    client = Client(SERVER_NAME="127.0.0.1", enforce_csrf_checks=True)
    client.force_login(alice)

    answer = client.post(
        f"/calendar/calendars/{calendar.pk}/import/",
        {"file": SimpleUploadedFile("a.ics", ics(one()))},
    )

    assert answer.status_code == 403
    assert not Upload.objects.exists()


def test_the_times_of_a_file_are_shown_in_the_zone_of_the_calendar(upload, client, calendar):
    calendar.time_zone = "Asia/Tokyo"
    calendar.save()

    answer = client.get(upload(ics(one()))["Location"])

    assert "times in Asia/Tokyo" in answer.text
    assert "Dec. 7, 2026, 5 p.m." in answer.text
