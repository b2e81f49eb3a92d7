"""calendars.get and colors.get."""

import hashlib

from gcal_emulator.calendar_v3.access import calendar_of
from gcal_emulator.calendar_v3.call import Answer, Call, Resource
from gcal_emulator.calendar_v3.palette import CALENDAR_COLORS, EVENT_COLORS, FOREGROUND

ETAG_CHARACTERS = 27


def get(call: Call) -> Answer:
    """Give a calendar's own data, shared by all who see it (C-10, C-15)."""
    calendar = calendar_of(call)
    shown: Resource = {"id": calendar.id, "summary": calendar.summary}
    shown |= {
        key: value
        for key, value in (
            ("description", calendar.description),
            ("location", calendar.location),
            ("timeZone", calendar.time_zone),
        )
        if value
    }
    shown["conferenceProperties"] = {"allowedConferenceSolutionTypes": ["hangoutsMeet"]}
    if calendar.id != calendar.owner and calendar.owner:
        shown["dataOwner"] = calendar.owner
    digest = hashlib.sha256(repr(shown).encode()).hexdigest()
    etag = f'"{digest[:ETAG_CHARACTERS]}"'
    return Answer({"kind": "calendar#calendar", "etag": etag} | shown, etag=etag)


def colors(_call: Call) -> Answer:
    """Give the palette that colour ids name."""
    return Answer(
        {
            "kind": "calendar#colors",
            "updated": "2012-02-14T00:00:00.000Z",
            "calendar": _definitions(CALENDAR_COLORS),
            "event": _definitions(EVENT_COLORS),
        }
    )


def _definitions(palette: dict[str, str]) -> Resource:
    return {key: {"background": color, "foreground": FOREGROUND} for key, color in palette.items()}
