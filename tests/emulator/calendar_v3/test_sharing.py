"""The rules of who may see and change a calendar."""

import pytest
from googleapiclient.errors import HttpError

from gcal_emulator.demo_seed import FAMILY, RELEASES

ALICE, BOB, CAROL = "alice@example.com", "bob@example.com", "carol@example.com"
DAY = {"start": {"date": "2026-11-20"}, "end": {"date": "2026-11-21"}}


@pytest.fixture
def acl(service):
    return service.acl()


@pytest.fixture
def share(acl):
    """Gives a role on the family calendar, and the rule as it is answered."""

    def shared(role, value=BOB, kind="user", **parameters):
        scope = {"type": kind} | ({"value": value} if value else {})
        body = {"role": role, "scope": scope}
        return acl.insert(calendarId=FAMILY, body=body, **parameters).execute()

    return shared


def rules(acl, **parameters):
    answer = acl.list(calendarId=FAMILY, **parameters).execute()
    return {item["id"]: item["role"] for item in answer["items"]}


def refusal(request):
    with pytest.raises(HttpError) as error:
        request.execute()
    return error.value.status_code, error.value.error_details[0]["reason"]


@pytest.mark.rule("L-1")
@pytest.mark.parametrize(
    ("kind", "value", "name"),
    [
        ("user", "Bob@Example.com", "user:bob@example.com"),
        ("group", "team@example.com", "group:team@example.com"),
        ("domain", "example.com", "domain:example.com"),
        ("default", "", "default"),
    ],
)
def test_a_rule_is_named_after_its_scope(acl, share, kind, value, name):
    rule = share("reader", value, kind)

    assert rule["id"] == name
    assert acl.get(calendarId=FAMILY, ruleId=name).execute() == rule
    assert rule.keys() == {"kind", "etag", "id", "scope", "role"}


@pytest.mark.rule("L-2")
@pytest.mark.parametrize(
    "role", ["freeBusyReader", "reader", "writerWithoutPrivateAccess", "writer", "owner"]
)
def test_each_role_is_what_the_person_then_has(share, service_for, role):
    share(role)
    bob = service_for(BOB)

    entry = bob.calendarList().insert(body={"id": FAMILY}).execute()

    assert entry["accessRole"] == role


@pytest.mark.rule("L-2")
def test_a_removed_rule_says_none_where_removed_ones_are_shown(acl, share):
    share("reader")
    token = acl.list(calendarId=FAMILY).execute()["nextSyncToken"]
    acl.delete(calendarId=FAMILY, ruleId=f"user:{BOB}").execute()

    assert f"user:{BOB}" not in rules(acl)
    assert rules(acl, showDeleted=True)[f"user:{BOB}"] == "none"
    assert rules(acl, syncToken=token) == {f"user:{BOB}": "none"}
    assert refusal(acl.get(calendarId=FAMILY, ruleId=f"user:{BOB}")) == (404, "notFound")


@pytest.mark.rule("L-2")
@pytest.mark.parametrize(
    ("kind", "value"), [("domain", "example.com"), ("group", "team@example.com"), ("default", "")]
)
def test_a_rule_for_many_opens_the_calendar_to_each_of_them(
    google, share, service_for, kind, value
):
    google.load({"groups": {"team@example.com": [BOB]}})
    share("reader", value, kind)

    found = service_for(BOB).events().list(calendarId=FAMILY, maxResults=1).execute()

    assert found["accessRole"] == "reader"


@pytest.mark.rule("L-3", "Z-13")
def test_a_secondary_calendar_has_a_rule_for_itself(acl):
    items = {item["id"]: item for item in acl.list(calendarId=FAMILY).execute()["items"]}

    assert items[f"user:{FAMILY}"]["role"] == items[f"user:{ALICE}"]["role"] == "owner"
    assert items[f"user:{FAMILY}"]["etag"] == f'"{"0" * 20}"'
    assert len(items[f"user:{ALICE}"]["etag"]) == 22


@pytest.mark.rule("L-4")
@pytest.mark.parametrize(
    ("role", "refused"),
    [
        ("reader", (403, "requiredAccessLevel")),
        ("writerWithoutPrivateAccess", (403, "requiredAccessLevel")),
        ("writer", None),
        ("owner", None),
    ],
)
def test_the_rules_are_shown_to_writers_and_owners(share, service_for, role, refused):
    share(role)
    request = service_for(BOB).acl().list(calendarId=FAMILY)

    if refused:
        assert refusal(request) == refused
    else:
        assert request.execute()["items"]


