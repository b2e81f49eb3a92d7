"""The admin shows everything, changes nothing of Google's and leaks nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dj_google_calendar.models import Account, Calendar, Event, QuarantinedItem, SyncRun

ADMIN = "/admin/google_calendar"
MODELS = (Account, Calendar, Event, SyncRun, QuarantinedItem)
NAMES = [model._meta.model_name for model in MODELS]


@pytest.fixture
def aside(calendar):
    return QuarantinedItem.objects.create(
        account=calendar.account,
        calendar=calendar,
        key="odd",
        reason="It has no start.",
        resource='{"id": "odd", "summary": "<b>Caf\\u00e9"}',
    )


def grow(account, calendar, number):
    """Add as many rows of every kind."""
    for each in range(number):
        name = f"{number}-{each}"
        other = Account.objects.create(user=account.user, sub=name, email=f"{name}@example.com")
        cal = Calendar.objects.create(account=other, google_id=name, summary=name)
        Event.objects.create(calendar=cal, google_id=name, resource={"id": name})
        SyncRun.objects.create(account=other, calendar=cal, kind=SyncRun.Kind.FULL)
        QuarantinedItem.objects.create(
            account=other, calendar=cal, key=name, reason="odd", resource="{}"
        )


@pytest.mark.parametrize("name", NAMES)
def test_every_list_can_be_seen_and_searched(client, name):
    assert client.get(f"{ADMIN}/{name}/?q=alice").status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_every_row_can_be_seen(client, calendar, aside, model):
    row = model.objects.first()

    assert client.get(f"{ADMIN}/{model._meta.model_name}/{row.pk}/change/").status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_ten_more_rows_cost_no_more_queries(client, account, calendar, name):
    grow(account, calendar, 2)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(f"{ADMIN}/{name}/")
    grow(account, calendar, 20)

    with CaptureQueriesContext(connection) as many:
        client.get(f"{ADMIN}/{name}/")

    assert len(many) == len(few)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("path", ["add/", "{pk}/delete/"])
def test_rows_are_neither_added_nor_deleted(client, calendar, aside, name, path):
    row = MODELS[NAMES.index(name)].objects.first()

    assert client.get(f"{ADMIN}/{name}/{path.format(pk=row.pk)}").status_code == 403


def test_rows_are_not_changed(client, calendar):
    client.post(f"{ADMIN}/calendar/{calendar.pk}/change/", {"summary": "Mine now"})

    assert Calendar.objects.get(pk=calendar.pk).summary == calendar.summary


def test_an_account_shows_no_credentials(client, account):
    text = client.get(f"{ADMIN}/account/{account.pk}/change/").text

    assert "alice@example.com" in text
    assert account.sealed_credentials not in text
    assert "sealed" not in text
    assert account.calendar_list_sync_token not in text


def test_a_resource_is_laid_out_to_be_read_and_escaped(client, aside):
    text = client.get(f"{ADMIN}/quarantineditem/{aside.pk}/change/").text

    assert "<pre>{\n  &quot;id&quot;: &quot;odd&quot;" in text
    assert "&lt;b&gt;Café" in text


@pytest.mark.parametrize(
    ("query", "number"),
    [("status=cancelled", 0), ("status=confirmed", 1), ("event_type=birthday", 0), ("", 1)],
)
def test_events_are_filtered_by_known_values(client, account, query, number):
    Event.objects.all().delete()
    calendar = account.calendars.first()
    Event.objects.create(calendar=calendar, google_id="a", status="confirmed", event_type="default")

    shown = client.get(f"{ADMIN}/event/?{query}").context["cl"]

    assert shown.result_count == number


def test_an_event_without_title_can_be_opened(client, account):
    calendar = account.calendars.first()
    event = Event.objects.create(calendar=calendar, google_id="untitled")

    assert f"/event/{event.pk}/change/" in client.get(f"{ADMIN}/event/?q=untitled").text
