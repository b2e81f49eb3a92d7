"""Who else sees a calendar, on its page: shown, given, changed and taken away."""

import re

import pytest
from tests.engine.operations.steps import ALICE, BOB, send

from dj_google_calendar.models import Calendar, OutboxEntry
from dj_google_calendar.operations import sharing

HTML, JSON = {"HTTP_ACCEPT": "text/html"}, {"HTTP_ACCEPT": "application/json"}
BOBS = f"user:{BOB}"


@pytest.fixture
def client(browser_of, alice, family):
    return browser_of(alice)


@pytest.fixture
def address(family):
    return f"/calendar/calendars/{family.pk}/sharing/"


@pytest.fixture
def roles(family, google):
    """Reads who has which role at Google."""

    def read():
        rules = google.world.calendars[family.google_id].acl
        return {rule.id: rule.role for rule in rules.values() if rule.role != "none"}

    return read


def granting(value=BOB, **fields):
    given = {"do": "grant", "scope_type": "user", "scope_value": value, "role": "reader"}
    return given | fields


def options(page, rule):
    """Give the roles that the row of a rule offers."""
    row = page[page.index(f'name="rule" value="{rule}"') :].partition("</form>")[0]
    return re.findall(r'<option value="(\w+)"', row)


def test_the_rules_are_shown_in_words(client, family, google, address):
    for who, role in ((BOB, "reader"), ("carol@example.com", "writer")):
        google.share(family.google_id, who, role)

    page = client.get(address)

    assert page.status_code == 200
    shown = {(rule["who"], rule["role"]) for rule in page.context["rules"]}
    assert {(ALICE, "owner"), (BOB, "reader"), ("carol@example.com", "writer")} <= shown
    assert "can read" in page.text


@pytest.mark.parametrize(
    ("scope_type", "value", "who"),
    [
        ("group", "team@example.com", "the group team@example.com"),
        ("domain", "example.com", "all of example.com"),
        ("default", "", "everyone"),
        ("user", BOB, BOB),
    ],
)
def test_access_is_given_to_all_kinds_of_scopes(client, address, roles, scope_type, value, who):
    answer = client.post(address, granting(value, scope_type=scope_type), follow=True)
    assert "The access is being given at Google." in answer.text
    assert "waiting to be sent" in answer.text

    assert send() == ["sent"]
    assert roles()[f"{scope_type}:{value}".rstrip(":")] == "reader"
    page = client.get(address)
    assert who in {rule["who"] for rule in page.context["rules"]}
    assert page.context["edits"] == []


@pytest.mark.parametrize(("ticked", "told"), [({}, []), ({"tell": "on"}, [BOB])])
def test_the_person_is_told_where_that_was_ticked(client, address, google, ticked, told):
    assert "checked" not in client.get(address).text

    client.post(address, granting(**ticked))
    send()

    assert [mail.to for mail in google.mails] == told


def test_access_is_changed_and_taken_away(client, family, address, google, roles):
    google.share(family.google_id, BOB, "reader")

    client.post(address, {"do": "change", "rule": BOBS, "role": "writer"})
    assert send() == ["sent"]
    assert roles()[BOBS] == "writer"
    answer = client.post(address, {"do": "revoke", "rule": BOBS}, follow=True)

    assert "The access is being taken away at Google." in answer.text
    assert send() == ["sent"] * 2
    assert BOBS not in roles()


def test_rules_that_stay_as_they_are_have_no_buttons(client, family, address, google):
    google.share(family.google_id, BOB, "owner")
    google.share(family.google_id, "carol@example.com", "reader")
    family.resource["dataOwner"] = BOB
    family.save()

    rules = {rule["id"]: rule for rule in client.get(address).context["rules"]}

    kept = {name for name, rule in rules.items() if not rule["roles"]}
    assert kept == {f"user:{ALICE}", f"user:{family.google_id}", BOBS}
    assert rules[f"user:{ALICE}"]["kept"] == "you"
    assert rules[f"user:{family.google_id}"]["who"] == family.title


def test_everyone_is_offered_reading_alone(client, family, address, alice, google):
    google.share(family.google_id, BOB, "reader")
    sharing.grant(family, by=alice, role="reader", scope_type="default")
    send()

    page = client.get(address).text

    assert options(page, "default") == list(sharing.FOR_ALL)
    assert options(page, BOBS) == list(sharing.ROLES)


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"scope_value": "nobody"}, "scope_value", "“nobody” is not a mail address."),
        ({"scope_value": ""}, "scope_value", "“” is not a mail address."),
        ({"scope_value": "bob\x00@example.com"}, "scope_value", "Null characters"),
        ({"scope_value": "b\x07@example.com"}, "scope_value", "is not a mail address."),
        ({"scope_value": "x" * 400 + "@a.de"}, "scope_value", "at most 320"),
        ({"scope_value": ALICE}, "scope_value", "your own access"),
        ({"scope_type": "domain"}, "scope_value", "is not a domain."),
        ({"scope_type": "default"}, "scope_value", "everyone would have access"),
        ({"scope_type": "planet"}, "scope_type", "planet"),
        ({"role": "emperor"}, "role", "emperor"),
        ({"role": ""}, "role", "required"),
        (
            {"scope_type": "default", "scope_value": "", "role": "writer"},
            "role",
            "Everyone can at most read.",
        ),
    ],
)
def test_what_cannot_be_given_is_said_at_its_field(client, address, fields, field, said):
    page = client.post(address, granting(**fields), **HTML)
    answer = client.post(address, granting(**fields), **JSON)

    assert page.status_code == answer.status_code == 422
    assert said in page.context["form"].errors[field][0]
    assert said in answer.json()["error"]["fields"][field][0]
    assert list(page.context["form"].errors) == [field]
    assert f'id="id_{field}_error"' in page.text
    assert not OutboxEntry.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "change", "rule": BOBS, "role": "emperor"},
        {"do": "change", "rule": BOBS},
        {"do": "change", "rule": "default", "role": "writer"},
        {"do": "change", "rule": "planet:earth", "role": "reader"},
        {"do": "change", "rule": "user:b\x00b@example.com", "role": "reader"},
        {"do": "revoke", "rule": "user:" + "x" * 5_000},
        {"do": "revoke", "rule": "default:all"},
        {"do": "revoke"},
    ],
)
def test_bad_changes_are_refused_on_the_page(client, family, address, google, fields):
    google.share(family.google_id, BOB, "reader")

    page = client.post(address, fields, **HTML)
    answer = client.post(address, fields, **JSON)

    assert page.status_code == answer.status_code == 400
    assert 'class="problem"' in page.text
    assert ('role="alert"' in page.text) == (fields.get("rule") == BOBS)
    assert answer.json()["error"]["code"] == "E140"
    assert not OutboxEntry.objects.exists()