@pytest.mark.rule("L-4", "X-19")
def test_the_scope_for_reading_opens_one_rule_and_not_their_list(service_for):
    acl = service_for(scopes=["https://www.googleapis.com/auth/calendar.readonly"]).acl()

    rule = acl.get(calendarId=FAMILY, ruleId=f"user:{ALICE}").execute()

    assert rule["role"] == "owner"
    assert refusal(acl.list(calendarId=FAMILY)) == (403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT")


@pytest.mark.rule("L-5")
def test_a_second_rule_for_a_scope_takes_the_place_of_the_first(acl, share):
    first = share("reader")
    second = share("writer")

    assert first["id"] == second["id"]
    assert first["etag"] != second["etag"]
    assert rules(acl)[f"user:{BOB}"] == "writer"


@pytest.mark.rule("L-5")
def test_sharing_is_told_by_mail_unless_said_otherwise_and_its_end_never(google, acl, share):
    share("reader")
    share("writer", CAROL, sendNotifications=False)
    acl.delete(calendarId=FAMILY, ruleId=f"user:{BOB}").execute()

    assert [mail.to for mail in google.world.outbox] == [BOB]
    assert google.world.outbox.to(BOB, "sharing")


@pytest.mark.rule("L-6", "X-35")
@pytest.mark.parametrize(
    ("role", "refused"),
    [
        ("freeBusyReader", False),
        ("reader", False),
        ("writer", True),
        ("writerWithoutPrivateAccess", True),
        ("owner", True),
    ],
)
def test_the_public_only_reads(acl, role, refused):
    request = acl.insert(calendarId=FAMILY, body={"role": role, "scope": {"type": "default"}})

    if refused:
        assert refusal(request) == (400, "illegalAccessRoleForDefault")
    else:
        assert request.execute()["role"] == role


@pytest.mark.rule("L-7")
@pytest.mark.parametrize(("switched", "status"), [(True, 410), (False, 200)])
def test_a_changed_rule_ends_the_sync_tokens_of_the_events(
    google, service, share, switched, status
):
    google.switch(acl_change_kills_sync_tokens=switched)
    events = service.events()
    token = events.list(calendarId=FAMILY).execute()["nextSyncToken"]
    share("reader")
    request = events.list(calendarId=FAMILY, syncToken=token)

    if status == 200:
        assert request.execute()["items"] == []
    else:
        assert refusal(request) == (410, "fullSyncRequired")


@pytest.mark.rule("L-8")
def test_rules_come_in_pages_and_can_be_kept_by_tokens(acl, share):
    for number in range(5):
        share("reader", f"guest{number}@example.com")
    pages, request = [], acl.list(calendarId=FAMILY, maxResults=3)
    while request is not None:
        answer = request.execute()
        pages.append(len(answer["items"]))
        request = acl.list_next(request, answer)
    share("writer", "guest3@example.com")

    changed = rules(acl, syncToken=answer["nextSyncToken"])

    assert pages == [3, 3, 1]
    assert changed == {"user:guest3@example.com": "writer"}


@pytest.mark.rule("L-8")
def test_a_page_holds_250_rules_at_most(google, acl):
    for number in range(260):
        google.share(FAMILY, f"guest{number}@example.com", "reader")

    sizes = [
        len(acl.list(calendarId=FAMILY, **size).execute()["items"])
        for size in ({}, {"maxResults": 1000})
    ]

    assert sizes == [100, 250]


@pytest.mark.rule("L-8")
def test_rules_can_be_watched(acl):
    body = {"id": "1", "type": "web_hook", "address": "https://127.0.0.1:9/hook"}

    channel = acl.watch(calendarId="primary", body=body).execute()

    assert channel["resourceUri"].partition("?")[0].endswith("/acl")


@pytest.mark.rule("X-35", "C-11")
def test_the_data_owners_access_cannot_be_lowered(share, service_for, acl):
    share("owner")
    body = {"role": "reader", "scope": {"type": "user", "value": ALICE}}
    by_bob = service_for(BOB).acl().patch(calendarId=FAMILY, ruleId=f"user:{ALICE}", body=body)
    by_alice = acl.delete(calendarId=FAMILY, ruleId=f"user:{ALICE}")

    assert refusal(by_bob) == (403, "cannotModifyAclOfCalendarOwner")
    assert refusal(by_alice) == (403, "cannotChangeOwnAcl")
    assert rules(acl)[f"user:{ALICE}"] == "owner"


@pytest.mark.rule("X-35")
def test_the_rule_of_the_calendar_itself_stays(acl):
    request = acl.delete(calendarId=FAMILY, ruleId=f"user:{FAMILY}")

    assert refusal(request) == (403, "cannotChangeOwnerAcl")


@pytest.mark.rule("X-35")
@pytest.mark.parametrize(
    "scope",
    [
        {"type": "planet", "value": "earth"},
        {"type": "user", "value": "nobody"},
        {"type": "user"},
        {"type": "domain", "value": BOB},
        {"type": "group", "value": "a@b@c"},
    ],
)
def test_a_scope_that_names_nobody_is_refused(acl, scope):
    request = acl.insert(calendarId=FAMILY, body={"role": "reader", "scope": scope})

    assert refusal(request) == (400, "invalidScopeValue")


@pytest.mark.rule("X-22")
@pytest.mark.parametrize(
    "body",
    [
        {"scope": {"type": "user", "value": BOB}},
        {"role": "reader"},
        {"role": "reader", "scope": {"value": BOB}},
    ],
)
def test_a_rule_needs_a_role_and_a_scope(acl, body):
    assert refusal(acl.insert(calendarId=FAMILY, body=body)) == (400, "required")


def test_update_needs_the_scope_and_leaves_it(acl, share):
    rule = share("reader")
    asked = {"calendarId": FAMILY, "ruleId": rule["id"]}
    other = {"role": "writer", "scope": {"type": "user", "value": CAROL}}

    changed = acl.update(**asked, body={"role": "writer", "scope": rule["scope"]}).execute()

    assert changed["role"] == "writer"
    assert refusal(acl.update(**asked, body={"role": "writer"})) == (400, "required")
    assert refusal(acl.update(**asked, body=other)) == (400, "invalid")


@pytest.mark.rule("X-9")
def test_only_owners_change_the_rules(acl):
    request = acl.insert(
        calendarId=RELEASES, body={"role": "reader", "scope": {"type": "user", "value": CAROL}}
    )

    with pytest.raises(HttpError) as error:
        request.execute()

    (details,) = error.value.error_details
    assert (error.value.status_code, details["reason"]) == (403, "requiredAccessLevel")
    assert details["message"] == "You need to have owner access to this calendar."
