"""What a person does to calendars: own ones, her list of them, and the one that she clears."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.simulation.world import TEAM

from dj_google_calendar.models import Account, Calendar
from dj_google_calendar.operations import calendar_list, calendars

if TYPE_CHECKING:
    from tests.simulation.person import Person

MOST = 3
"""So many calendars are enough."""
ZONES = ("Europe/Berlin", "Asia/Tokyo")


def _create(her: "Person") -> None:
    if Calendar.objects.count() < MOST:
        account = Account.objects.order_by("pk")[0]
        calendars.create_calendar(account, by=her.user, summary=her.new_value("calendar"))


def _edit(her: "Person") -> None:
    if calendar := her.some_calendar():
        name = her.random.choice(("summary", "description", "location"))
        calendars.edit_calendar(calendar, by=her.user, **{name: her.new_value(name)})  # type: ignore[misc] # one of these


def _change_zone(her: "Person") -> None:
    if calendar := her.some_calendar():
        calendars.edit_calendar(calendar, by=her.user, time_zone=her.random.choice(ZONES))


def _delete(her: "Person") -> None:
    if calendar := her.some(Calendar.objects.filter(is_primary=False).select_related("account")):
        calendars.delete_calendar(calendar, by=her.user)


def _clear(her: "Person") -> None:
    if calendar := her.some(Calendar.objects.filter(is_primary=True).select_related("account")):
        calendars.clear_calendar(calendar, by=her.user)


def _subscribe(her: "Person") -> None:
    calendar_list.subscribe(Account.objects.order_by("pk")[0], TEAM, by=her.user)


def _unsubscribe(her: "Person") -> None:
    if calendar := her.some(Calendar.objects.filter(google_id=TEAM).select_related("account")):
        calendar_list.unsubscribe(calendar, by=her.user)


def _retitle(her: "Person") -> None:
    if calendar := her.some_calendar():
        title = her.new_value("own title") if her.random.random() < 0.8 else None
        calendar_list.set_own_title(calendar, title, by=her.user)


def _recolor(her: "Person") -> None:
    if calendar := her.some_calendar():
        color_id = str(her.random.randint(1, 24))
        calendar_list.recolor_calendar(calendar, by=her.user, color_id=color_id)


def _hide(her: "Person") -> None:
    if calendar := her.some_calendar():
        act = her.random.choice((calendar_list.hide_calendar, calendar_list.show_calendar))
        act(calendar, by=her.user)


ACTS: tuple[Callable[["Person"], None], ...] = (
    *(*[_create] * 3, *[_edit] * 3, _change_zone, _delete, _clear, _subscribe, _subscribe),
    *(_unsubscribe, _retitle, _retitle, _recolor, _recolor, _hide),
)
