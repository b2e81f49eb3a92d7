"""Some sixty requests of all kinds, which two equal emulators must answer alike."""

from urllib.parse import parse_qs, urlsplit

import requests

ALICE, BOB = "alice@example.com", "bob@example.com"
SCOPE = "https://www.googleapis.com/auth/calendar"
REDIRECT_URI = "http://127.0.0.1:8000/back"


def at(day, time="10:00:00Z"):
    return f"2026-11-2{day}T{time}"


class Script:
    """Asks an emulator, and keeps what it answered: status, headers, body."""

    def __init__(self, url, address):
        self.url, self.address = url, address
        self.answers, self.headers = [], {}

    def ask(self, method, path, **kwargs):
        answer = requests.request(
            method,
            self.url + path,
            headers={**self.headers, **kwargs.pop("headers", {})},
            allow_redirects=False,
            timeout=10,
            **kwargs,
        )
        self.answers.append((answer.status_code, sorted(answer.headers.items()), answer.content))
        return answer

    def api(self, method, path, body=None, **query):
        answer = self.ask(method, "/calendar/v3/" + path, json=body, params=query)
        return answer.json() if answer.content else {}

    def play(self):
        self.sign_in()
        made = self.write()
        self.read(made)
        self.share_and_watch()
        self.batch(made)
        self.control(made)
        return self.answers

    def sign_in(self):
        secrets = self.ask("GET", f"/_emulator/client_secrets?redirect_uri={REDIRECT_URI}").json()
        client = secrets["web"]
        asked = {
            "client_id": client["client_id"],
            "redirect_uri": REDIRECT_URI,
            "response_type": "code",
            "scope": SCOPE,
            "access_type": "offline",
            "state": "s",
        }
        self.ask("GET", "/o/oauth2/auth", params=asked)
        answer = {**asked, "account": ALICE, "decision": "allow", "granted": SCOPE}
        location = self.ask("POST", "/o/oauth2/v2/auth/consent", data=answer).headers["Location"]
        code = parse_qs(urlsplit(location).query)["code"][0]
        named = {key: client[key] for key in ("client_id", "client_secret")}
        exchange = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI}
        tokens = self.ask("POST", "/token", data={**named, **exchange}).json()
        refresh = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        token = self.ask("POST", "/token", data={**named, **refresh}).json()["access_token"]
        self.ask("GET", "/discovery/v1/apis/calendar/v3/rest")
        self.headers = {"Authorization": f"Bearer {token}"}

    def write(self):
        made = []
        for day in range(8):
            body = {"summary": f"Talk {day}", "start": {"dateTime": at(day)}}
            body["end"] = {"dateTime": at(day, "12:30:00+01:00")}
            if day % 2:
                body["attendees"] = [{"email": BOB}]
            made.append(self.api("POST", "calendars/primary/events", body, sendUpdates="all")["id"])
        series = {
            "summary": "Daily",
            "start": {"dateTime": at(0), "timeZone": "Europe/Berlin"},
            "end": {"dateTime": "2026-11-20T10:30:00Z", "timeZone": "Europe/Berlin"},
            "recurrence": ["RRULE:FREQ=DAILY;COUNT=9"],
        }
        made.append(self.api("POST", "calendars/primary/events", series)["id"])
        for event_id in made[:4]:
            self.api("PATCH", f"calendars/primary/events/{event_id}", {"location": "Here"})
        self.api("DELETE", f"calendars/primary/events/{made[0]}")
        self.api("POST", "calendars/primary/events/quickAdd", text="Dinner tomorrow at 7pm")
        self.api("POST", "calendars", {"summary": "Club"})
        return made

    def read(self, made):
        found = self.api("GET", "calendars/primary/events", maxResults=250)
        while "nextPageToken" in found:
            found = self.api("GET", "calendars/primary/events", pageToken=found["nextPageToken"])
        token = found["nextSyncToken"]
        self.api("PATCH", f"calendars/primary/events/{made[2]}", {"summary": "Changed"})
        self.api("GET", "calendars/primary/events", syncToken=token)
        self.api("GET", "calendars/primary/events", syncToken="x")
        self.api("GET", f"calendars/primary/events/{made[8]}/instances")
        self.api(
            "GET", "calendars/primary/events", singleEvents=True, orderBy="startTime", q="daily"
        )
        for path in ("users/me/calendarList", "users/me/settings", "colors", "nowhere"):
            self.api("GET", path)
        self.api("GET", "calendars/nowhere/events")
        asked = {"timeMin": at(0), "timeMax": at(9), "items": [{"id": ALICE}]}
        self.api("POST", "freeBusy", asked)

    def share_and_watch(self):
        rule = {"role": "reader", "scope": {"type": "user", "value": BOB}}
        made = self.api("POST", "calendars/primary/acl", rule)
        self.api("GET", "calendars/primary/acl")
        self.api("DELETE", f"calendars/primary/acl/{made['id']}")
        body = {"id": "c", "type": "web_hook", "address": self.address, "token": "t"}
        self.api("POST", "calendars/primary/events/watch", body)
        for number in range(6):
            event = {"start": {"date": "2026-11-20"}, "end": {"date": f"2026-11-2{number + 1}"}}
            self.api("POST", "calendars/primary/events", event)

    def batch(self, made):
        parts = "".join(
            f"--b\r\nContent-Type: application/http\r\nContent-ID: <{number}>\r\n\r\n"
            f"GET /calendar/v3/calendars/primary/events/{event_id} HTTP/1.1\r\n\r\n\r\n"
            for number, event_id in enumerate(made)
        )
        kind = {"Content-Type": "multipart/mixed; boundary=b"}
        self.ask("POST", "/batch/calendar/v3", data=parts + "--b--\r\n", headers=kind)

    def control(self, made):
        rule = {"method": "events.get", "status": 503, "probability": 0.5, "times": 3}
        self.ask("POST", "/_emulator/faults", json=rule)
        for event_id in made:
            self.api("GET", f"calendars/primary/events/{event_id}")
        self.ask("POST", "/_emulator/clock", json={"days": 8})
        self.api("GET", "users/me/calendarList")
        self.ask("GET", "/_emulator/push/wait")
        for path in ("dump", "log", "push", "outbox", "faults", "quota", "switches"):
            self.ask("GET", "/_emulator/" + path)
