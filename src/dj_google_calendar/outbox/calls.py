"""Calls that are about no event: calendars, the calendar list, sharing.

Most may be repeated. Of those that may not, what an earlier try has come to is read first.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dj_google_calendar.exceptions import DeletedError, DuplicateError, NotFoundError
from dj_google_calendar.gateway.calls import execute
from dj_google_calendar.gateway.discovery import SharedClient
from dj_google_calendar.gateway.pages import calendar_list_pages
from dj_google_calendar.models import OutboxEntry
from dj_google_calendar.outbox.deliver import Outcome
from dj_google_calendar.outbox.lane import Batch, hold
from dj_google_calendar.outbox.settle_calls import asked_at

Answer = dict[str, Any]


def call(client: SharedClient, batch: Batch) -> Outcome:
    """Make the call of an entry; deleting what is gone is done."""
    entry = batch.head
    look = LOOKS.get(entry.method) or (RETRIED.get(entry.method) if batch.was_tried else None)
    found = look(client, entry) if look is not None else None
    if found is not None:
        return Outcome(found)
    collection, _, method = entry.method.partition(".")
    given: Answer = dict(entry.parameters)
    if entry.changes:
        given["body"] = entry.changes
    batch.request = {"method": f"calendar.{entry.method}", "body": given.get("body")}
    request = getattr(getattr(client, collection)(), method)(**given)
    hold(batch)
    try:
        answer = execute(request, attempts=1)
    except (NotFoundError, DeletedError):
        if method != "delete":
            raise
        return Outcome()
    return Outcome(_listed(client, answer) if entry.method == "calendars.insert" else answer)


def rule_id(scope: Mapping[str, Any]) -> str:
    """Give the id of the rule for a scope (L-1)."""
    return ":".join(filter(None, (scope["type"], scope.get("value"))))


def _listed(client: SharedClient, made: Mapping[str, Any]) -> Answer:
    """Give the entry in the list of a calendar that was just made (C-13)."""
    try:
        return execute(client.calendarList().get(calendarId=made["id"]))
    except NotFoundError:  # it may take a moment to be there
        return {**made, "etag": "", "accessRole": "owner"}


def _made_before(client: SharedClient, entry: OutboxEntry) -> Answer | None:
    """Find the calendar that an earlier try has made: an own one that was not known then.

    There is no id of ours to know it by. Raises DuplicateError where it may be one of several:
    to make one more would be a guess, and so would be to take any.
    """
    known = set(entry.base.get("known", ()))
    others = OutboxEntry.objects.filter(account_id=entry.account_id, method=entry.method)
    known.update(others.exclude(pk=entry.pk).values_list("calendar__google_id", flat=True))
    found = [each for each in _own_calendars(client, entry) if each.get("id") not in known]
    if len(found) > 1:
        raise DuplicateError("It may be made: several calendars of this name are new at Google.")
    return found[0] if found else None


def _own_calendars(client: SharedClient, entry: OutboxEntry) -> Iterator[Answer]:
    owner, wanted = entry.account.email.casefold(), str(entry.changes["summary"]).strip()
    for page in calendar_list_pages(client):
        for each in page.items:
            is_own = str(each.get("dataOwner") or owner).casefold() == owner
            is_alike = str(each.get("summary", "")).strip() == wanted
            if is_own and is_alike and each.get("accessRole") == "owner":
                yield each


def _cleared_before(client: SharedClient, entry: OutboxEntry) -> Answer | None:
    """Say that a calendar is clear of all that was in it when that was asked for.

    To clear it once more would take along what was made since. What is older and was moved here,
    or edited, since then is told by its last change: it stays as well.
    """
    parameters: Answer = {
        "calendarId": entry.parameters["calendarId"],
        "fields": "items(updated,status),nextPageToken",
        "maxResults": 2500,
    }
    asked = asked_at(entry)
    while True:
        page = execute(client.events().list(**parameters))
        for each in page.get("items", ()):
            if each.get("status") != "cancelled" and str(each.get("updated", "")) < asked:
                return None
        if not page.get("nextPageToken"):
            return {}
        parameters["pageToken"] = page["nextPageToken"]


def _granted_before(client: SharedClient, entry: OutboxEntry) -> Answer | None:
    """Find the rule as it is to be: what is there is not written again (X-42)."""
    wanted = entry.parameters.get("ruleId") or rule_id(entry.changes["scope"])
    calendar_id = entry.parameters["calendarId"]
    try:
        rule = execute(client.acl().get(calendarId=calendar_id, ruleId=wanted))
    except NotFoundError:
        return None
    return rule if rule.get("role") == entry.changes["role"] else None


Look = Callable[[SharedClient, OutboxEntry], Answer | None]
LOOKS: Mapping[str, Look] = {"acl.insert": _granted_before, "acl.patch": _granted_before}
"""Looks before each call: many of them use up a limit that lasts for hours."""
RETRIED: Mapping[str, Look] = {
    "calendars.insert": _made_before,
    "calendars.clear": _cleared_before,
}
"""Looks before a call that may have reached Google already."""
