"""Service accounts sign for themselves (A-41, A-46)."""

import base64
import datetime as dt
import json

import pytest
import requests
from google.auth import crypt, jwt
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request
from google.oauth2.credentials import Credentials as People
from google.oauth2.service_account import Credentials
from googleapiclient.discovery import build_from_document
from googleapiclient.errors import HttpError

CALENDAR = "https://www.googleapis.com/auth/calendar"
ROBOT = "robot@project.iam.gserviceaccount.com"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
GUEST = [{"email": "bob@example.com"}]
DAY = {"start": {"date": "2030-01-01"}, "end": {"date": "2030-01-02"}}


@pytest.fixture
def robot(google) -> Credentials:
    """A service account's credentials, from its key file."""
    google.load({"users": [{"email": ROBOT, "is_service_account": True}]})
    key = google.service_account_key(ROBOT)
    return Credentials.from_service_account_info(key, scopes=[CALENDAR])


@pytest.fixture
def as_alice(google, robot) -> Credentials:
    """The same, acting for Alice, whose organisation allows it."""
    delegated = {"client_id": ROBOT, "client_secret": "", "delegated_domains": ["example.com"]}
    google.load({"clients": [delegated]})
    return robot.with_subject("alice@example.com")


@pytest.fixture
def assert_with(google, robot):
    """Asks for a token with an assertion whose claims are changed."""

    def asserted(**changed) -> requests.Response:
        now = int(dt.datetime.now(dt.UTC).timestamp())
        claims = {"iss": ROBOT, "scope": CALENDAR, "iat": now, "exp": now + 3600} | changed
        signer = crypt.RSASigner.from_service_account_info(google.service_account_key(ROBOT))
        assertion = jwt.encode(signer, claims)
        form = {"grant_type": JWT_BEARER, "assertion": assertion}
        return requests.post(google.url + "/token", data=form, timeout=10)

    return asserted


def calendar_for(google, credentials):
    return build_from_document(google.discovery(), credentials=credentials)


@pytest.mark.rule("A-46")
def test_a_service_account_has_a_calendar_of_its_own(google, robot):
    calendar = calendar_for(google, robot).calendars().get(calendarId="primary").execute()

    assert calendar["id"] == ROBOT


@pytest.mark.rule("A-46")
def test_it_may_not_invite_anybody(google, robot):
    service = calendar_for(google, robot)

    with pytest.raises(HttpError) as refused:
        service.events().insert(calendarId="primary", body=DAY | {"attendees": GUEST}).execute()

    assert refused.value.status_code == 403
    assert refused.value.error_details[0]["reason"] == "forbiddenForServiceAccounts"
    assert service.events().insert(calendarId="primary", body=DAY).execute()["id"]


@pytest.mark.rule("A-46")
def test_for_whom_it_acts_it_may_invite(google, as_alice):
    service = calendar_for(google, as_alice)

    event = service.events().insert(calendarId="primary", body=DAY | {"attendees": GUEST}).execute()

    assert event["organizer"]["email"] == "alice@example.com"


@pytest.mark.rule("A-46")
def test_without_delegation_it_acts_for_nobody(robot):
    with pytest.raises(RefreshError) as refused:
        robot.with_subject("alice@example.com").refresh(Request())

    assert refused.value.args[1]["error"] == "unauthorized_client"


@pytest.mark.rule("A-46")
def test_no_calendar_can_be_transferred_to_it(google, service):
    google.load({"users": [{"email": "robot@example.com", "is_service_account": True}]})
    google.add_user("admin@example.com", is_admin=True)
    google.add_calendar(id="team", owner="alice@example.com", summary="Team")
    admin = calendar_for(google, People(**google.credentials("admin@example.com")))

    with pytest.raises(HttpError) as refused:
        admin.calendars().transferOwnership(
            calendarId="team", newDataOwner="robot@example.com", useAdminAccess=True
        ).execute()

    assert refused.value.status_code == 400
    assert service.calendarList().get(calendarId="team").execute()["accessRole"] == "owner"


@pytest.mark.rule("A-41")
@pytest.mark.parametrize("days", [1, -1])
def test_a_wrong_clock_makes_an_assertion_invalid(google, robot, days):
    google.freeze(dt.datetime.now(dt.UTC) + dt.timedelta(days=days))

    with pytest.raises(RefreshError) as refused:
        robot.refresh(Request())

    assert refused.value.args[1]["error"] == "invalid_grant"
    assert "reasonable timeframe" in refused.value.args[1]["error_description"]


@pytest.mark.rule("A-41")
def test_a_clock_that_is_a_little_slow_is_borne_with(google, robot):
    google.freeze(dt.datetime.now(dt.UTC) - dt.timedelta(minutes=4))

    robot.refresh(Request())

    assert robot.token


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({}, 200, None),
        ({"iss": "nobody@example.com"}, 400, "invalid_grant"),
        ({"iss": "alice@example.com"}, 400, "invalid_grant"),
        ({"iss": None}, 400, "invalid_grant"),
        ({"sub": "nobody@example.com"}, 401, "unauthorized_client"),
        ({"scope": ""}, 400, "invalid_scope"),
        ({"scope": CALENDAR + ".nonsense"}, 400, "invalid_scope"),
        ({"iat": "yesterday"}, 400, "invalid_grant"),
        ({"exp": None}, 400, "invalid_grant"),
        ({"iat": 0}, 400, "invalid_grant"),
        ({"exp": 2**60}, 400, "invalid_grant"),
    ],
)
def test_claims_that_do_not_fit_are_refused(assert_with, changed, status, error):
    answer = assert_with(**changed)

    assert (answer.status_code, answer.json().get("error")) == (status, error)


def base64url(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize("assertion", ["", "x", "a.b.c", "ü.ü.ü", ".", "..", "=.=.="])
def test_an_assertion_that_nobody_signed_is_refused(google, assertion):
    form = {"grant_type": JWT_BEARER, "assertion": assertion}

    answer = requests.post(google.url + "/token", data=form, timeout=10)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize("claims", [5, [], "text", [[1, 2]], None])
def test_claims_that_are_no_object_are_refused(google, robot, claims):
    signer = crypt.RSASigner.from_service_account_info(google.service_account_key(ROBOT))
    text = f"{base64url({'alg': 'RS256'})}.{base64url(claims)}"
    signature = base64.urlsafe_b64encode(signer.sign(text)).decode().rstrip("=")
    form = {"grant_type": JWT_BEARER, "assertion": f"{text}.{signature}"}

    answer = requests.post(google.url + "/token", data=form, timeout=10)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
