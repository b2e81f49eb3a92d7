"""gcsa 2.7: calendars, their list, sharing, free/busy, colours, settings, sign-in and refusals."""

import json
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.outside.programs import TIMEOUT, ProgramError

pytestmark = pytest.mark.slow  # an environment is installed first

ALICE, BOB = "alice@example.com", "bob@example.com"
READ_ONLY = "https://www.googleapis.com/auth/calendar.readonly"


def test_the_list_says_what_is_personal_about_each_calendar(gcsa):
    found = {each["summary"]: each for each in gcsa.get_calendar_list()}

    assert [name for name, each in found.items() if each["primary"]] == ["Alice"]
    assert found["Family"]["summaryOverride"] == "Family & friends"
    assert found["Family"]["colorId"] == "5"
    assert found["Team releases"]["access_role"] == "reader"
    assert found["Alice"]["timezone"] == "Europe/Berlin"


def test_the_list_can_be_bounded_by_access_role_and_comes_in_pages(google, gcsa):
    google.page_size(2)

    owned = gcsa.get_calendar_list(min_access_role="owner")

    assert {each["summary"] for each in owned} == {"Alice", "Family", "Running club"}
    assert google.log.count("calendarList.list", having="pageToken") >= 1


def test_a_calendar_is_made_changed_and_deleted(gcsa, seen):
    wish = {"summary": "Choir", "description": "Mondays", "timezone": "Europe/Vienna"}
    made = gcsa.add_calendar(calendar=wish)

    changed = gcsa.change_calendar(calendar_id=made["calendar_id"], summary="Big choir")

    assert changed == made | {"summary": "Big choir"}
    listed = gcsa.get_calendar_list_entry(calendar_id=made["calendar_id"])
    assert (listed["summary"], listed["timezone"]) == ("Big choir", "Europe/Vienna")
    gcsa.delete_calendar(calendar=made["calendar_id"])
    assert "Big choir" not in {each["summary"] for each in gcsa.get_calendar_list()}
    assert seen(f"calendars/{made['calendar_id']}")["error"]["code"] == 404


def test_the_primary_calendar_is_cleared_but_cannot_be_deleted(google, gcsa):
    gcsa.clear_calendar()

    assert gcsa.get_events(time_min="2000-01-01", time_max="2040-01-01") == []
    with pytest.raises(ProgramError, match="primary") as refused:
        gcsa.delete_calendar(calendar=ALICE)
    assert refused.value.status in (400, 403)


def test_a_shared_calendar_is_put_into_the_list_and_taken_out(google, gcsa):
    rule = {"role": "reader", "scope": {"type": "user", "value": ALICE}}
    google.add_calendar(id="club@group.calendar.google.com", owner=BOB, summary="Club", acl=[rule])
    entry = {"calendar_id": "club@group.calendar.google.com", "summary_override": "Bob's club"}

    added = gcsa.add_calendar_list_entry(calendar=entry)

    assert (added["summary"], added["access_role"]) == ("Club", "reader")
    assert added["summaryOverride"] == "Bob's club"
    gcsa.delete_calendar_list_entry(calendar=entry["calendar_id"])
    assert "Club" not in {each["summary"] for each in gcsa.get_calendar_list()}


def test_an_entry_of_the_list_has_own_colours_reminders_and_notices(gcsa):
    family = next(each for each in gcsa.get_calendar_list() if each["summary"] == "Family")
    entry = {
        "calendar_id": family["id"],
        "summary_override": "Us",
        "background_color": "#123456",
        "foreground_color": "#ffffff",
        "selected": True,
        "default_reminders": [["popup", 10], ["email", 60]],
        "notification_types": ["eventCreation", "agenda"],
    }

    changed = gcsa.update_calendar_list_entry(calendar=entry)

    assert changed["backgroundColor"] == "#123456"
    assert changed["summaryOverride"] == "Us"
    assert {each["minutes"] for each in changed["defaultReminders"]} == {10, 60}
    kinds = {each["type"] for each in changed["notificationSettings"]["notifications"]}
    assert kinds == {"eventCreation", "agenda"}
    assert gcsa.get_calendar_list_entry(calendar_id=family["id"]) == changed


def test_own_calendars_cannot_be_left(gcsa):
    with pytest.raises(ProgramError) as refused:
        gcsa.delete_calendar_list_entry(calendar=ALICE)

    assert 400 <= refused.value.status < 404


def test_a_calendar_is_shared_and_no_longer_shared(gcsa, seen):
    rule = {"role": "reader", "scope_type": "user", "scope_value": "bob@example.com"}
    family = next(each for each in gcsa.get_calendar_list() if each["summary"] == "Family")["id"]

    added = gcsa.add_acl_rule(acl_rule=rule, calendar_id=family)
    changed = gcsa.update_acl_rule(
        acl_rule=rule | {"role": "writer", "acl_id": added["id"]}, calendar_id=family
    )

    assert added["id"] == "user:bob@example.com"
    assert gcsa.get_acl_rule(rule_id=added["id"], calendar_id=family) == changed
    assert seen(f"calendars/{family}/events", BOB)["accessRole"] == "writer"
    gcsa.delete_acl_rule(acl_rule=added["id"], calendar_id=family)
    assert seen(f"calendars/{family}/events", BOB)["error"]["code"] == 404
    left = [each["id"] for each in gcsa.get_acl_rules(calendar_id=family)]
    gone = gcsa.get_acl_rules(calendar_id=family, show_deleted=True)
    assert added["id"] not in left
    assert [each["role"] for each in gone if each["id"] == added["id"]] == ["none"]