@pytest.mark.parametrize("do", ["", "adopt", "\x00"])
def test_an_unknown_deed_is_refused(client, address, do):
    answer = client.post(address, {**granting(), "do": do})

    assert answer.status_code == 400
    assert not OutboxEntry.objects.exists()


@pytest.mark.parametrize("do", ["change", "revoke"])
@pytest.mark.parametrize("rule", [f"user:{ALICE}", f"user:{ALICE.upper()}", "{calendar}"])
def test_forged_rules_change_nothing_that_stays(client, family, address, do, rule):
    forged = rule.replace("{calendar}", f"user:{family.google_id}")

    answer = client.post(address, {"do": do, "rule": forged, "role": "reader"}, **HTML)

    assert answer.status_code == 403
    assert not OutboxEntry.objects.exists()


def test_refused_edits_are_told_in_words(client, family, address, google):
    google.share(family.google_id, BOB, "reader")
    google.fail(method="acl.patch", status=403, reason="forbidden")
    client.post(address, {"do": "change", "rule": BOBS, "role": "writer"})
    assert send() == ["refused"]
    client.post(address, {"do": "revoke", "rule": BOBS})

    page = client.get(address)

    told = [(edit["who"], edit["what"], edit["role"]) for edit in page.context["edits"]]
    assert told == [(BOB, "change the access", "writer"), (BOB, "take the access away", "")]
    assert "The account has no right to change this at Google." in page.text
    assert 'href="/calendar/edits/"' in page.text.partition("Not made at Google yet")[2]
    assert {rule["id"]: rule["role"] for rule in page.context["rules"]}[BOBS] == "reader"


def test_the_page_comes_though_google_does_not_answer(client, address, google):
    google.fail(method="acl.list", status=403, reason="quotaExceeded", times=2)

    page, answer = client.get(address, **HTML), client.get(address, **JSON)

    assert page.status_code == answer.status_code == 503
    assert "Code E126" in page.text
    assert 'value="grant"' in page.text
    assert "Who has access" not in page.text
    assert answer.json()["error"]["code"] == "E126"


def test_what_was_typed_stays_though_google_does_not_answer(client, address, google):
    google.fail(method="acl.list", status=403, reason="quotaExceeded")

    page = client.post(address, granting("nobody"), **HTML)

    assert page.status_code == 422
    assert "Code E126" in page.text
    assert 'value="nobody"' in page.text


def test_writers_see_and_only_owners_share(client, family, address, google):
    google.share(family.google_id, BOB, "reader")
    Calendar.objects.filter(pk=family.pk).update(access_role="writer")

    page = client.get(address)
    answers = [
        client.post(address, {**granting(), "do": do, "rule": BOBS})
        for do in ("grant", "change", "revoke", "adopt")
    ]

    assert BOB in {rule["who"] for rule in page.context["rules"]}
    assert 'name="do"' not in page.text
    assert {answer.status_code for answer in answers} == {403}
    assert not OutboxEntry.objects.exists()


@pytest.mark.parametrize("headers", [HTML, JSON])
def test_readers_do_not_see_with_whom_it_is_shared(client, account, headers):
    releases = account.calendars.get(summary="Team releases")

    answer = client.get(f"/calendar/calendars/{releases.pk}/sharing/", **headers)

    assert answer.status_code == 403
    assert "writer access" in answer.text


def test_an_account_that_allowed_reading_alone_shares_nothing(client, account, address):
    account.granted_scopes = [each for each in account.granted_scopes if "auth" not in each]
    account.save()

    assert client.get(address).status_code == 403
    assert client.post(address, granting()).status_code == 403


def test_it_is_for_the_calendars_person_alone(browser_of, bob, address):
    assert browser_of(bob).get(address).status_code == 404
    assert browser_of(bob).post(address, granting()).status_code == 404
    assert "login" in browser_of().get(address)["Location"]
    assert not OutboxEntry.objects.exists()


def test_forms_of_other_sites_are_refused(client, address):
    client.handler.enforce_csrf_checks = True

    assert client.post(address, granting()).status_code == 403
    assert not OutboxEntry.objects.exists()
