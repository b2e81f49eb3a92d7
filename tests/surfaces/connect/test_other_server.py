"""A server that merely speaks Google's protocol: no userinfo, no sync tokens, no ETags, no UIDs."""

import json
import threading
from urllib.parse import urlencode

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from dj_google_calendar.credentials.keepers import AccountKeeper
from dj_google_calendar.models import Account, Calendar, SyncRun
from dj_google_calendar.operations.accounts import disconnect_account
from dj_google_calendar.sync.pull_calendar import pull_calendar

INIT = "/rest/v1/calendar/init/"
REDIRECT_URI = "http://127.0.0.1/rest/v1/calendar/redirect/"
CALENDAR = "https://www.googleapis.com/auth/calendar"


class OtherServer:
    """Answers with what it was given, and remembers what it was asked."""

    def __init__(self):
        self.token = {"access_token": "t-1", "refresh_token": "r-1", "token_type": "Bearer"}
        self.calendars = [{"id": "zoe@example.com", "summary": "Zoe", "primary": True}]
        self.events = [
            {"id": "e1", "summary": "One", "start": {"date": "2026-11-20"}},
            {"id": "e2", "summary": "Two", "start": {"dateTime": "2026-11-20T10:00:00Z"}},
        ]
        self.asked = []
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def stop(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def secrets(self):
        return {
            "web": {
                "client_id": "c",
                "client_secret": "s",
                "auth_uri": self.url + "/authorize",
                "token_uri": self.url + "/oauth/token",
            }
        }

    def _answer(self, environ, start_response):
        request = Request(environ)
        self.asked.append(request.path)
        bodies = {
            "/oauth/token": self.token,
            "/revoke": {},
            "/calendar/v3/users/me/calendarList": {"items": self.calendars},
            "/calendar/v3/calendars/zoe@example.com/events": {"items": self.events},
        }
        if request.path == "/authorize":
            query = urlencode({"code": "abc", "state": request.args["state"]})
            response = Response(status=302, headers={"Location": f"{REDIRECT_URI}?{query}"})
        elif request.path in bodies:
            response = Response(json.dumps(bodies[request.path]), mimetype="application/json")
        else:
            response = Response("nothing here", status=404)
        return response(environ, start_response)


@pytest.fixture
def server(settings, google_site):
    running = OtherServer()
    settings.DEBUG = False
    settings.GOOGLE_CALENDAR = {"CLIENT_SECRETS": running.secrets()}
    yield running
    running.stop()


@pytest.fixture
def connect(browser_of, alice, consent):
    def through_both_steps(user=alice):
        client = browser_of(user)
        return client.get(consent(client.get(INIT).json()["authorization_url"]))

    return through_both_steps


def test_the_two_steps_work(server, connect):
    body = connect().json()

    assert body["account"]["email"] == "zoe@example.com"
    assert [event["summary"] for event in body["events"]] == ["One", "Two"]
    assert CALENDAR in body["granted_scopes"]


def test_they_work_for_a_visitor_too(server, connect):
    body = connect(None).json()

    assert body["calendar"]["summary"] == "Zoe"
    assert len(body["events"]) == 2


def test_every_pull_is_a_full_one_and_notices_deletions(server, connect):
    connect()
    calendar = Calendar.objects.get()
    del server.events[0]
    server.events[0]["summary"] = "Two, changed"

    run = pull_calendar(calendar)

    assert run.kind == SyncRun.Kind.FULL
    left = calendar.events.not_cancelled()
    assert list(left.values_list("summary", flat=True)) == ["Two, changed"]


def test_without_a_refresh_token_the_account_says_how_long_it_lasts(server, connect):
    del server.token["refresh_token"]

    connect()

    account = Account.objects.get()
    assert account.state == Account.State.DEGRADED
    assert "the access ends after an hour" in account.state_reason


def test_a_known_refresh_token_is_never_overwritten_by_nothing(server, connect):
    connect()
    del server.token["refresh_token"]

    connect()

    account = Account.objects.get()
    assert AccountKeeper(account).load().refresh_token == "r-1"
    assert account.state == Account.State.ACTIVE


def test_permission_to_read_alone_is_enough_and_is_said(server, connect):
    server.token["scope"] = CALENDAR + ".readonly"

    connect()

    assert Account.objects.get().state == Account.State.DEGRADED
    assert "Only reading was allowed" in Account.objects.get().state_reason


def test_an_account_that_cannot_be_told_apart_is_refused(server, connect):
    server.calendars[0].pop("primary")

    answer = connect()

    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "E137")
    assert not Account.objects.exists()


def test_an_account_without_calendars_is_fine(server, connect, settings):
    settings.GOOGLE_CALENDAR = settings.GOOGLE_CALENDAR | {"USERINFO_URI": server.url + "/me"}
    server.calendars.clear()

    body = connect(None).json()

    assert (body["calendars"], body["calendar"], body["events"]) == ([], None, [])


def test_disconnecting_asks_that_server_alone(server, connect):
    connect()
    server.asked.clear()

    assert disconnect_account(Account.objects.get()) is True
    assert server.asked == ["/revoke"]


@pytest.mark.parametrize(
    "token",
    [
        {},
        {"error": "temporarily_unavailable"},
        {"access_token": None},
        {"access_token": "t", "token_type": "Bearer", "expires_in": "soon"},
        [],
    ],
)
def test_whatever_the_token_server_says_it_is_no_500(server, connect, token):
    server.token = token

    answer = connect()

    assert answer.status_code in (200, 400, 502, 503)
