"""People at Google's own client, each with a calendar, as tests speak of them."""

import pytest
from googleapiclient.errors import HttpError

ALICE, BOB, CAROL = "alice@example.com", "bob@example.com", "carol@example.com"
STRANGER = "kenji@example.org"
"""Has no account here."""
BERLIN = {"timeZone": "Europe/Berlin"}


def at(hour, *, day=20):
    """Give a moment of November 2026 in Berlin."""
    return {"dateTime": f"2026-11-{day:02d}T{hour:02d}:00:00+01:00", **BERLIN}


TIMES = {"start": at(10), "end": at(11)}
WINDOW = {"timeMin": "2026-11-01T00:00:00Z", "timeMax": "2026-12-31T00:00:00Z"}
DAILY = {"recurrence": ["RRULE:FREQ=DAILY;COUNT=5"]}


def guests(*addresses):
    """Describe guests as a client does who invites them."""
    return {"attendees": [{"email": address} for address in addresses]}


def instance_of(series, day):
    """Name the instance of a daily series at ten in Berlin."""
    return f"{series['id']}_202611{day:02d}T090000Z"


def responses(event):
    """Give what each guest of an event has answered."""
    return {guest["email"]: guest["responseStatus"] for guest in event["attendees"]}


def refusal(call, *args, **kwargs):
    """Give the status and the reason with which a call is refused."""
    with pytest.raises(HttpError) as error:
        call(*args, **kwargs)
    return error.value.status_code, error.value.error_details[0]["reason"]


class Person:
    """Somebody who calls events.* on one calendar."""

    def __init__(self, service, calendar_id="primary"):
        self.service, self.calendar = service, {"calendarId": calendar_id}
        self.events = service.events()

    def on(self, calendar_id):
        """Give the same person on another calendar."""
        return Person(self.service, calendar_id)

    def insert(self, *, parameters=None, **fields):
        body = TIMES | fields
        return self.events.insert(**self.calendar, body=body, **(parameters or {})).execute()

    def imports(self, *, parameters=None, **fields):
        body = TIMES | fields
        return self.events.import_(**self.calendar, body=body, **(parameters or {})).execute()

    def get(self, event_id, **parameters):
        return self.events.get(**self.calendar, eventId=event_id, **parameters).execute()

    def patch(self, event_id, *, parameters=None, **fields):
        asked = {**self.calendar, "eventId": event_id, "body": fields, **(parameters or {})}
        return self.events.patch(**asked).execute()

    def update(self, event_id, body, **parameters):
        asked = {**self.calendar, "eventId": event_id, "body": body, **parameters}
        return self.events.update(**asked).execute()

    def delete(self, event_id, **parameters):
        return self.events.delete(**self.calendar, eventId=event_id, **parameters).execute()

    def move(self, event_id, destination, **parameters):
        asked = {**self.calendar, "eventId": event_id, "destination": destination, **parameters}
        return self.events.move(**asked).execute()

    def respond(self, event_id, address, response, **parameters):
        answer = {"attendees": [{"email": address, "responseStatus": response}]}
        return self.patch(event_id, parameters=parameters, **answer)

    def listed(self, **parameters):
        """Give the items of the calendar's list, all on one page."""
        asked = {**self.calendar, "maxResults": 2500, **parameters}
        return self.events.list(**asked).execute()["items"]

    def expanded(self, **parameters):
        """Give the instances and single events of the weeks in which all tests take place."""
        return self.listed(singleEvents=True, **WINDOW, **parameters)

    def token(self):
        """Give a sync token that knows of everything until now."""
        return self.events.list(**self.calendar, maxResults=2500).execute()["nextSyncToken"]
