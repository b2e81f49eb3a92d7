"""A person's settings, which are only read."""

import pytest
from googleapiclient.errors import HttpError

ALICE, CAROL = "alice@example.com", "carol@example.com"
NAMES = {
    "autoAddHangouts",
    "dateFieldOrder",
    "defaultEventLength",
    "format24HourTime",
    "hideInvitations",
    "hideWeekends",
    "locale",
    "remindOnRespondedEventsOnly",
    "showDeclinedEvents",
    "timezone",
    "useKeyboardShortcuts",
    "weekStart",
}


@pytest.fixture
def settings(service):
    return service.settings()


def listed(settings, **parameters):
    answer = settings.list(**parameters).execute()
    return {item["id"]: item["value"] for item in answer["items"]}


@pytest.mark.rule("G-1")
def test_the_twelve_settings_are_texts(settings):
    found = listed(settings)

    assert found.keys() == NAMES
    assert all(isinstance(value, str) for value in found.values())
    assert found["defaultEventLength"] == "60"


@pytest.mark.rule("G-1")
def test_settings_have_no_method_that_writes(settings):
    ours = {"close", "list_next"}  # what the library adds to each resource

    assert {name for name in dir(settings) if not name.startswith("_")} - ours == {
        "get",
        "list",
        "watch",
    }


@pytest.mark.rule("G-2")
def test_a_setting_that_no_document_names_is_listed_too(google, service_for):
    google.add_user(CAROL, settings={"hideInvitationsSetting": "NONE"})

    found = listed(service_for(CAROL).settings())

    assert found.keys() == {"hideInvitationsSetting", *NAMES}
    assert found["hideInvitationsSetting"] == "NONE"


@pytest.mark.rule("G-3")
def test_a_setting_never_touched_may_be_missing(settings):
    with pytest.raises(HttpError) as error:
        settings.get(setting="hideInvitationsSetting").execute()

    assert error.value.status_code == 404
    assert "hideInvitationsSetting" not in listed(settings)


@pytest.mark.rule("G-4")
def test_the_week_starts_on_a_day_by_its_number(google, settings):
    google.set_setting(ALICE, "weekStart", "6")

    setting = settings.get(setting="weekStart").execute()

    assert setting.keys() == {"kind", "etag", "id", "value"}
    assert setting["value"] == "6"


@pytest.mark.rule("G-7")
def test_pages_make_up_the_whole(settings):
    pages, request = [], settings.list(maxResults=5)
    while request is not None:
        answer = request.execute()
        pages.append([item["id"] for item in answer["items"]])
        request = settings.list_next(request, answer)

    assert [len(page) for page in pages] == [5, 5, 2]
    assert {name for page in pages for name in page} == NAMES
    assert "nextSyncToken" in answer


@pytest.mark.rule("G-7")
def test_a_page_holds_250_settings_at_most(google, service_for):
    google.add_user(CAROL, settings={f"x{number}": "1" for number in range(300)})

    settings = service_for(CAROL).settings()

    assert len(settings.list(maxResults=1000).execute()["items"]) == 250
    assert len(settings.list().execute()["items"]) == 100


@pytest.mark.rule("G-7")
def test_an_increment_brings_the_changed_setting(google, settings):
    token = settings.list().execute()["nextSyncToken"]
    google.set_setting(ALICE, "locale", "de")

    assert listed(settings, syncToken=token) == {"locale": "de"}


@pytest.mark.rule("G-7")
def test_settings_can_be_watched(settings):
    body = {"id": "1", "type": "web_hook", "address": "https://127.0.0.1:9/hook"}

    channel = settings.watch(body=body).execute()

    assert channel["resourceUri"].partition("?")[0].endswith("/users/me/settings")
