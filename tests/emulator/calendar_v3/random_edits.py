"""Random edits of a small world, as people make them in Google's page and programs by the API."""

import contextlib
import datetime as dt
import random
from collections.abc import Mapping
from typing import Any

from tests.emulator.calendar_v3.mirrors import Json, Person, events_of

from gcal_emulator import Emulator
from gcal_emulator.errors import GoogleError

ALICE, BOB, CHARLIE = (f"{name}@example.com" for name in ("alice", "bob", "charlie"))
TEAM, CLUB = "team@group.calendar.google.com", "club@group.calendar.google.com"
BERLIN = "Europe/Berlin"
SEED = {
    "users": [{"email": each, "settings": {"timezone": BERLIN}} for each in (ALICE, BOB, CHARLIE)],
    "calendars": [
        {"id": TEAM, "owner": ALICE, "summary": "Team", "timeZone": BERLIN},
        {"id": CLUB, "owner": ALICE, "summary": "Club", "timeZone": "America/New_York"},
    ],
}
BEGINNING = dt.datetime(2040, 1, 1, tzinfo=dt.UTC)
"""Later than the seed is loaded, so that every run is the same."""
# what is deleted twice, moved where it is, or split where it was
REFUSALS = (400, 403, 404, 409, 410)

RULES = (
    "RRULE:FREQ=DAILY;COUNT=3",
    "RRULE:FREQ=DAILY;COUNT=6",
    "RRULE:FREQ=DAILY;INTERVAL=2;COUNT=5",
    "RRULE:FREQ=WEEKLY;BYDAY=MO,FR;COUNT=4",
    "RRULE:FREQ=YEARLY",
)


