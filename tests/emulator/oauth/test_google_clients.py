"""What Google's Python libraries do beyond their documents, and the emulator bears with."""

import json

import pytest
from google.auth.transport.requests import Request
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build, build_from_document


def test_a_batch_comes_here_when_the_client_is_built_from_the_served_document(google, service):
    answers = []
    batch = service.new_batch_http_request(
        callback=lambda _id, answer, _error: answers.append(answer)
    )
    batch.add(service.colors().get())
    batch.add(service.calendarList().list())

    batch.execute()

    assert [answer["kind"] for answer in answers] == ["calendar#colors", "calendar#calendarList"]
    assert google.log.count("batch") == 1


def test_a_batch_would_go_to_google_when_only_the_endpoint_is_replaced(google, granted):
    service = build(
        "calendar",
        "v3",
        credentials=granted(),
        static_discovery=True,
        client_options={"api_endpoint": google.url + "/calendar/v3/"},
    )

    assert service.colors().get().uri.startswith(google.url)
    assert service.new_batch_http_request()._batch_uri.startswith("https://www.googleapis.com")


def test_a_long_get_that_comes_as_a_post_is_answered_as_a_get(google, service):
    found = service.events().list(calendarId="primary", q="x" * 3000).execute()

    assert found["items"] == []
    assert [each.http_method for each in google.log if each.method == "events.list"] == ["GET"]


def test_credentials_stored_as_a_user_forget_where_their_google_is(google, granted):
    credentials = granted()
    stored = json.loads(credentials.to_json())

    loaded = Credentials.from_authorized_user_info(stored)

    assert stored["token_uri"] == google.url + "/token"
    assert loaded.token_uri == "https://oauth2.googleapis.com/token"


def test_credentials_built_with_their_token_uri_are_renewed_here(google, granted):
    credentials = granted()
    names = ("refresh_token", "token_uri", "client_id", "client_secret", "scopes")

    again = Credentials(None, **{name: getattr(credentials, name) for name in names})
    again.refresh(Request())

    assert again.token != credentials.token
    service = build_from_document(google.discovery(), credentials=again)
    assert service.colors().get().execute()["kind"] == "calendar#colors"


@pytest.mark.parametrize("version", ["/discovery/v1/apis/calendar/v3/rest", "/$discovery/rest"])
def test_build_finds_the_document_at_the_emulator(google, granted, version):
    service = build(
        "calendar",
        "v3",
        credentials=granted(),
        discoveryServiceUrl=google.url + version,
        static_discovery=False,
    )

    assert service.colors().get().execute()["kind"] == "calendar#colors"
