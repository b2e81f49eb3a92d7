"""A first list meets a row that is there already, as after a pull that was interrupted."""

from dj_google_calendar.models import Calendar, Event
from dj_google_calendar.sync.pull_calendar import pull_calendar


def test_a_row_that_is_there_already_is_taken_over(calendar):
    kept = calendar.events.first()
    before = calendar.events.count()
    Event.objects.filter(calendar=calendar).exclude(pk=kept.pk).delete()
    Event.objects.filter(pk=kept.pk).update(summary="Of an older pull", etag="old")
    anew = {"sync_token": "", "page_token": "", "pull_generation": 0, "state": Calendar.State.NEW}
    Calendar.objects.filter(pk=calendar.pk).update(**anew)

    pull_calendar(calendar)

    kept.refresh_from_db()
    assert kept.summary != "Of an older pull"
    assert calendar.events.count() == before
