"""What people do, by script: the acts that the API does not have, or that happen elsewhere."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from gcal_emulator.calendar_v3.event_view import Reader, is_original, view_of
from gcal_emulator.calendar_v3.families import event_to_write, write_event
from gcal_emulator.calendar_v3.guest_writes import leave
from gcal_emulator.calendar_v3.invitations import spread
from gcal_emulator.calendar_v3.series_edits import split_series
from gcal_emulator.clients import CLIENT_ID, client_secrets
from gcal_emulator.entities import Calendar
from gcal_emulator.grants import PRODUCTION, TESTING
from gcal_emulator.oauth.scopes import ALL_CALENDARS
from gcal_emulator.oauth.signing import private_key
from gcal_emulator.people import consent, credentials
from gcal_emulator.running import Json, Running
from gcal_emulator.schemas import document_for
from gcal_emulator.seed import set_rule
from gcal_emulator.seed_events import SeedError, add_event, changed_event, check_fields

T = TypeVar("T")


class Acts(Running):
    """What people and administrators do to the world of an emulator."""

    def add_user(self, email: str, **described: Any) -> None:
        """Add a person with an empty primary calendar."""
        self.load({"users": [{"email": email, **described}]})

    def add_calendar(self, **described: Any) -> None:
        """Add a calendar, described as in a seed."""
        self.load({"calendars": [described]})

    def share(self, calendar_id: str, email: str, role: str) -> None:
        """Give a person a role on a calendar."""
        with self.changing() as world:
            rule = {"role": role, "scope": {"type": "user", "value": email}}
            set_rule(world, self._calendar(calendar_id), rule)

    def set_setting(self, email: str, name: str, value: str) -> None:
        """Change a setting, which the API only reads."""
        with self.changing() as world:
            user = found(world.users, email, "person")
            if name not in user.settings:
                raise SeedError(f"There is no setting {name}.")
            user.settings[name], user.setting_micros[name] = value, world.clock.tick()

    def add_event(self, calendar_id: str, **described: Any) -> Json:
        """Add an event, described as in a seed, and give its resource as its owner sees it.

        Without times it takes the next full hour. Its guests get their copies.
        """
        with self.changing() as world:
            calendar = self._calendar(calendar_id)
            times = {} if "start" in described else _next_hour(world.clock.now())
            event = calendar.events[add_event(world, calendar, times | described)["id"]]
            spread(world, calendar, event)
            return view_of(calendar, event, Reader(calendar.owner, "owner"))

    def edit_event(self, calendar_id: str, event_id: str, **changes: Any) -> Json:
        """Change fields of an event or of an instance, as on Google's own page."""
        with self.changing() as world:
            calendar = self._calendar(calendar_id)
            event = event_to_write(calendar, event_id)
            before = event.resource
            if changes.get("status") == "cancelled" and not is_original(calendar, before):
                event = leave(world, calendar, event)
            else:
                after = changed_event(before, changes, calendar.time_zone)
                event = write_event(world, calendar, event, after)
                spread(world, calendar, event, before=before)
            return view_of(calendar, event, Reader(calendar.owner, "owner"))

    def delete_event(self, calendar_id: str, event_id: str) -> None:
        """Delete an event or an instance, as on Google's own page."""
        self.edit_event(calendar_id, event_id, status="cancelled")

    def split_series(
        self, calendar_id: str, instance_id: str, changes: Mapping[str, Any] | None = None
    ) -> Json | None:
        """Edit "this and following" as Google's page does; without changes delete them.

        Gives the new series.
        """
        check_fields(changes or {})
        with self.changing() as world:
            calendar = self._calendar(calendar_id)
            tail = split_series(world, calendar, instance_id, changes)
            return view_of(calendar, tail, Reader(calendar.owner, "owner")) if tail else None

    # clients

    def register_client(self, redirect_uris: list[str], client_id: str = CLIENT_ID) -> Json:
        """Register redirect URIs and give the ``client_secret.json`` of their client."""
        with self.lock:
            return client_secrets(self.world, self.url + "/", redirect_uris, client_id)

    def change_client(self, client_id: str, **changes: Any) -> Json:
        """Change a client: its status, testers, verification, and what is switched off."""
        with self.lock:
            client = found(self.world.clients, client_id, "client")
            for name, value in changes.items():
                if name not in vars(client):
                    raise ValueError(f"A client has no {name}.")
                if type(value) is not type(getattr(client, name)):
                    raise ValueError(f"The {name} of a client cannot be {value!r}.")
            if changes.get("status", client.status) not in (TESTING, PRODUCTION):
                raise ValueError(f"A client is {TESTING} or {PRODUCTION}.")
            vars(client).update(changes)
            return asdict(client)

    def service_account_key(self, email: str) -> Json:
        """Give the key file of a service account that the seed has."""
        with self.lock:
            user = found(self.world.users, email, "person")
        if not user.is_service_account:
            raise ValueError(f"{email} is no service account.")
        return {
            "type": "service_account",
            "client_email": email,
            "private_key": private_key(),
            "token_uri": self.url + "/token",
        }

    def discovery(self) -> Json:
        """Give the discovery document of this server, to build Google's client from."""
        return document_for(self.url + "/")

    def credentials(self, email: str, scopes: Sequence[str] = (ALL_CALENDARS,)) -> Json:
        """Let a person allow scopes; give the arguments of ``google.oauth2.credentials``."""
        with self.lock:
            found(self.world.users, email, "person")
            return credentials(self.world, self.url + "/", email, scopes)

    def consent(
        self,
        authorization_url: str,
        *,
        email: str,
        without: Sequence[str] = (),
        denies: bool = False,
    ) -> str:
        """Answer a consent page as a person; give the address that the person is sent to.

        ``without`` are scopes that are unticked. Raises ConsentError for an error page.
        """
        return consent(authorization_url, email=email, without=without, denies=denies)

    def _calendar(self, calendar_id: str) -> Calendar:
        return found(self.world.calendars, calendar_id, "calendar")


def found(things: Mapping[str, T], key: str, what: str) -> T:
    """Give what a key names; raise KeyError with a sentence."""
    if key not in things:
        raise KeyError(f"There is no {what} {key}.")
    return things[key]


def _next_hour(now: dt.datetime) -> Json:
    start = now.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)
    end = start + dt.timedelta(hours=1)
    return {
        key: {"dateTime": moment.isoformat()} for key, moment in (("start", start), ("end", end))
    }
