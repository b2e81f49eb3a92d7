"""Many calls in one request."""

import json
import re

import pytest
import requests
from googleapiclient.discovery import build
from googleapiclient.errors import BatchError

from gcal_emulator.demo_seed import FAMILY

DAY = {"start": {"date": "2026-11-20"}, "end": {"date": "2026-11-21"}}
COLORS = "GET /calendar/v3/colors?fields=kind HTTP/1.1\r\n\r\n"
PATH = "/batch/calendar/v3"
STATUS = re.compile(r"^HTTP/1\.1 (\d{3})", re.MULTILINE)


@pytest.fixture
def post(google, token):
    """Posts calls as they are written here, and gives the answer."""

    def posted(*calls, headers=None, query="", kind="multipart/mixed; boundary=b"):
        parts = [f"--b\r\nContent-Type: application/http\r\n{call}\r\n" for call in calls]
        given = {"Authorization": f"Bearer {token}", "Content-Type": kind} | (headers or {})
        body = "".join([*parts, "--b--\r\n"])
        return requests.post(google.url + PATH + query, data=body, headers=given, timeout=30)

    return posted


def statuses(answer):
    return [int(status) for status in STATUS.findall(answer.text)]


@pytest.mark.rule("B-1", "B-4")
def test_calls_are_answered_in_their_order_each_by_itself(post):
    missing = "GET /calendar/v3/calendars/nobody/events HTTP/1.1\r\n\r\n"
    made = "POST /calendar/v3/calendars HTTP/1.1\r\nContent-Type: application/json\r\n\r\n"
    made += json.dumps({"summary": "Garden"})

    answer = post("Content-ID: <1>\r\n\r\n" + COLORS, "\r\n" + missing, "\r\n" + made)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("multipart/mixed; boundary=")
    assert statuses(answer) == [200, 404, 200]
    assert answer.text.count("Content-ID:") == 1
    assert '"summary": "Garden"' in answer.text.rpartition("HTTP/1.1")[2]


@pytest.mark.rule("B-4", "B-5")
@pytest.mark.parametrize(
    ("given", "echoed"),
    [
        ("<1a2b + r%20one>", "<response-1a2b + r%20one>"),
        ("<x@example.com>", "<response-x@example.com>"),
        ("plain", "response-plain"),
    ],
)
def test_the_name_of_a_call_is_echoed_with_a_prefix(post, given, echoed):
    answer = post(f"Content-ID: {given}\r\n\r\n{COLORS}")

    assert f"\r\nContent-ID: {echoed}\r\n" in answer.text


@pytest.mark.rule("B-4", "B-5", "B-6")
def test_googles_client_finds_each_answer_by_its_name(google, service):
    seen = {}
    batch = service.new_batch_http_request(
        lambda name, answer, error: seen.update({name: (answer, error)})
    )
    batch.add(service.events().insert(calendarId="primary", body=DAY), request_id="r one")
    batch.add(service.events().get(calendarId="primary", eventId="nothing"), request_id="two")

    batch.execute()

    assert seen["r one"][0]["start"] == DAY["start"]
    assert seen["two"][1].status_code == 404
    assert google.log.count("batch") == 1


@pytest.mark.rule("B-4")
def test_long_answers_arrive_whole_in_googles_client(service):
    whole = service.events().list(calendarId=FAMILY).execute()
    seen = []
    batch = service.new_batch_http_request(lambda *called: seen.append(called[1]))
    for _ in range(2):
        batch.add(service.events().list(calendarId=FAMILY))

    batch.execute()

    assert [answer["items"] for answer in seen] == [whole["items"]] * 2


@pytest.mark.rule("B-2")
def test_a_thousand_calls_are_served_and_no_more(google, post):
    calls = ["\r\n" + COLORS] * 1000

    served, refused = post(*calls), post(*calls, "\r\n" + COLORS)

    assert statuses(served) == [200] * 1000
    assert refused.status_code == 400
    assert google.log.count("colors.get") == 1000


@pytest.mark.rule("B-2")
def test_googles_client_holds_a_thousand_calls_too(service):
    batch = service.new_batch_http_request()
    for _ in range(1000):
        batch.add(service.colors().get())

    with pytest.raises(BatchError):
        batch.add(service.colors().get())


