"""Colours of calendars: by number from a palette, or freely where a parameter says so."""

import pytest
from googleapiclient.errors import HttpError

from gcal_emulator.demo_seed import FAMILY

RED, WHITE = "#ac725f", "#ffffff"
CALENDAR_COLORS = (
    "ac725e d06b64 f83a22 fa573c ff7537 ffad46 42d692 16a765 7bd148 b3dc6c fbe983 fad165 "
    "92e1c0 9fe1e7 9fc6e7 4986e7 9a9cff b99aff c2c2c2 cabdbf cca6ac f691b2 cd74e6 a47ae2"
)
EVENT_COLORS = "a4bdfc 7ae7bf dbadff ff887c fbd75b ffb878 46d6db e1e1e1 5484ed 51b749 dc2127"


@pytest.fixture
def entries(service):
    return service.calendarList()


def numbered(words):
    colors = {str(n): f"#{word}" for n, word in enumerate(words.split(), 1)}
    return {key: {"background": color, "foreground": "#1d1d1d"} for key, color in colors.items()}


@pytest.mark.rule("G-5")
def test_the_palette_has_24_colours_for_calendars_and_11_for_events(service):
    colors = service.colors().get().execute()

    assert colors.keys() == {"kind", "updated", "calendar", "event"}
    assert colors["calendar"] == numbered(CALENDAR_COLORS)
    assert colors["event"] == numbered(EVENT_COLORS)


@pytest.mark.rule("C-8")
def test_a_free_colour_is_kept_beside_the_nearest_of_the_palette(entries):
    body = {"backgroundColor": RED, "foregroundColor": WHITE, "colorId": "9"}

    entry = entries.patch(calendarId=FAMILY, body=body, colorRgbFormat=True).execute()

    colors = ("colorId", "backgroundColor", "foregroundColor")
    assert [entry[key] for key in colors] == ["1", RED, WHITE]


@pytest.mark.rule("C-8")
@pytest.mark.parametrize("method", ["patch", "update"])
def test_a_free_colour_is_not_read_without_the_parameter(entries, method):
    before = entries.get(calendarId=FAMILY).execute()
    body = {"backgroundColor": RED, "colorId": before["colorId"]}

    entry = getattr(entries, method)(calendarId=FAMILY, body=body).execute()

    assert entry["backgroundColor"] == before["backgroundColor"] != RED


def test_a_number_takes_the_place_of_a_free_colour(entries):
    free = {"backgroundColor": RED}
    entries.patch(calendarId=FAMILY, body=free, colorRgbFormat=True).execute()

    entry = entries.patch(calendarId=FAMILY, body={"colorId": "16"}).execute()

    assert (entry["colorId"], entry["backgroundColor"]) == ("16", "#4986e7")


def test_what_is_no_colour_is_refused(entries):
    request = entries.patch(calendarId=FAMILY, body={"backgroundColor": "red"}, colorRgbFormat=True)

    with pytest.raises(HttpError) as error:
        request.execute()

    assert error.value.status_code == 400
