"""Rows of events gathered under their days."""

import datetime as dt

from dj_google_calendar.web.agenda import days_of
from dj_google_calendar.web.event_rows import event_row

TODAY = dt.date(2026, 11, 30)


def row(date, title):
    event = {"summary": title, "start": {"date": date} if date else None}
    return event_row(event, zone=dt.UTC, today=TODAY)


def test_rows_of_a_day_stand_together():
    rows = [row("2026-11-30", "a"), row("2026-11-30", "b"), row("2026-12-01", "c")]

    days = days_of(rows, today=TODAY)

    assert [[each.title for each in day.rows] for day in days] == [["a", "b"], ["c"]]
    assert [day.word for day in days] == ["Today", "Tomorrow"]
    assert [day.is_today for day in days] == [True, False]
    assert [day.opens_month for day in days] == [True, True]


def test_newest_days_first_keep_the_order_within_a_day():
    rows = [row("2026-11-29", "b"), row("2026-11-29", "a"), row("2026-11-02", "c")]

    days = days_of(rows, today=TODAY, newest_first=True)

    assert [[each.title for each in day.rows] for day in days] == [["a", "b"], ["c"]]
    assert [day.opens_month for day in days] == [True, False]


def test_the_same_month_of_another_year_is_another_month():
    days = days_of([row("2026-11-30", "a"), row("2027-11-30", "b")], today=TODAY)

    assert [day.opens_month for day in days] == [True, True]


def test_events_without_a_start_have_no_day():
    (day,) = days_of([row(None, "a")], today=TODAY)

    assert (day.date, day.word, day.is_today) == (None, "", False)
