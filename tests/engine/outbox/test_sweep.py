"""A full list that meets an edited event on an early page keeps it to the end."""

from dj_google_calendar.models import Event
from dj_google_calendar.outbox.record import record_edit
from dj_google_calendar.sync.pull_calendar import pull_calendar


def test_an_event_whose_edit_comes_back_on_a_page_is_not_swept_after_the_last(
    event, calendar, google, flush, alice
):
    flush(record_edit(event, {"summary": "Mine"}, by=alice))
    google.page_size(3)
    google.expire_sync_tokens()

    pulled = pull_calendar(calendar)

    assert pulled.pages > 3
    event.refresh_from_db()
    assert (event.status, event.in_outbox) == ("confirmed", False)
    assert Event.objects.filter(calendar=calendar).not_cancelled().exists()
