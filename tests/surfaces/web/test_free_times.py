"""A page that finds times at which a person's calendars are free."""

import datetime as dt
import urllib.parse
from zoneinfo import ZoneInfo

import pytest
from tests.engine.operations.steps import ALICE

FREE = "/calendar/free/"
BERLIN = ZoneInfo("Europe/Berlin")
DAY = dt.date(2031, 3, 5)  # a Wednesday
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


@pytest.fixture
def client(account, browser_of, alice):
    return browser_of(alice)


@pytest.fixture
def lone(account, google):
    """A calendar of alice's own with nothing in it."""
    google_id = "lone@group.calendar.google.com"
    google.add_calendar(id=google_id, owner=ALICE, summary="Lone")
    return account.calendars.create(
        google_id=google_id, time_zone="Europe/Berlin", access_role="owner", summary="Lone"
    )


@pytest.fixture
def lost(account):
    """A calendar that Google does not tell of."""
    return account.calendars.create(
        google_id="lost@example.com", access_role="owner", summary="Lost"
    )


@pytest.fixture
def put(google, lone):
    """Puts an event into the lone calendar, from one hour of the day to another."""

    def added(begins, ends):
        times = {
            key: {"dateTime": dt.datetime.combine(DAY, dt.time(hour), tzinfo=BERLIN).isoformat()}
            for key, hour in (("start", begins), ("end", ends))
        }
        google.add_event(lone.google_id, summary="Busy", **times)

    return added


@pytest.fixture
def asked(lone):
    """What the form sends, changed as is said."""

    def query(**changed):
        return {
            "calendars": [lone.pk],
            "starts_on": DAY.isoformat(),
            "ends_on": DAY.isoformat(),
            "minutes": 60,
            "step": 60,
            "starts_at": "09:00",
            "ends_at": "12:00",
            "weekdays": WEEKDAYS,
            "zone": "Europe/Berlin",
            "into": lone.pk,
            **changed,
        }

    return query


def times(answer):
    return [
        (day, [time["says"] for time in of_day]) for day, of_day in answer.context.get("days", ())
    ]


def test_the_form_is_filled_with_what_one_mostly_wants(client, account, calendar):
    form = client.get(FREE).context["form"]

    ticked = {int(pk) for pk in form["calendars"].value()}
    assert ticked == {each.pk for each in account.calendars.filter(access_role="owner")}
    assert {pk for pk, _title in form.fields["calendars"].choices} == {
        str(pk) for pk in account.calendars.values_list("pk", flat=True)
    }
    assert form["zone"].value() == calendar.time_zone
    assert form["into"].value() == str(calendar.pk)


def test_what_the_form_holds_as_it_stands_is_answered(client):
    form = client.get(FREE).context["form"]

    answer = client.get(FREE, {name: form[name].value() for name in form.fields if name != "anew"})

    assert answer.status_code == 200
    assert answer.context["is_answered"]


def test_free_times_are_shown_day_by_day(client, asked, put):
    put(10, 11)

    answer = client.get(FREE, asked(ends_on="2031-03-06"))

    assert times(answer) == [
        (DAY, ["9:00 – 10:00 AM", "11:00 AM – 12:00 PM"]),
        (dt.date(2031, 3, 6), ["9:00 – 10:00 AM", "10:00 – 11:00 AM", "11:00 AM – 12:00 PM"]),
    ]
    assert "March 2031" in answer.text


def test_a_time_leads_to_the_form_of_an_event_that_has_it(client, asked, lone, put):
    put(10, 12)
    ((_day, (time,)),) = client.get(FREE, asked()).context["days"]

    answer = client.get(time["address"])

    path = urllib.parse.urlsplit(time["address"]).path
    assert path == f"/calendar/calendars/{lone.pk}/new/"
    form = answer.context["form"]
    assert (form["starts_on"].value(), form["ends_on"].value()) == (DAY, DAY)
    assert (form["starts_at"].value(), form["ends_at"].value()) == (dt.time(9), dt.time(10))


def test_whole_days_are_asked_for_by_leaving_the_hours_out(client, asked):
    answer = client.get(FREE, asked(starts_at="", ends_at="", minutes=24 * 60))

    assert times(answer) == [(DAY, ["12:00 AM – 12:00 AM"])]


def test_midnight_ends_a_day_too(client, asked):
    answer = client.get(FREE, asked(starts_at="22:00", ends_at="00:00"))

    ((_day, found),) = times(answer)
    assert len(found) == 2


def test_other_weekdays_are_left_out(client, asked):
    answer = client.get(FREE, asked(weekdays=["TH"]))

    assert times(answer) == []
    assert "There is no such time on these days." in answer.text


def test_what_has_passed_of_a_day_is_left_out(client, asked):
    now = dt.datetime.now(BERLIN)
    today = {"starts_on": now.date(), "ends_on": now.date() + dt.timedelta(days=1)}

    answer = client.get(FREE, asked(**today, starts_at="", ends_at="", step=5, minutes=5))

    address = answer.context["days"][0][1][0]["address"]
    begins = int(urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)["start"][0])
    assert begins >= now.timestamp()


