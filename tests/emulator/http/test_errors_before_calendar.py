"""Errors of what stands before Calendar: credentials, scopes, a switched-off service."""

import pytest
import requests

EXPECTED = "Expected OAuth 2 access token, login cookie or other valid authentication credential."


@pytest.fixture
def call(google):
    """Calls with these headers and this query, and no others."""

    def called(headers=None, query=""):
        url = f"{google.url}/calendar/v3/colors{query}"
        return requests.get(url, headers=headers, timeout=10)

    return called


@pytest.mark.rule("H-19")
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Basic YTpi"}])
def test_without_a_token_a_login_is_required(call, headers):
    answer = call(headers)

    error = answer.json()["error"]
    assert answer.status_code == 401
    assert (error["status"], error["errors"][0]["reason"]) == ("UNAUTHENTICATED", "required")
    assert error["errors"][0]["message"] == "Login Required."


@pytest.mark.rule("X-2", "Z-8")
def test_a_bad_token_has_two_messages_and_a_status(call):
    answer = call({"Authorization": "Bearer ya29.wrong"})

    error = answer.json()["error"]
    assert list(error) == ["code", "message", "errors", "status"]
    assert error["message"].startswith(
        f"Request had invalid authentication credentials. {EXPECTED}"
    )
    assert error["errors"] == [
        {
            "message": "Invalid Credentials",
            "domain": "global",
            "reason": "authError",
            "location": "Authorization",
            "locationType": "header",
        }
    ]
    assert error["status"] == "UNAUTHENTICATED"
    assert answer.headers["WWW-Authenticate"] == (
        'Bearer realm="https://accounts.google.com/", error="invalid_token"'
    )


@pytest.mark.rule("X-2")
def test_an_expired_token_is_a_bad_one(google, token, call):
    google.expire_access_tokens()

    answer = call({"Authorization": f"Bearer {token}"})

    assert answer.json()["error"]["errors"][0]["reason"] == "authError"


@pytest.mark.rule("Z-8")
def test_calendars_own_errors_come_in_another_order_and_without_a_status(wire):
    answer = wire("GET", "calendars/nobody/events")

    assert answer.json() == {
        "error": {
            "errors": [{"domain": "global", "reason": "notFound", "message": "Not Found"}],
            "code": 404,
            "message": "Not Found",
        }
    }
    assert list(answer.json()["error"]) == ["errors", "code", "message"]


def test_a_token_may_stand_in_the_query_and_no_log_holds_it(google, token, call):
    answer = call(query=f"?oauth_token={token}")

    assert answer.status_code == 200
    assert token not in str(google.log.as_json())


@pytest.mark.rule("X-18")
def test_an_api_that_is_not_switched_on_says_where_to_do_so(google, granted, call):
    credentials = granted()
    body = {"client_id": credentials.client_id, "is_calendar_enabled": False}
    requests.post(google.url + "/_emulator/clients", json=body, timeout=10)

    answer = call({"Authorization": f"Bearer {credentials.token}"})

    error = answer.json()["error"]
    (first,) = error["errors"]
    assert answer.status_code == 403
    assert (first["reason"], first["domain"]) == ("accessNotConfigured", "usageLimits")
    assert first["extendedHelp"].startswith("https://")
    assert error["message"].startswith("Google Calendar API has not been used in project ")
    assert error["details"][0]["reason"] == "SERVICE_DISABLED"
    metadata = error["details"][0]["metadata"]
    assert metadata["service"] == "calendar-json.googleapis.com"
    assert metadata["consumer"].startswith("projects/")


@pytest.mark.rule("X-19")
def test_a_token_that_lacks_the_scope_says_so_twice(google, granted):
    scope = "https://www.googleapis.com/auth/calendar.events"
    headers = {"Authorization": f"Bearer {granted([scope]).token}"}
    url = google.url + "/calendar/v3/users/me/calendarList"

    answer = requests.get(url, headers=headers, timeout=10)

    error = answer.json()["error"]
    assert answer.status_code == 403
    assert error["errors"][0]["reason"] == "insufficientPermissions"
    assert error["message"] == "Request had insufficient authentication scopes."
    assert error["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
    assert error["status"] == "PERMISSION_DENIED"


@pytest.mark.rule("X-20")
def test_an_account_without_calendar_is_told_to_sign_up(google, service_for, refused):
    google.add_user("eve@example.com", has_calendar=False)

    status, reason, details = refused(service_for("eve@example.com").calendarList().list())

    assert (status, reason, details["domain"]) == (403, "notACalendarUser", "calendar")
    assert details["message"] == "The user must be signed up for Google Calendar."
