"""What Python can do is done over HTTP too, and the other way round."""

import inspect

import pytest
import requests

from gcal_emulator import Emulator
from gcal_emulator.control.actions import ACTIONS
from gcal_emulator.control.views import VIEWS

OVER_HTTP = {
    "add_calendar": "calendars",
    "add_event": "events",
    "add_user": "users",
    "advance": "clock",
    "change_client": "clients",
    "clear_faults": "faults/clear",
    "consent": "consent",
    "credentials": "credentials",
    "delete_event": "events/delete",
    "deliveries": "push",
    "disturb": "push",
    "dump": "dump",
    "edit_event": "events/edit",
    "empty_pages": "pages",
    "end_refresh_tokens": "grants/expire",
    "expire_access_tokens": "tokens/access/expire",
    "expire_sync_tokens": "tokens/sync/expire",
    "fail": "faults",
    "freeze": "clock",
    "load": "seed",
    "mails": "outbox",
    "page_size": "pages",
    "quota": "quota",
    "register_client": "clients/register",
    "reset": "reset",
    "reset_quota": "quota/reset",
    "restore": "restore",
    "revoke_grants": "grants/revoke",
    "send_security_event": "security/events",
    "service_account_key": "service_account",
    "set_security_receiver": "security/receivers",
    "set_setting": "settings",
    "share": "calendars/share",
    "snapshot": "snapshot",
    "snapshots": "snapshots",
    "split_series": "series/split",
    "switch": "switches",
    "unfreeze": "clock",
    "wait_for_deliveries": "push/wait",
}
ELSEWHERE = {
    *("start", "stop", "url", "changing", "wake"),  # the process, and what Python alone can hold
    "discovery",  # at Google's own address
}


def test_each_public_name_has_its_path():
    public = {name for name, _ in inspect.getmembers(Emulator) if not name.startswith("_")}

    assert public == OVER_HTTP.keys() | ELSEWHERE


def test_each_path_has_its_name():
    in_log = {"log", "log/clear", "log/count", "log/wait"}
    other_ways = {"clock", "faults", "pages", "switches", "security/events"}

    assert ACTIONS.keys() | VIEWS.keys() == {*OVER_HTTP.values()} | in_log | other_ways


@pytest.mark.parametrize("path", sorted(VIEWS))
def test_each_view_is_a_json_object(google, get, path):
    if path not in ("log/count", "log/wait"):
        assert isinstance(get(path), dict)


@pytest.mark.parametrize("path", sorted(ACTIONS))
@pytest.mark.parametrize(
    "data",
    [
        b"\xff",
        b"[]",
        b"3",
        b'{"a": NaN}',
        b"{" * 100_000,
        b'{"nonsense": {"nonsense": []}}',
        b'{"email": {}, "calendarId": [], "method": 3, "name": null, "id": {}}',
    ],
)
def test_wrong_input_is_answered_with_a_sentence(google, path, data):
    answer = requests.post(f"{google.url}/_emulator/{path}", data=data, timeout=10)

    takes_nothing = path.endswith(("expire", "clear", "reset")) and "grants" not in path
    if answer.status_code == 200:
        assert takes_nothing
        return
    assert answer.status_code == 400
    said = answer.json()["error"]
    assert said.endswith(".")
    assert "Traceback" not in said
    assert len(said) < 500


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "POST", "GET"])
def test_what_is_not_there_is_not_found(google, method):
    answer = requests.request(method, google.url + "/_emulator/nowhere", timeout=10)

    assert answer.status_code == 404
    assert answer.json() == {"error": f"{method} /_emulator/nowhere is not known."}
