"""What the doctor and the metrics say of edits."""

import datetime as dt

from tests.engine.operations.steps import TIMES, send

from dj_google_calendar import clock
from dj_google_calendar.doctor.edits import edit_findings
from dj_google_calendar.freshness import overview
from dj_google_calendar.metrics.exposition import written
from dj_google_calendar.models import OutboxEntry
from dj_google_calendar.operations import events


def ids(account):
    return [finding.id for finding in edit_findings(account)]


def test_what_waits_for_long_is_told_with_the_reason(account, calendar):
    events.create_event(calendar, by=None, summary="Waits", **TIMES)
    assert ids(account) == []

    made_at = clock.now() - dt.timedelta(minutes=10)
    OutboxEntry.objects.update(made_at=made_at, reason="Google did not answer.")

    (finding,) = edit_findings(account)
    assert finding.id == "W035"
    assert "the oldest for 10 minutes. Google did not answer." in finding.message


def test_what_waits_for_an_account_asks_for_no_worker(account, calendar):
    events.create_event(calendar, by=None, summary="Waits", **TIMES)
    OutboxEntry.objects.update(made_at=clock.now() - dt.timedelta(minutes=10))
    account.state, account.state_reason = account.State.REAUTH_REQUIRED, "The grant was revoked."

    (finding,) = edit_findings(account)

    assert "reconnect needed. The grant was revoked." in finding.message
    assert "worker" not in finding.message + finding.hint


def test_refusals_and_conflicts_are_counted(account, calendar, google):
    first, second = (
        events.create_event(calendar, by=None, summary=name, **TIMES) for name in ("a", "b")
    )
    send()
    google.edit_event(calendar.google_id, first.google_id, summary="Theirs")
    events.edit_event(first, by=None, summary="Mine")
    send()
    google.fail(method="events.patch", status=400, reason="invalid")
    events.edit_event(second, by=None, summary="Bad")
    send()

    assert ids(account) == ["W036", "W037"]
    text, _ = written(overview())
    assert 'google_calendar_edits{state="refused"} 1' in text
    assert "google_calendar_conflicts 1" in text
