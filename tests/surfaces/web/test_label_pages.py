"""The labels of a calendar, on their page: shown, made, changed and taken away."""

import uuid

import pytest
from tests.engine.operations.steps import send

from dj_google_calendar.models import Calendar, OutboxEntry
from dj_google_calendar.operations.labels import Label, list_labels, set_labels

HTML, JSON = {"HTTP_ACCEPT": "text/html"}, {"HTTP_ACCEPT": "application/json"}
RED, GREEN, BLUE = Label("Urgent", "#d50000"), Label("", "#33b679"), Label("Home", "#7986cb")


@pytest.fixture
def client(browser_of, alice, calendar):
    return browser_of(alice)


@pytest.fixture
def address(calendar):
    return f"/calendar/calendars/{calendar.pk}/labels/"


@pytest.fixture
def stored(calendar, alice):
    """Two labels that Google has."""
    set_labels(calendar, [RED, GREEN], by=alice)
    send()
    OutboxEntry.objects.all().delete()
    return [RED, GREEN]


@pytest.fixture
def at_google(calendar, google):
    """Gives the calendar labels without this site."""

    def put(*labels):
        made = [
            {"id": each.id, "name": each.name, "backgroundColor": each.background_color}
            for each in labels
        ]
        google.world.calendars[calendar.google_id].extra["labelProperties"] = {"eventLabels": made}

    return put


def form_of(page):
    """Give what the form of a page sends as it stands."""
    given = {"do": "save"}
    for row in [*page.context["rows"], page.context["new"]]:
        for field in row:
            given[field.html_name] = field.value() or ""
            if field.field.show_hidden_initial:
                shown = row.data.get(field.html_initial_name) if row.is_bound else field.initial
                given[field.html_initial_name] = shown or ""
    removed = [row.prefix for row in page.context["rows"] if row.is_removed]
    return given | ({"remove": removed} if removed else {})


def test_labels_are_shown_with_name_and_colour(client, address, stored):
    page = client.get(address)

    assert page.status_code == 200
    assert 'value="Urgent"' in page.text
    assert f'<input type="color" name="{GREEN.id}-color" value="#33b679"' in page.text


def test_a_label_is_made_renamed_and_taken_away_at_once(client, address, calendar, stored):
    page = client.get(address)
    new = page.context["new"].prefix
    sent = form_of(page) | {f"{RED.id}-name": "Soon", "remove": [GREEN.id], f"{new}-name": "Home"}

    answer = client.post(address, sent, follow=True)

    assert "are being sent to Google" in answer.text
    assert send() == ["sent"]
    made = Label("Home", "#7986cb", new)
    assert list_labels(calendar) == [Label("Soon", "#d50000", RED.id), made]


def test_the_first_label_is_made(client, address, calendar):
    sent = form_of(client.get(address))
    new = next(name for name in sent if name.endswith("-name")).removesuffix("-name")

    client.post(address, sent | {f"{new}-name": "First", f"{new}-color": "#ABCDEF"})
    client.post(address, sent | {f"{new}-name": "First", f"{new}-color": "#ABCDEF"})

    assert send() == ["sent"]
    assert list_labels(calendar) == [Label("First", "#abcdef", new)]


def test_saving_without_a_change_is_no_edit(client, address, stored):
    answer = client.post(address, form_of(client.get(address)), follow=True)

    assert "No change." in answer.text
    assert not OutboxEntry.objects.exists()


def test_what_others_have_made_of_other_labels_stays(client, address, calendar, stored, at_google):
    sent = form_of(client.get(address))
    at_google(Label("Now", "#d50000", RED.id), Label("Leaf", "#0b8043", GREEN.id), BLUE)

    client.post(address, sent | {f"{RED.id}-color": "#ff0000"})

    assert send() == ["sent"]
    changed = Label("Now", "#ff0000", RED.id)
    assert list_labels(calendar) == [changed, Label("Leaf", "#0b8043", GREEN.id), BLUE]


def test_what_others_have_taken_away_stays_away(client, address, calendar, stored, at_google):
    sent = form_of(client.get(address))
    at_google(RED)

    client.post(address, sent | {f"{RED.id}-name": "Soon", "remove": [GREEN.id]})

    assert send() == ["sent"]
    assert list_labels(calendar) == [Label("Soon", "#d50000", RED.id)]


@pytest.mark.parametrize(
    "mine", [{f"{RED.id}-name": "Soon"}, {"remove": [RED.id]}], ids=("renamed", "removed")
)
def test_a_label_that_others_have_changed_is_written_over_once_that_was_seen(
    client, address, calendar, stored, at_google, mine
):
    sent = form_of(client.get(address)) | mine
    at_google(Label("Salary", "#d50000", RED.id), GREEN)

    page = client.post(address, sent, **HTML)
    assert page.status_code == 422
    assert "Meanwhile this was changed to “Salary”." in page.text
    assert not OutboxEntry.objects.exists()
    client.post(address, form_of(page))

    assert send() == ["sent"]
    assert list_labels(calendar) == (
        [Label("Soon", "#d50000", RED.id)] if "remove" not in mine else []
    ) + [GREEN]