def test_no_more_are_shown_than_one_can_read(client, asked):
    answer = client.get(FREE, asked(minutes=1, step=5, ends_on="2031-05-05"))

    assert sum(len(found) for _day, found in times(answer)) == 200
    assert "These are the first 200" in answer.text


def test_google_is_asked_where_what_is_here_is_old_or_the_person_wants_it(
    client, asked, calendar, google
):
    mine = asked(calendars=[calendar.pk], starts_on="2031-03-05")
    google.log.clear()

    client.get(FREE, mine)
    assert google.log.count("freebusy.query") == 0
    client.get(FREE, mine | {"anew": "on"})
    assert google.log.count("freebusy.query") == 1


def test_calendars_that_are_not_known_are_named_with_the_reason(client, asked, lone, lost):
    answer = client.get(FREE, asked(calendars=[lone.pk, lost.pk]))

    assert answer.status_code == 503
    assert answer.context["unknown"] == [(lost, "Google does not tell: notFound.")]
    assert "<strong>Lost</strong>: Google does not tell: notFound." in answer.text
    assert times(answer) == []
    without = client.get(f"{FREE}?{answer.context['without']}")
    assert without.status_code == 200
    assert len(times(without)) == 1


def test_where_google_is_away_nobody_is_said_to_be_free(client, asked, google):
    google.fail(method="freebusy.query", status=503, times=50)

    answer = client.get(FREE, asked())

    assert answer.status_code == 503
    assert [calendar.title for calendar, _reason in answer.context["unknown"]] == ["Lone"]
    assert answer.context["without"] == ""
    assert "Code E152" in answer.text


def test_where_google_is_back_meanwhile_the_person_may_ask_again(client, asked, google):
    google.fail(method="freebusy.query", status=403, reason="forbidden", times=1)

    answer = client.get(FREE, asked())

    assert (answer.status_code, answer.context["unknown"]) == (503, [])
    assert "Try again later" in answer.text
    assert client.get(FREE, asked()).status_code == 200


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"calendars": []}, "calendars"),
        ({"calendars": ["0"]}, "calendars"),
        ({"calendars": ["9" * 5_000]}, "calendars"),
        ({"calendars": ["1\x00"]}, "calendars"),
        ({"calendars": [str(n) for n in range(10**6, 10**6 + 900)]}, "calendars"),
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "0001-01-01"}, "starts_on"),
        ({"starts_on": "9999-12-31", "ends_on": "9999-12-31"}, "ends_on"),
        ({"ends_on": "9999-12-31"}, "ends_on"),
        ({"ends_on": "2031-03-04"}, "ends_on"),
        ({"ends_on": "2031-06-30"}, "ends_on"),
        ({"starts_on": "2020-01-01", "ends_on": "2020-01-02"}, "ends_on"),
        ({"starts_on": "2031-03-05\x00"}, "starts_on"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "-5"}, "minutes"),
        ({"minutes": "1441"}, "minutes"),
        ({"minutes": "9" * 5_000}, "minutes"),
        ({"minutes": "soon"}, "minutes"),
        ({"step": "1"}, "step"),
        ({"starts_at": "25:00"}, "starts_at"),
        ({"starts_at": "12:00", "ends_at": "09:00"}, "ends_at"),
        ({"weekdays": []}, "weekdays"),
        ({"weekdays": ["XX"]}, "weekdays"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"zone": "\x00" * 1_000}, "zone"),
        ({"into": "0"}, "into"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(client, asked, google, changed, field):
    google.log.clear()

    answer = client.get(FREE, asked(**changed))

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert 'class="wrong"' in answer.text
    assert google.log.count("freebusy.query") == 0


def test_more_calendars_than_a_request_takes_are_refused_clearly(client, asked):
    answer = client.get(FREE, asked(calendars=range(3_000)), headers={"Accept": "text/html"})

    assert answer.status_code == 400
    assert "Code E140" in answer.text


def test_calendars_of_others_cannot_be_asked_for(browser_of, bob, connected, asked, calendar):
    assert browser_of(None).get(FREE).status_code == 302
    nobody = browser_of(bob).get(FREE, asked())
    assert "No Google account is connected yet" in nobody.text
    assert times(nobody) == []


def test_an_account_whose_list_is_not_read_says_so(client, account):
    account.calendars.all().delete()

    assert "The calendar list has not been read yet." in client.get(FREE).text


def test_who_may_write_nowhere_sees_times_alone(client, account, asked, lone):
    account.granted_scopes = [
        each for each in account.granted_scopes if not each.endswith(("/calendar", ".events"))
    ] + ["https://www.googleapis.com/auth/calendar.readonly"]
    account.save()

    answer = client.get(FREE, asked())

    assert "into" not in answer.context["form"].fields
    ((_day, found),) = answer.context["days"]
    assert {time["address"] for time in found} == {""}
    assert "9:00 – 10:00 AM" in answer.text


@pytest.mark.parametrize("language", ["de", "ar"])
def test_times_read_as_the_language_writes_them(client, asked, language):
    answer = client.get(FREE, asked(), headers={"Accept-Language": language})

    assert answer.status_code == 200
    assert "AM" not in times(answer)[0][1][0]