@pytest.mark.rule("B-3")
def test_headers_of_the_whole_hold_for_each_call_without_its_own(google, post, service, event):
    path = f"/calendar/v3/calendars/primary/events/{event['id']}"
    body = '\r\n\r\n{"summary": "Other"}'
    bare = f"\r\nPATCH {path} HTTP/1.1{body}"
    own = f"\r\nPATCH {path} HTTP/1.1\r\nIf-Match: *{body}"

    answer = post(bare, own, headers={"If-Match": '"1"'})

    assert statuses(answer) == [412, 200]


@pytest.mark.rule("B-3")
def test_a_call_may_have_credentials_of_its_own(post):
    own = "\r\nGET /calendar/v3/colors HTTP/1.1\r\nAuthorization: Bearer wrong\r\n\r\n"

    assert statuses(post("\r\n" + COLORS, own)) == [200, 401]


@pytest.mark.rule("B-3")
def test_content_headers_of_the_whole_are_not_those_of_a_call(google, post):
    made = "\r\nPOST /calendar/v3/calendars HTTP/1.1\r\n\r\n" + json.dumps({"summary": "Garden"})

    assert statuses(post(made, headers={"Content-Language": "de"})) == [200]


@pytest.mark.rule("B-3")
def test_parameters_of_the_whole_hold_for_each_call_without_its_own(post):
    own = "GET /calendar/v3/colors?fields=calendar/1 HTTP/1.1\r\n\r\n"
    bare = "GET /calendar/v3/colors HTTP/1.1\r\n\r\n"

    answer = post("\r\n" + own, "\r\n" + bare, query="?fields=updated&prettyPrint=false")

    first, second = re.findall(r"^\{.*\}", answer.text, re.MULTILINE)
    assert json.loads(first).keys() == {"calendar"}
    assert json.loads(second).keys() == {"updated"}


@pytest.mark.rule("B-6")
def test_googles_client_ignores_an_endpoint_of_ones_own_for_batches(google, granted):
    options = {"api_endpoint": google.url + "/calendar/v3/"}
    service = build("calendar", "v3", credentials=granted(), client_options=options)

    batch = service.new_batch_http_request()

    assert service.colors().get().uri.startswith(google.url)
    assert batch._batch_uri == "https://www.googleapis.com/batch/calendar/v3"


@pytest.mark.rule("B-8")
@pytest.mark.parametrize(
    "target", [PATH, "/batch", "/upload/calendar/v3/calendars", "/token", "/_emulator/reset"]
)
def test_a_batch_holds_calls_of_the_api_and_nothing_else(google, post, target):
    answer = post(f"\r\nPOST {target} HTTP/1.1\r\n\r\n", "\r\n" + COLORS)

    assert statuses(answer) == [404, 200]


@pytest.mark.rule("B-8")
def test_the_old_common_path_is_gone(google, token):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "multipart/mixed; boundary=b"}

    answer = requests.post(google.url + "/batch", data="--b--", headers=headers, timeout=10)

    assert answer.status_code == 404


@pytest.mark.rule("X-12")
def test_calls_that_exclude_each_other_conflict_and_the_rest_can_be_sent_again(
    google, service, refused
):
    google.fail(method="events.insert", status=409, reason="conflict", skip=1)
    requests_made = [service.events().insert(calendarId="primary", body=DAY) for _ in range(3)]
    failed = []
    batch = service.new_batch_http_request(
        lambda name, _, error: failed.append((name, error.error_details[0])) if error else None
    )
    for request in requests_made:
        batch.add(request)

    batch.execute()

    ((name, details),) = failed
    assert details == {"domain": "global", "reason": "conflict", "message": "Conflict"}
    assert requests_made[int(name) - 1].execute()["id"]


@pytest.mark.parametrize("kind", ["application/json", "multipart/mixed"])
def test_what_is_no_batch_is_refused(post, kind):
    assert post("\r\n" + COLORS, kind=kind).status_code == 400


def test_a_call_that_cannot_be_read_fails_alone(post):
    assert statuses(post("\r\nnonsense\r\n\r\n", "\r\n" + COLORS)) == [404, 200]