class Edits:
    """Draws edits from a seed and makes them; ``made`` counts them by kind."""

    def __init__(self, google: Emulator, people: Mapping[str, Person], seed: int) -> None:
        self.google, self.people, self.chance = google, people, random.Random(seed)
        self.made: dict[str, int] = {}
        self._known: dict[str, list[str]] = {each: [] for each in (ALICE, TEAM, CLUB)}
        self.kinds = {
            name.removeprefix("_edit_"): getattr(self, name)
            for name in sorted(vars(Edits))
            if name.startswith("_edit_")
        }
        self._weights = [WEIGHTS.get(name, 4) for name in self.kinds]

    def one(self) -> None:
        """Make an edit."""
        kind = self.chance.choices(list(self.kinds), self._weights)[0]
        # often not at all: changes of one moment must be told apart
        self.google.advance(dt.timedelta(milliseconds=self.chance.choice((0, 0, 0, 1, 50))))
        self.kinds[kind]()
        self.made[kind] = self.made.get(kind, 0) + 1

    def _ask(self, who: str, path: str, method: str, body=None, **query: Any) -> Json:
        status, answer = self.people[who].ask(path, query, method=method, body=body)
        assert status < 300 or status in REFUSALS, (method, path, body, answer)
        return answer if status < 300 else {}

    def _calendar(self) -> str:
        return self.chance.choice((ALICE, TEAM, CLUB))

    def _event(self) -> tuple[str, str]:
        """Choose an event of Alice's, by preference one of the latest."""
        calendar_id = self._calendar()
        known = self._known[calendar_id]
        latest = known[-12:] if self.chance.random() < 0.8 else known
        return calendar_id, self.chance.choice(latest or ["none1"])

    def _instance(self) -> tuple[str, str]:
        calendar_id, event_id = self._event()
        path = f"{events_of(calendar_id)}/{event_id}/instances"
        found = self._ask(ALICE, path, "GET", maxResults=9).get("items", [])
        return calendar_id, self.chance.choice(found)["id"] if found else event_id

    def _times(self) -> Json:
        day = f"2026-11-{self.chance.randrange(10, 28)}"
        if self.chance.random() < 0.25:
            return {"start": {"date": day}, "end": {"date": f"2026-11-{int(day[-2:]) + 1}"}}
        hour = self.chance.randrange(8, 18)
        return {
            key: {"dateTime": f"{day}T{hour + later:02}:00:00+01:00", "timeZone": BERLIN}
            for key, later in (("start", 0), ("end", 1))
        }

    def _text(self) -> Json:
        key = self.chance.choice(("summary", "location", "description"))
        return {key: f"text {self.chance.randrange(10**6)}"}

    def _guests(self) -> Json:
        guests = self.chance.sample([BOB, CHARLIE], self.chance.randrange(3))
        return {"attendees": [{"email": each} for each in guests]}

    def _patch(self, place: tuple[str, str], body: Json) -> None:
        self._ask(ALICE, f"{events_of(place[0])}/{place[1]}", "PATCH", body)

    # events

    def _edit_add_single(self) -> None:
        calendar_id = self._calendar()
        body = self._times() | self._text() | (self._guests() if self.chance.random() < 0.3 else {})
        made = self._ask(ALICE, events_of(calendar_id), "POST", body)
        self._known[calendar_id].append(made["id"])

    def _edit_add_series(self) -> None:
        calendar_id = self._calendar()
        body = self._times() | self._text() | {"recurrence": [self.chance.choice(RULES)]}
        body |= self._guests() if self.chance.random() < 0.3 else {}
        made = self._ask(ALICE, events_of(calendar_id), "POST", body)
        self._known[calendar_id].append(made["id"])

    def _edit_change_texts(self) -> None:
        self._patch(self._event(), self._text())

    def _edit_change_times(self) -> None:
        nothing = {"date": None, "dateTime": None}
        body = {key: nothing | value for key, value in self._times().items()}
        self._patch(self._event(), body)

    def _edit_change_recurrence(self) -> None:
        lines = self.chance.choice(([], [self.chance.choice(RULES)]))
        if lines and self.chance.random() < 0.3:
            day = self.chance.randrange(10, 28)
            name = self.chance.choice(("EXDATE", "RDATE"))
            lines = [*lines, f"{name};TZID={BERLIN}:202611{day}T090000"]
        self._patch(self._event(), {"recurrence": lines})

    def _edit_delete(self) -> None:
        known = self._known[calendar_id := self._calendar()]
        if known:  # any of them, so that the calendars do not grow for ever
            place = self.chance.randrange(len(known))
            # some stay in sight, to be restored, or deleted twice
            event_id = known[place] if self.chance.random() < 0.3 else known.pop(place)
            self._ask(ALICE, f"{events_of(calendar_id)}/{event_id}", "DELETE")

    def _edit_restore(self) -> None:
        self._patch(self._event(), {"status": "confirmed"})

    def _edit_invite(self) -> None:
        self._patch(self._event(), self._guests())

    def _edit_move_to_another_calendar(self) -> None:
        calendar_id, event_id = self._event()
        target = self._calendar()
        path = f"{events_of(calendar_id)}/{event_id}/move"
        if self._ask(ALICE, path, "POST", destination=target):
            self._known[target].append(event_id)

    def _edit_import(self) -> None:
        body = self._times() | self._text() | {"iCalUID": f"uid{self.chance.randrange(8)}@x.org"}
        if self.chance.random() < 0.4:
            body["recurrence"] = [self.chance.choice(RULES)]
        made = self._ask(ALICE, f"{events_of(ALICE)}/import", "POST", body)
        self._known[ALICE] += [made["id"]] if made else []

    def _edit_clear(self) -> None:
        self._ask(ALICE, "calendars/primary/clear", "POST")
        self._known[ALICE].clear()

    # instances and series

    def _edit_instance_texts(self) -> None:
        self._patch(self._instance(), self._text())

    def _edit_instance_times(self) -> None:
        nothing = {"date": None, "dateTime": None}
        body = {key: nothing | value for key, value in self._times().items()}
        self._patch(self._instance(), body)

    def _edit_instance_guests(self) -> None:
        self._patch(self._instance(), self._guests())

    def _edit_instance_deleted(self) -> None:
        calendar_id, instance_id = self._instance()
        self._ask(ALICE, f"{events_of(calendar_id)}/{instance_id}", "DELETE")

    def _edit_split(self) -> None:
        calendar_id, instance_id = self._instance()
        hour = f"2026-11-{self.chance.randrange(10, 28)}T07:00:00+01:00"
        changes = self.chance.choice((None, self._text(), {"colorId": "3"}, self._text()))
        if changes and self.chance.random() < 0.2:
            changes = {"recurrence": [self.chance.choice(RULES)]}
        if changes and self.chance.random() < 0.2:
            changes = {"start": {"dateTime": hour, "timeZone": BERLIN, "date": None}}
            changes["end"] = changes["start"] | {"dateTime": hour.replace("T07", "T08")}
        with contextlib.suppress(GoogleError, KeyError):  # what is no instance has no followers
            tail = self.google.split_series(calendar_id, instance_id, changes)
            self._known[calendar_id] += [tail["id"]] if tail else []

    def _edit_part_of_what_was_split(self) -> None:
        """Let a series that was split meet the times of what went on from it, or part again."""
        calendar_id = self._calendar()
        tails = self.google.world.calendars[calendar_id].tails
        parts = [part for base in list(tails)[-6:] for part in (base, *tails[base])]
        if parts:
            body = {"recurrence": [self.chance.choice(RULES)]}
            body = self.chance.choice((body, body, self._text(), {"status": "confirmed"}))
            self._patch((calendar_id, self.chance.choice(parts)), body)

    # guests

    def _copy(self, who: str) -> str:
        """Choose an event of a guest's, or an instance, by preference one of the latest."""
        known = list(self.google.world.calendars[who].events)[-15:]
        event_id = self.chance.choice(known or ["none1"])
        path = f"{events_of(who)}/{event_id}/instances"
        found = self._ask(who, path, "GET", maxResults=5).get("items", [])
        is_one = found and self.chance.random() < 0.5
        return str(self.chance.choice(found)["id"]) if is_one else event_id

    def _edit_answer(self) -> None:
        who = self.chance.choice((BOB, CHARLIE))
        event_id = self._copy(who)
        answer = self.chance.choice(("accepted", "declined", "tentative"))
        body = {"attendees": [{"email": who, "responseStatus": answer}], "attendeesOmitted": True}
        self._ask(who, f"{events_of(who)}/{event_id}", "PATCH", body)

    def _edit_guest_deletes(self) -> None:
        self._ask(BOB, f"{events_of(BOB)}/{self._copy(BOB)}", "DELETE")

    def _edit_guest_colours(self) -> None:
        body = {"colorId": str(self.chance.randrange(1, 12))}
        self._ask(BOB, f"{events_of(BOB)}/{self._copy(BOB)}", "PATCH", body)

    # lists, rules, settings

    def _edit_share(self) -> None:
        role = self.chance.choice(("none", "reader", "writer", "freeBusyReader"))
        scope = {"type": "user", "value": self.chance.choice((BOB, CHARLIE))}
        self._ask(ALICE, f"calendars/{TEAM}/acl", "POST", {"role": role, "scope": scope})

    def _edit_publish(self) -> None:
        if self.chance.random() < 0.5:
            self._ask(ALICE, f"calendars/{TEAM}/acl/default", "DELETE")
        else:
            body = {"role": "reader", "scope": {"type": "default"}}
            self._ask(ALICE, f"calendars/{TEAM}/acl", "POST", body)

    def _edit_subscribe(self) -> None:
        self._ask(BOB, "users/me/calendarList", "POST", {"id": TEAM})

    def _edit_unsubscribe(self) -> None:
        self._ask(BOB, f"users/me/calendarList/{TEAM}", "DELETE")

    def _edit_list_entry(self) -> None:
        who, calendar_id = self.chance.choice(((ALICE, CLUB), (ALICE, TEAM), (BOB, TEAM)))
        body = self.chance.choice(
            ({"hidden": True}, {"hidden": False}, {"selected": False}, {"summaryOverride": "Mine"})
        )
        self._ask(who, f"users/me/calendarList/{calendar_id}", "PATCH", body)

    def _edit_calendar_made_and_deleted(self) -> None:
        made = self._ask(ALICE, "calendars", "POST", {"summary": "For a while"})
        if self.chance.random() < 0.9:
            self._ask(ALICE, f"calendars/{made['id']}", "DELETE")

    def _edit_setting(self) -> None:
        name, values = self.chance.choice(
            (("weekStart", "016"), ("format24HourTime", ("true", "false")))
        )
        self.google.set_setting(ALICE, name, self.chance.choice(values))

    # tokens

    def _edit_tokens_expire(self) -> None:
        self.google.expire_sync_tokens()

    def _edit_a_month_passes(self) -> None:
        self.google.advance(dt.timedelta(days=31))


WEIGHTS = {
    "a_month_passes": 0.05,
    "tokens_expire": 0.1,
    "clear": 0.1,
    "calendar_made_and_deleted": 0.3,
    "share": 0.5,
    "publish": 0.3,
    "subscribe": 0.5,
    "unsubscribe": 0.3,
    "setting": 1,
    "list_entry": 1,
    "delete": 12,
}
