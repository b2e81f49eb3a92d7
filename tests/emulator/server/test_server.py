"""The emulator as a process: starting, refusing, ending, and taking no harm."""

import json
import re
import signal
import subprocess
import sys
import time

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gcal_emulator import Emulator, NotLoopbackError
from gcal_emulator.__main__ import main


def started(*arguments):
    process = subprocess.Popen(
        [sys.executable, "-m", "gcal_emulator", "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    line = process.stdout.readline()
    return process, re.search(r"http://\S+", line).group() if "http" in line else ""


@pytest.fixture
def refused(capsys):
    """Calls the command with what it cannot use; gives its exit status and what it says."""

    def called(*arguments):
        try:
            code = main(["--port", "0", *arguments])
        except SystemExit as ended:
            code = ended.code
        return code, capsys.readouterr().err

    return called


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_runs_as_a_command_until_it_is_told_to_stop(number):
    process, url = started("--seed", "demo")

    answer = requests.get(url + "/_emulator/client_secrets", timeout=10)
    process.send_signal(number)
    _, err = process.communicate(timeout=10)

    assert answer.json()["web"]["client_secret"]
    assert (process.returncode, err) == (0, "")


@pytest.fixture
def dump_of():
    """Runs the command, and gives the state of its world."""

    def dumped(*arguments):
        process, url = started(*arguments)
        dump = requests.get(url + "/_emulator/dump", timeout=10).json()
        process.terminate()
        process.communicate(timeout=10)
        return dump

    return dumped


def test_a_seed_file_and_an_ics_file_are_loaded(tmp_path, dump_of):
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps({"users": [{"email": "zoe@example.com"}]}))
    ics = tmp_path / "a.ics"
    ics.write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nX-WR-CALNAME:Club\r\nBEGIN:VEVENT\r\n"
        "UID:1\r\nDTSTART:20261120T100000Z\r\nSUMMARY:Hi\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )

    dump = dump_of("--seed", str(seed), "--ics", str(ics))

    assert [user["email"] for user in dump["users"]] == ["zoe@example.com"]
    club = dump["calendars"][1]
    assert (club["summary"], [event["summary"] for event in club["events"]]) == ("Club", ["Hi"])


def test_google_s_own_rules_and_single_switches_are_taken(dump_of):
    hosts = "refused_channel_hosts=a.example,b.example"

    dump = dump_of(
        *("--strict", "--random-seed", "5", "--now", "2026-11-20T10:00:00+00:00"),
        *("--switch", "sync_token_seconds=60", "--switch", "sub_daily_recurrence=true"),
        *("--switch", "conference_seconds=0.5", "--switch", hosts),
        *("--switch", "requests_per_minute=7"),
    )

    switches = dump["switches"]
    assert (switches["https_channels_only"], switches["requests_per_minute"]) == (True, 7)
    assert (switches["sync_token_seconds"], switches["sub_daily_recurrence"]) == (60, True)
    assert switches["conference_seconds"] == 0.5
    assert switches["refused_channel_hosts"] == ["a.example", "b.example"]
    assert dump["state"]["ids"][0] == 5
    assert dump["state"]["clock"]["frozen"] == 1795168800 * 10**6


def test_it_says_where_to_see_into_it():
    process, url = started()

    line = process.stdout.readline()
    page = requests.get(line.split()[-1], headers={"Accept": "text/html"}, timeout=10)
    process.terminate()
    process.communicate(timeout=10)

    assert line == f"See into it at {url}/_emulator/\n"
    assert "<h1>Overview</h1>" in page.text


def test_connections_of_the_command_stay_open():
    process, url = started()

    answer = requests.get(url + "/_emulator/clock", timeout=10)
    process.terminate()
    process.communicate(timeout=10)

    assert "Connection" not in answer.headers


def test_a_taken_port_is_said():
    with Emulator() as google:
        process, _ = started("--port", google.url.rpartition(":")[2])
        _, err = process.communicate(timeout=10)

    assert process.returncode == 2
    assert "cannot be used." in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--host", "0.0.0.0"], "not an address of this machine alone"),  # noqa: S104 - to be refused
        (["--host", "site.example"], "not an address of this machine alone"),
        (["--seed", "nowhere.json"], "nowhere.json"),
        (["--seed", "demo", "--ics", "nowhere.ics"], "nowhere.ics"),
        (["--ics", "nowhere.ics"], "needs an account"),
        (["--port", "99999"], "99999 is no port"),
        (["--port", "x"], "invalid"),
        (["--switch", "colour=red"], "colour is no switch."),
        (["--switch", "sync_token_seconds"], "sync_token_seconds is not NAME=VALUE."),
        (["--switch", "sync_token_seconds=soon"], "cannot be 'soon'."),
        (["--switch", "sub_daily_recurrence=1"], "cannot be '1'."),
        (["--switch", "rate_limit_status=404"], "cannot be '404'."),
        (["--random-seed", "x"], "--random-seed"),
        (["--now", "soon"], "--now"),
        (["--now", "2026-11-20T10:00:00"], "needs an offset"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_what_cannot_be_used_is_said(refused, arguments, words):
    code, err = refused(*arguments)

    assert code == 2
    assert words in err
    assert "Traceback" not in err


@pytest.mark.parametrize("content", ["", "{", "[]", '{"users": [{}]}', '{"calendars": 3}'])
def test_a_bad_seed_file_is_said(refused, tmp_path, content):
    path = tmp_path / "seed.json"
    path.write_text(content)

    code, err = refused("--seed", str(path))

    assert (code, "Traceback" in err) == (2, False)


def test_only_loopback_is_served():
    with pytest.raises(NotLoopbackError):
        Emulator(host="192.168.1.1")


def test_it_is_ready_at_once():
    begun = time.perf_counter()
    with Emulator(seed="demo") as google:
        assert requests.get(google.url + "/_emulator/log", timeout=10).ok

    assert time.perf_counter() - begun < 5  # a figure is taken by the benchmarks


def test_the_same_seed_and_requests_give_the_same_answers():
    def answers():
        with Emulator(seed={"users": [{"email": "a@example.com"}]}) as google:
            secrets = google.register_client(["http://127.0.0.1:1/r"])
            event = google.add_event("a@example.com", start={"date": "2026-11-20"})
            sub = google.world.users["a@example.com"].sub
            return secrets["web"]["client_secret"], sub, event["id"]

    assert answers() == answers()


@pytest.mark.parametrize("size", [0, 1, 5])
def test_control_over_http(google, size):
    def post(path, **body):
        return requests.post(google.url + "/_emulator/" + path, json=body, timeout=10).status_code

    assert post("pages", size=size) == 200
    assert post("faults", method="events.list", status=500) == 200
    assert post("faults", nonsense=1) == 400
    assert post("tokens/sync/expire") == 200
    assert post("tokens/access/expire") == 200
    assert post("grants/revoke", email="alice@example.com") == 200
    assert post("seed", users=[{"email": "new@example.com"}]) == 200
    assert post("seed", users=[{}]) == 400
    assert post("nowhere") == 404
    assert post("reset") == 200
    assert "new@example.com" not in google.world.users


paths = st.sampled_from(
    [
        "/calendar/v3/users/me/calendarList",
        "/calendar/v3/calendars/primary/events",
        "/calendar/v3/calendars/primary/events/x",
        "/o/oauth2/auth",
        "/o/oauth2/v2/auth/account",
        "/o/oauth2/v2/auth/consent",
        "/token",
        "/revoke",
        "/_emulator/seed",
        "/_emulator/faults",
        "/_emulator/client_secrets",
        "/",
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    path=paths,
    tail=st.text(max_size=10),
    query=st.dictionaries(
        st.sampled_from(["maxResults", "syncToken", "timeMin", "fields", "x"]), st.text(max_size=20)
    ),
    method=st.sampled_from(["GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"]),
    data=st.binary(max_size=200),
    kind=st.sampled_from(["application/json", "application/x-www-form-urlencoded", "x"]),
)
def test_whatever_is_sent_it_is_never_a_500(token, emulator, path, tail, query, method, data, kind):
    answer = requests.request(
        method,
        emulator.url + path + tail.replace("/", ""),
        params=query,
        data=data,
        headers={"Content-Type": kind, "Authorization": f"Bearer {token}"},
        timeout=10,
    )

    assert answer.status_code < 500 or answer.status_code == 501


@pytest.fixture
def token(google, granted):
    return granted().token
