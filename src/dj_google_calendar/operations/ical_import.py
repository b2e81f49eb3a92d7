"""Files of iCalendar text into a calendar: looked at first, then imported part by part.

Guests are left out, as Google does where it imports files: nobody is invited, or told.
"""

import datetime as dt
import logging
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from django.db import transaction

from dj_google_calendar import clock
from dj_google_calendar.conf import conf
from dj_google_calendar.exceptions import (
    EditError,
    FileTooLargeError,
    NotAllowedError,
    UnreadableFileError,
)
from dj_google_calendar.ical.content import IcalError
from dj_google_calendar.ical.parse import Found, Parsed, decoded, parse
from dj_google_calendar.models import Calendar, Event, Upload
from dj_google_calendar.operations.event_fields import EventFields, Moment
from dj_google_calendar.operations.events import import_event
from dj_google_calendar.operations.rights import require_role
from dj_google_calendar.operations.series import edit_this

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

logger = logging.getLogger(__name__)

KEPT_FOR = dt.timedelta(days=1)
AT_ONCE = 200
"""So many events are imported at once."""
TEXTS = ("summary", "description", "location", "visibility", "transparency", "status")


def keep_upload(calendar: Calendar, data: bytes, *, by: "AbstractBaseUser") -> Upload:
    """Keep a file that can be read, to be looked at; what is older than a day goes.

    Raises NotAllowedError, FileTooLargeError, UnreadableFileError.
    """
    require_role(calendar)
    check_size(len(data))
    text = _text(data)
    _parsed(text, calendar)
    Upload.objects.filter(made_at__lt=clock.now() - KEPT_FOR).delete()
    content = zlib.compress(text.encode())
    kept = {"made_by_id": by.pk, "made_at": clock.now(), "content": content}
    return Upload.objects.create(calendar=calendar, **kept)


def check_size(size: int) -> None:
    """Raise FileTooLargeError for more bytes than are taken."""
    if size > conf.ICS_BYTES:
        raise FileTooLargeError(f"It has more than {conf.ICS_BYTES:,} bytes.")


def look(upload: Upload) -> Parsed:
    """Read a file that was uploaded."""
    return _parsed(zlib.decompress(bytes(upload.content)).decode(), upload.calendar)


@transaction.atomic
def import_next(upload: Upload, *, by: "AbstractBaseUser", most: int = AT_ONCE) -> Upload:
    """Import the next events of a file; each is an edit of its own, or says why it is none.

    Raises NotAllowedError.
    """
    require_role(upload.calendar)
    events = look(upload).events[upload.done : upload.done + most]
    done = upload.done + len(events)
    # first, as it holds the row: a second window that does the same waits, and then does nothing
    taken = Upload.objects.filter(pk=upload.pk, done=upload.done).update(done=done)
    if taken:
        outcomes = [_outcome(upload.calendar, each, by=by) for each in events]
        upload.done, upload.outcomes = done, [*upload.outcomes, *outcomes]
        upload.save(update_fields=("outcomes",))
        logger.info("file imported: upload=%s events=%s", upload.pk, len(events))
    else:
        upload.refresh_from_db()
    return upload


def _outcome(calendar: Calendar, found: Found, *, by: "AbstractBaseUser") -> dict[str, Any]:
    title = str(found.resource.get("summary", ""))[:200]
    problems: list[str] = []
    event = None
    try:
        event = _import(calendar, found.resource, by=by)
        problems = [each for each in (_change(event, one, by) for one in found.instances) if each]
    except EditError as error:
        problems = [error.message]
    return {"title": title, "event": event and event.pk, "problems": problems}


def _import(calendar: Calendar, resource: Mapping[str, Any], *, by: "AbstractBaseUser") -> Event:
    if resource.get("status") == Event.CANCELLED:
        raise NotAllowedError("It is cancelled in the file.")
    return import_event(calendar, by=by, ical_uid=resource["iCalUID"], **fields_of(resource))


def _change(series: Event, instance: Mapping[str, Any], by: "AbstractBaseUser") -> str:
    """Give an instance what it has in the file; say what is wrong."""
    fields = fields_of(instance)
    original = moment_of(instance["originalStartTime"])
    try:
        with transaction.atomic():
            edit_this(series, by=by, original_start=original, **fields)
    except EditError as error:
        return f"{original:%Y-%m-%d}: {error.message}"
    return ""


def fields_of(resource: Mapping[str, Any]) -> EventFields:
    """Give what is imported of a resource, in the words of operations."""
    fields: dict[str, Any] = {name: resource[name] for name in TEXTS if resource.get(name)}
    fields["start"], fields["end"] = moment_of(resource["start"]), moment_of(resource["end"])
    if zone := resource["start"].get("timeZone"):
        fields["time_zone"] = zone
    renamed = {"recurrence": "recurrence", "colorId": "color_id", "source": "source"}
    renamed["attachments"] = "attachments"
    for google, name in renamed.items():
        if resource.get(google):
            fields[name] = resource[google]
    if reminders := resource.get("reminders"):
        fields["reminders"] = reminders["overrides"]
    return cast("EventFields", fields)


def moment_of(time: Mapping[str, Any]) -> Moment:
    """Give a time in Google's form as Python has it."""
    if "date" in time:
        return dt.date.fromisoformat(time["date"])
    moment = dt.datetime.fromisoformat(time["dateTime"])
    return moment.astimezone(ZoneInfo(time["timeZone"]))


def _text(data: bytes) -> str:
    try:
        return decoded(data)
    except IcalError as exc:
        raise UnreadableFileError(str(exc)) from exc


def _parsed(text: str, calendar: Calendar) -> Parsed:
    try:
        return parse(text, time_zone=calendar.time_zone or "UTC", most=conf.ICS_EVENTS)
    except IcalError as exc:
        raise UnreadableFileError(str(exc)) from exc
