"""Answers that hold only the fields asked for."""

import pytest


@pytest.fixture
def answer(service):
    """Gives a page of events with only these fields."""

    def got(fields, **parameters):
        asked = {"calendarId": "primary", "maxResults": 5} | parameters
        return service.events().list(**asked, fields=fields).execute()

    return got


@pytest.mark.rule("H-7")
@pytest.mark.parametrize(
    ("fields", "keys", "item_keys"),
    [
        ("items(id,summary),nextPageToken", {"items", "nextPageToken"}, {"id", "summary"}),
        ("items/id", {"items"}, {"id"}),
        ("items(id, start/timeZone),kind", {"items", "kind"}, {"id", "start"}),
        ("kind", {"kind"}, set()),
    ],
)
def test_a_selection_names_what_comes(answer, fields, keys, item_keys):
    found = answer(fields)

    assert found.keys() == keys
    assert {key for item in found.get("items", ()) for key in item} <= item_keys


@pytest.mark.rule("H-7")
@pytest.mark.parametrize("fields", ["*", "*,items", ""])
def test_a_star_names_all(service, answer, fields):
    whole = service.events().list(calendarId="primary", maxResults=5).execute()
    found = answer(fields)

    untied = {"nextPageToken"}  # tells when it was given
    assert {key: found[key] for key in found.keys() - untied} == {
        key: whole[key] for key in whole.keys() - untied
    }


@pytest.mark.rule("H-7")
def test_a_star_stands_for_any_one_name(answer):
    found = answer("items/*/dateTime")

    inner = [value for item in found["items"] for value in item.values()]
    assert {key for value in inner if isinstance(value, dict) for key in value} == {"dateTime"}


@pytest.mark.rule("H-7")
@pytest.mark.parametrize("fields", ["nonsense", "items/nonsense", "items(id,nonsense)", "items(id"])
def test_a_field_that_does_not_exist_is_refused(service, refused, fields):
    request = service.events().list(calendarId="primary", fields=fields)

    status, reason, details = refused(request)

    assert (status, reason, details["location"]) == (400, "invalidParameter", "fields")
    assert details["message"].startswith("Invalid field selection ")


@pytest.mark.rule("H-7")
def test_a_write_answers_partly_too(service, event):
    request = service.events().patch(
        calendarId="primary", eventId=event["id"], body={"summary": "Other"}, fields="summary,etag"
    )

    after = request.execute()

    assert after.keys() == {"summary", "etag"}
    assert after["etag"] != event["etag"]


def test_a_selection_without_the_tokens_loses_them(answer):
    assert "nextPageToken" not in answer("items/id")