def test_a_reader_may_not_see_who_else_reads(gcsa):
    releases = next(each for each in gcsa.get_calendar_list() if each["summary"] == "Team releases")

    with pytest.raises(ProgramError) as refused:
        gcsa.get_acl_rules(calendar_id=releases["id"])

    assert refused.value.status == 403


def test_free_and_busy_times_are_merged_and_leave_out_what_is_transparent(gcsa):
    for start, end, transparency in (
        ("2031-03-28T10:00:00", "2031-03-28T11:00:00", "opaque"),
        ("2031-03-28T10:30:00", "2031-03-28T12:00:00", "opaque"),
        ("2031-03-28T14:00:00", "2031-03-28T15:00:00", "transparent"),
    ):
        event = {"summary": "x", "start": start, "end": end, "transparency": transparency}
        gcsa.add_event(event=event | {"timezone": "Europe/Berlin"})
    window = {"time_min": "2031-03-28T09:45:00", "time_max": "2031-03-28T20:00:00"}

    answer = gcsa.get_free_busy(
        resource_ids=["primary", "nobody@example.org"], ignore_errors=True, **window
    )

    busy = ["2031-03-28T10:00:00+01:00", "2031-03-28T12:00:00+01:00"]
    assert busy in answer["busy"]["primary"]
    assert answer["errors"]["nobody@example.org"][0]["reason"] == "notFound"
    with pytest.raises(ProgramError, match="notFound"):
        gcsa.get_free_busy(resource_ids="nobody@example.org", **window)


def test_colours_have_ids(gcsa):
    assert gcsa.list_event_colors()["11"] == {"background": "#dc2127", "foreground": "#1d1d1d"}
    assert len(gcsa.list_calendar_colors()) == 24


def test_settings_are_those_of_the_account(gcsa):
    settings = gcsa.get_settings()

    assert settings["timezone"] == "Europe/Berlin"
    assert settings["format24_hour_time"] == "true"
    assert settings["locale"] == "en"


def test_an_ended_access_token_is_refreshed(google, gcsa_process, granted):
    credentials = granted() | {"token": "long gone"}

    gcsa_process.connect(**credentials)

    assert gcsa_process.get_settings()["timezone"] == "Europe/Berlin"
    assert google.log.count("oauth.token") == 1


def test_what_was_not_allowed_is_refused(google, gcsa_process, granted):
    gcsa_process.connect(**granted(scope=READ_ONLY))

    with pytest.raises(ProgramError, match="insufficient authentication scopes") as refused:
        gcsa_process.add_event(event={"summary": "No", "start": "2031-03-28"})

    assert refused.value.status == 403


@pytest.mark.rule("A-33")
def test_a_withdrawn_grant_ends_all(google, gcsa):
    google.revoke_grants(ALICE)

    with pytest.raises(ProgramError, match="invalid_grant") as refused:
        gcsa.get_settings()

    assert refused.value.kind == "RefreshError"


def test_trouble_at_google_reaches_the_program_as_it_is(google, gcsa):
    google.fail(method="settings.list", status=403, reason="rateLimitExceeded")

    with pytest.raises(ProgramError, match="Rate Limit Exceeded") as refused:
        gcsa.get_settings()

    assert refused.value.status == 403


def address_in(path, signing_in):
    """Give what a browser was asked to open, once it was."""
    ends = time.monotonic() + TIMEOUT
    while not path.exists() and not signing_in.done() and time.monotonic() < ends:
        time.sleep(0.02)
    return path.read_text().strip()


def test_gcsa_signs_in_by_itself(google, gcsa_process, visit, tmp_path):
    secrets, told = tmp_path / "credentials.json", tmp_path / "address"
    secrets.write_text(json.dumps(client_of(google)))
    browser = f"sh -c 'echo \"$0\" > {told}.new; mv {told}.new {told}' %s &"

    with ThreadPoolExecutor() as pool:
        signing_in = pool.submit(gcsa_process.sign_in, secrets=str(secrets), browser=browser)
        last_page = visit(address_in(told, signing_in))
        signing_in.result()

    assert "authentication flow has completed" in last_page.text
    assert urllib.parse.urlsplit(last_page.url).hostname == "localhost"
    assert "Family" in {each["summary"] for each in gcsa_process.get_calendar_list()}
    assert (tmp_path / "token.pickle").exists()


def client_of(google):
    """Give the file of a registered client with Google's own addresses."""
    made = google.register_client(["http://localhost/"])["web"]
    addresses = {
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": "https://oauth2.googleapis.com/token",
    }
    return {"installed": made | addresses}
