"""What a person can do about who else sees a calendar."""

import pytest

from dj_google_calendar.exceptions import InvalidFieldError, NotAllowedError
from dj_google_calendar.models import OutboxEntry
from dj_google_calendar.operations import accounts, sharing
from dj_google_calendar.operations.settings import read_settings

ALICE, BOB, CAROL = "alice@example.com", "bob@example.com", "carol@example.com"


@pytest.fixture
def roles(google):
    """Reads who has which role on a calendar."""

    def read(calendar):
        rules = google.world.calendars[calendar.google_id].acl
        return {rule.id: rule.role for rule in rules.values() if rule.role != "none"}

    return read


def test_rules_are_read_from_google(family, google):
    google.share(family.google_id, BOB, "reader")

    rules = sharing.list_rules(family)

    assert sharing.Rule(f"user:{BOB}", "reader", "user", BOB) in rules
    assert [rule.role for rule in rules if rule.scope_value == ALICE] == ["owner"]


def test_long_lists_are_read_whole(family, google):
    for number in range(260):
        google.share(family.google_id, f"guest{number}@example.com", "reader")

    assert len(sharing.list_rules(family)) >= 260


def test_granting_changing_and_revoking(family, alice, send, roles, google):
    sharing.grant(family, " Bob@Example.com ", by=alice, role="reader")
    sharing.change(family, f"user:{BOB}", by=alice, role="writer")
    assert send() == ["sent"] * 2
    assert roles(family)[f"user:{BOB}"] == "writer"

    sharing.revoke(family, f"user:{BOB}", by=alice)

    assert send() == ["sent"] * 3
    assert f"user:{BOB}" not in roles(family)
    assert google.mails == []


@pytest.mark.parametrize(
    ("scope_type", "value", "role", "rule"),
    [
        ("group", "team@example.com", "writer", "group:team@example.com"),
        ("domain", "example.com", "freeBusyReader", "domain:example.com"),
        ("default", "", "reader", "default"),
        ("user", CAROL, "writerWithoutPrivateAccess", f"user:{CAROL}"),
    ],
)
def test_all_kinds_of_scopes(family, alice, send, roles, scope_type, value, role, rule):
    sharing.grant(family, value, by=alice, role=role, scope_type=scope_type)

    assert send() == ["sent"]
    assert roles(family)[rule] == role


@pytest.mark.parametrize("action", ["cut_before", "cut_after"])
def test_a_grant_whose_answer_is_lost_mails_once(family, alice, send, later, google, action):
    google.fail(method="acl.insert", action=action, times=1)
    sharing.grant(family, BOB, by=alice, role="reader", send_notifications=True)
    send()
    later()

    assert send() == ["sent"]
    assert [mail.to for mail in google.mails] == [BOB]


def test_what_is_granted_is_not_granted_again(family, alice, send, google):
    google.share(family.google_id, BOB, "reader")
    google.log.clear()

    sharing.grant(family, BOB, by=alice, role="reader", send_notifications=True)
    sharing.change(family, f"user:{BOB}", by=alice, role="reader")

    assert send() == ["sent"] * 2
    assert google.log.count("acl.insert") + google.log.count("acl.patch") == 0
    assert google.mails == []


def test_what_is_gone_is_revoked_but_not_changed(family, alice, send):
    sharing.revoke(family, f"user:{CAROL}", by=alice)
    sharing.change(family, f"user:{CAROL}", by=alice, role="reader")

    assert send() == ["sent", "refused"]


@pytest.mark.parametrize("rule_id", [f"user:{BOB.upper()}", f"user: {BOB}\n"])
def test_a_rule_is_found_however_its_id_is_written(family, alice, send, roles, google, rule_id):
    google.share(family.google_id, BOB, "reader")
    sharing.change(family, rule_id, by=alice, role="writer")
    assert send() == ["sent"]
    assert roles(family)[f"user:{BOB}"] == "writer"

    sharing.revoke(family, rule_id, by=alice)

    assert send() == ["sent"] * 2
    assert f"user:{BOB}" not in roles(family)


def test_what_stays_as_it_is(family, alice):
    with pytest.raises(NotAllowedError, match="your own access"):
        sharing.revoke(family, f"user:{ALICE}", by=alice)
    with pytest.raises(NotAllowedError, match="your own access"):
        sharing.grant(family, ALICE, by=alice, role="reader")
    with pytest.raises(NotAllowedError, match="calendar's owner"):
        sharing.change(family, f"user:{family.google_id}", by=alice, role="reader")
    family.resource["dataOwner"] = BOB
    with pytest.raises(NotAllowedError, match="data owner"):
        sharing.revoke(family, f"user:{BOB}", by=alice)

    assert not OutboxEntry.objects.exists()


def test_only_owners_share_and_only_writers_see_with_whom(account, alice):
    releases = account.calendars.get(summary="Team releases")

    with pytest.raises(NotAllowedError, match="owner access"):
        sharing.grant(releases, CAROL, by=alice, role="reader")
    with pytest.raises(NotAllowedError, match="writer access"):
        sharing.list_rules(releases)


def test_a_scope_that_may_only_read_does_not_list_rules(family):
    family.account.granted_scopes = ["https://www.googleapis.com/auth/calendar.readonly"]

    with pytest.raises(NotAllowedError, match=r"acl\.list"):
        sharing.list_rules(family)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"value": "nobody"}, "scope"),
        ({"value": "a@b@c"}, "scope"),
        ({"value": "bob\x00@example.com"}, "scope"),
        ({"value": None}, "scope"),
        ({"value": "x" * 400 + "@example.com"}, "scope"),
        ({"value": "example", "scope_type": "domain"}, "scope"),
        ({"value": "https://example.com/", "scope_type": "domain"}, "scope"),
        ({"value": "exam\x07ple.com", "scope_type": "domain"}, "scope"),
        ({"value": BOB, "scope_type": "default"}, "scope"),
        ({"value": BOB, "scope_type": "everyone"}, "scope"),
        ({"value": BOB, "scope_type": ["user"]}, "scope"),
        ({"value": "", "scope_type": "default", "role": "writer"}, "role"),
        ({"value": BOB, "role": "none"}, "role"),
        ({"value": BOB, "role": ["owner"]}, "role"),
        ({"value": BOB, "send_notifications": "yes"}, "sendNotifications"),
    ],
)
def test_a_rule_that_google_would_not_take_is_not_sent(family, alice, said, field):
    said = {"role": "reader", **said}

    with pytest.raises(InvalidFieldError) as raised:
        sharing.grant(family, said.pop("value"), by=alice, **said)

    assert raised.value.field == field
    assert not OutboxEntry.objects.exists()


@pytest.mark.parametrize("rule_id", ["", "user", "user:", "bob@example.com", "default:x", None, 7])
def test_what_is_no_rule_is_not_revoked(family, alice, rule_id):
    with pytest.raises(InvalidFieldError):
        sharing.revoke(family, rule_id, by=alice)

    assert not OutboxEntry.objects.exists()


def test_settings_are_read(account, google):
    google.set_setting(ALICE, "weekStart", "1")

    settings = read_settings(account)

    assert settings["weekStart"] == "1"
    assert settings["timezone"] == "Europe/Berlin"


def test_googles_own_client_is_there_for_the_rest(account):
    colors = accounts.client(account).colors().get().execute()

    assert len(colors["event"]) == 11
