"""Calls as they go over the wire, beside those of Google's client."""

import pytest
import requests
from googleapiclient.errors import HttpError

API = "/calendar/v3/"
DAY = {"start": {"date": "2026-11-20"}, "end": {"date": "2026-11-21"}}


@pytest.fixture
def token(granted):
    """An access token of the first account."""
    return granted().token


@pytest.fixture
def wire(google, token):
    """Sends a request of the first account as it stands and gives the whole answer."""

    def sent(method, path, *, headers=None, **kwargs):
        given = {"Authorization": f"Bearer {token}"} | (headers or {})
        url = google.url + API + path
        return requests.request(method, url, headers=given, timeout=10, **kwargs)

    return sent


@pytest.fixture
def refused():
    """Executes a request that fails; gives status, reason and the first error's details."""

    def of(request):
        with pytest.raises(HttpError) as error:
            request.execute()
        details = error.value.error_details[0]
        return error.value.status_code, details["reason"], details

    return of


@pytest.fixture
def event(service):
    """An event of the first account's."""
    return service.events().insert(calendarId="primary", body=DAY | {"summary": "Talk"}).execute()
