"""The calendar page in Chromium on loopback: its weight, its first events, the next month."""

import gzip
import os
import shutil
import statistics
import tempfile
from pathlib import Path

from figures import ALICE, ROUNDS, Figure, at_most
from playwright.sync_api import sync_playwright
from tests.servers.site import MANAGE, running_site

from gcal_emulator import Emulator

EVENTS = 1000
NAMES = ("chromium", "chromium-browser", "google-chrome")
PASSWORD = (
    "from django.contrib.auth.models import User; "
    "u = User.objects.get(username='alice'); u.set_password('alice'); u.save()"
)
PAINTED = """() => new Promise((done) => {
  const look = () => document.querySelector("#grid [data-occurrence]")
    ? requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(look);
  look();
})"""
NEXT = """() => new Promise((done) => {
  const before = document.querySelector("#grid [data-occurrence]").dataset.occurrence;
  const begun = performance.now();
  const look = () => {
    const first = document.querySelector("#grid [data-occurrence]");
    const isThere = first && first.dataset.occurrence !== before;
    if (isThere) requestAnimationFrame(() => done(performance.now() - begun));
    else requestAnimationFrame(look);
  };
  document.querySelector("[data-do=next]").click();
  look();
})"""


def figures() -> list[Figure]:
    """Open the page several times, and go from month to month with 1,000 events in each."""
    with tempfile.TemporaryDirectory() as folder, Emulator(seed="demo") as google:
        _fill(google)
        with running_site(google, Path(folder)) as site:
            site.run(MANAGE, "gcal_pull")
            site.run(MANAGE, "shell", "-c", PASSWORD)
            site.serve()
            return _measure(f"http://127.0.0.1:{site._port}")


def _fill(google: Emulator) -> None:
    for month in ("2027-01", "2027-02", "2027-03"):
        for number in range(EVENTS):
            day, hour = number % 28 + 1, 8 + number // 28 % 10
            start = f"{month}-{day:02}T{hour:02}"
            google.add_event(
                ALICE,
                summary=f"Event {number}",
                start={"dateTime": f"{start}:00:00Z"},
                end={"dateTime": f"{start}:45:00Z"},
            )


def _measure(address: str) -> list[Figure]:
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{address}/accounts/login/")
        page.locator("[name=username]").fill("alice")
        page.locator("[name=password]").fill("alice")
        page.locator("main button[type=submit]").click()
        page.wait_for_url("**/calendar/**")
        weight = _weight(page, address)
        painted = [_painted(page, address) for _ in range(ROUNDS)]
        turned = [_turned(page, address) for _ in range(ROUNDS)]
        browser.close()
    return [
        at_most("calendar page: all that it loads, by gzip", weight, 180, "kB"),
        at_most("  first events painted after navigation", statistics.median(painted), 800, "ms"),
        at_most(
            "  next month, 1,000 events in each, to the frame", statistics.median(turned), 200, "ms"
        ),
    ]


def _weight(page, address: str) -> float:
    bodies = []

    def keep(answer) -> None:
        if answer.request.resource_type in ("document", "script", "stylesheet", "image"):
            bodies.append(answer)

    page.on("response", keep)
    page.goto(f"{address}/calendar/view/")
    page.evaluate(PAINTED)
    page.remove_listener("response", keep)
    # what the browser has kept from before counts as well: its body is asked of the browser
    return sum(len(gzip.compress(each.body())) for each in bodies if each.ok) / 1000


def _painted(page, address: str) -> float:
    page.goto(f"{address}/calendar/view/?view=month", wait_until="commit")
    return page.evaluate(PAINTED)


def _turned(page, address: str) -> float:
    page.goto(f"{address}/calendar/view/?view=month&day=2027-01-15")
    page.locator("#grid [data-occurrence]", has_text="Event").first.wait_for(state="attached")
    return page.evaluate(NEXT)
