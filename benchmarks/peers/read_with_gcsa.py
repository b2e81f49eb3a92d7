"""By how much gcsa grows while it reads a calendar, in MB: its objects are all that is kept."""

import datetime as dt
import sys

from gcsa.google_calendar import GoogleCalendar
from google.oauth2.credentials import Credentials
from resident import peak, resident

FIRST = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def main(root: str, calendar_id: str) -> None:
    google = GoogleCalendar(credentials=Credentials("token"))
    google.service._baseUrl = f"{root}calendar/v3/"  # it has no setting for it
    idle = resident()
    events = list(google.get_events(calendar_id=calendar_id, time_min=FIRST, maxResults=2500))
    print((peak() - idle) / 1e6)
    assert events


if __name__ == "__main__":
    main(*sys.argv[1:])
