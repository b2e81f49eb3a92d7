"""Google's own libraries, pointed at the emulator."""

import urllib.parse

import pytest
import requests
from google.oauth2.credentials import Credentials
from google_auth_oauthlib.flow import Flow
from googleapiclient.discovery import build_from_document

from gcal_emulator import Emulator

REDIRECT_URI = "http://127.0.0.1:8000/rest/v1/calendar/redirect/"
CALENDAR = "https://www.googleapis.com/auth/calendar"
SCOPES = ["openid", "https://www.googleapis.com/auth/userinfo.email", CALENDAR]


@pytest.fixture
def google(emulator) -> Emulator:
    """The emulator as new; after the test, no exchange may depart from the discovery document."""
    emulator.reset()
    yield emulator
    departures = [text for entry in emulator.log for text in entry.violations]
    assert departures == []


@pytest.fixture
def flow(google, monkeypatch):
    """Google's flow object for a registered client."""
    # oauthlib refuses plain http, which is right everywhere but here
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")

    def made(scopes=SCOPES, **kwargs):
        secrets = google.register_client([REDIRECT_URI])
        return Flow.from_client_config(secrets, scopes, redirect_uri=REDIRECT_URI, **kwargs)

    return made


@pytest.fixture
def granted(flow, consent):
    """Goes through consent as the first account and gives the credentials."""

    def obtained(scopes=SCOPES, *, login_hint="alice@example.com", **kwargs) -> Credentials:
        made = flow(scopes)
        url, _ = made.authorization_url(prompt="consent", login_hint=login_hint, **kwargs)
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(consent(url)).query)
        made.fetch_token(code=query["code"][0])
        return made.credentials

    return obtained


@pytest.fixture
def service_for(google, granted):
    """Google's Calendar service, built from the served discovery document."""

    def built(login_hint="alice@example.com", scopes=SCOPES):
        document = requests.get(google.url + "/discovery/v1/apis/calendar/v3/rest", timeout=10)
        credentials = granted(scopes, login_hint=login_hint)
        return build_from_document(document.json(), credentials=credentials)

    return built


@pytest.fixture
def service(service_for):
    return service_for()
