"""Requests to the OAuth endpoints carry what we put into them, whatever the machine's user has."""

import pytest
import requests

from dj_google_calendar.gateway.transport import new_session


@pytest.fixture
def netrc(tmp_path, monkeypatch):
    path = tmp_path / "netrc"
    path.write_text("default login somebody password canary\n", encoding="utf-8")
    path.chmod(0o600)
    monkeypatch.setenv("NETRC", str(path))


def test_a_login_of_the_machines_user_does_not_replace_the_access_token(netrc):
    request = requests.Request("GET", "https://a.example/", headers={"Authorization": "Bearer x"})

    assert new_session().prepare_request(request).headers["Authorization"] == "Bearer x"