def test_a_label_that_others_have_taken_away_is_made_anew_once_that_was_seen(
    client, address, calendar, stored, at_google
):
    sent = form_of(client.get(address)) | {f"{GREEN.id}-name": "Leaf"}
    at_google(RED)

    page = client.post(address, sent, **HTML)
    assert page.status_code == 422
    assert "Meanwhile it was taken away. Save again to make it anew." in page.text
    client.post(address, form_of(page))

    assert send() == ["sent"]
    assert list_labels(calendar) == [RED, Label("Leaf", "#33b679", GREEN.id)]


def test_labels_that_wait_are_those_that_are_gone_on_from(client, address, calendar, stored):
    client.post(address, form_of(client.get(address)) | {f"{RED.id}-name": "Soon"})
    page = client.get(address)
    assert "are being sent to Google." in page.text.partition("<h1>")[2]

    client.post(address, form_of(page) | {f"{GREEN.id}-name": "Leaf"})

    assert set(send()) == {"sent"}
    assert [label.name for label in list_labels(calendar)] == ["Soon", "Leaf"]


def test_refused_labels_are_told_and_those_of_google_shown(client, address, stored, google):
    google.fail(method="calendars.patch", status=403, reason="forbidden")
    client.post(address, form_of(client.get(address)) | {f"{RED.id}-name": "Soon"})
    assert send() == ["refused"]

    page = client.get(address)

    assert "<strong>Soon</strong>" in page.text
    assert "The account has no right to change this at Google." in page.text
    assert 'href="/calendar/edits/"' in page.text.partition("Refused by Google")[2]
    assert page.context["rows"][0].label == RED


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "x" * 51, "at most 50"),
        ("name", "a\x00b", "Null characters"),
        ("name", "a\x07b", "control characters"),
        ("color", "red", "valid value"),
        ("color", "#d50000\n\n#", "valid value"),
        ("color", "", "required"),
    ],
)
def test_a_label_that_is_wrong_says_where(client, address, stored, field, value, said):
    sent = form_of(client.get(address)) | {f"{RED.id}-{field}": value}

    page, answer = client.post(address, sent, **HTML), client.post(address, sent, **JSON)

    assert page.status_code == answer.status_code == 422
    assert said in page.context["rows"][0].errors[field][0]
    assert said in answer.json()["error"]["fields"][field][0]
    assert f'id="id_{RED.id}-{field}_error"' in page.text
    assert not OutboxEntry.objects.exists()


@pytest.mark.parametrize(
    "forged",
    [
        {"no-uuid-name": "Forged", "no-uuid-color": "#000000"},
        {f"{RED.id.upper()}-name": "Twice", f"{RED.id.upper()}-color": "#000000"},
    ],
)
def test_what_google_would_not_take_is_a_problem_of_the_page(client, address, stored, forged):
    sent = form_of(client.get(address)) | forged

    page, answer = client.post(address, sent, **HTML), client.post(address, sent, **JSON)

    assert page.status_code == answer.status_code == 400
    assert "Code E140" in page.text
    assert answer.json()["error"]["code"] == "E140"
    assert not OutboxEntry.objects.exists()


def test_so_many_labels_as_there_may_be_are_saved_and_no_more(client, address, calendar, at_google):
    at_google(*(Label(str(number), "#000000") for number in range(200)))
    page = client.get(address)
    last = page.context["rows"][-1].prefix

    full = client.post(address, form_of(page) | {f"{last}-name": "Last"})
    over = form_of(page) | {f"{page.context['new'].prefix}-name": "One more"}

    assert full.status_code == 302
    assert client.post(address, over, **HTML).status_code == 400
    assert send() == ["sent"]
    assert [label.name for label in list_labels(calendar)][-1] == "Last"


@pytest.mark.parametrize("do", ["", "adopt", "\x00"])
def test_an_unknown_deed_is_refused(client, address, stored, do):
    assert client.post(address, form_of(client.get(address)) | {"do": do}).status_code == 400
    assert not OutboxEntry.objects.exists()


def test_the_page_comes_though_google_does_not_answer(client, address, stored, google):
    sent = form_of(client.get(address)) | {f"{RED.id}-name": "Soon"}
    google.fail(method="calendars.get", status=403, reason="quotaExceeded", times=3)

    empty, kept = client.get(address, **HTML), client.post(address, sent, **HTML)
    answer = client.post(address, sent, **JSON)

    assert empty.status_code == kept.status_code == answer.status_code == 503
    assert "Code E126" in empty.text
    assert 'value="Soon"' in kept.text
    assert not OutboxEntry.objects.exists()
    client.post(address, form_of(kept))
    assert OutboxEntry.objects.get().changes["labelProperties"]["eventLabels"][0]["name"] == "Soon"


def test_others_see_the_labels_and_only_owners_change_them(client, address, stored):
    sent = form_of(client.get(address)) | {f"{RED.id}-name": "Soon"}
    Calendar.objects.update(access_role="writer")

    page, answer = client.get(address), client.post(address, sent)

    assert "Urgent" in page.text
    assert 'name="do"' not in page.text
    assert answer.status_code == 403
    assert not OutboxEntry.objects.exists()


def test_it_is_for_the_calendars_person_alone(browser_of, bob, address):
    sent = {"do": "save", f"{uuid.uuid4()}-name": "Mine"}

    assert browser_of(bob).get(address).status_code == 404
    assert browser_of(bob).post(address, sent).status_code == 404
    assert "login" in browser_of().get(address)["Location"]


def test_forms_of_other_sites_are_refused(client, address):
    client.handler.enforce_csrf_checks = True

    assert client.post(address, {"do": "save"}).status_code == 403
