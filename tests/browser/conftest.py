"""A real browser on the real site, before a local Google."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import sync_playwright
from tests.browser.grid import ALICE, LUNCH, SERIES, ZONE, occurrence

from dj_google_calendar.tasks import due_pushes, push

HERE = Path(__file__).parent
SCREENSHOTS = HERE / "screenshots"
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

# playwright runs an event loop, beside which Django would refuse its database
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


def find_chromium() -> str:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")
    if not found:
        leave_out("no Chromium; set CHROMIUM=/path/to/it or install it")
    return found


def leave_out(reason):
    """Say loudly what is missing; on CI that is a failure."""
    said = f"BROWSER TESTS LEFT OUT: {reason}"
    if os.environ.get("CI"):
        pytest.fail(said)
    sys.stderr.write(f"\n{said}\n")
    pytest.skip(said)


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def site(google_site, live_server):
    """The address of the running site; its people can sign in."""
    for name in ("alice", "bob"):
        User.objects.create_user(name, password=name)
    return live_server.url


@pytest.fixture
def open_page(chromium, site, request):
    """Opens pages of the site; after the test, none may have broken a rule of the browser's."""
    contexts, complaints = [], []

    def opened(**options):
        context = chromium.new_context(base_url=site, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda said: complaints.append(said.text) if _is_fault(said) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def _is_fault(said):
    # a page that answers 403 on purpose is a fault only to the console
    return said.type == "error" and "the server responded with a status of 4" not in said.text


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture
def screenshot(request):
    """Keeps a picture of a page, to be looked at."""
    SCREENSHOTS.mkdir(exist_ok=True)

    def kept(page, name):
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)

    return kept


@pytest.fixture
def sign_in():
    def signed_in(page, name="alice"):
        page.goto("/accounts/login/?next=/calendar/connect/")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(name)
        page.locator("main").get_by_role("button", name="Sign in").click()
        # keys that are pressed before the next page is there go to the old one
        page.wait_for_url("**/calendar/connect/")

    return signed_in


@pytest.fixture
def send():
    """Sends what waits, as a worker would."""

    def sent():
        for entry in due_pushes():
            push(entry)

    return sent


@pytest.fixture
def connect(sign_in, allow):
    """Goes from signing in to the page of the connected account."""

    def connected(page):
        sign_in(page)
        page.get_by_role("link", name="Connect Google").click()
        allow(page)
        page.get_by_role("heading", name="alice@example.com").wait_for()

    return connected


@pytest.fixture
def allow():
    """Says yes on the pages of the local Google."""

    def allowed(page, name="Alice Example"):
        page.get_by_role("button", name=name).click()
        page.get_by_role("button", name="Allow").click()

    return allowed


@pytest.fixture(scope="session")
def axe():
    """Gives the serious and critical findings of axe on a page."""
    if not AXE.exists():
        leave_out("no axe-core; run npm ci --ignore-scripts in tests/browser")
    script = AXE.read_text(encoding="utf-8")

    def examined(page):
        page.evaluate(script)
        found = page.evaluate("() => axe.run()")["violations"]
        grave = [each for each in found if each["impact"] in ("serious", "critical")]
        return [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in grave]

    return examined


@pytest.fixture
def opened(open_page, connect, google):
    """The calendar page in the week of the first of December, with what a test looks at."""
    google.add_event(ALICE, **SERIES)
    google.add_event(ALICE, **LUNCH)

    def shown(**options):
        page = open_page(
            **{"timezone_id": ZONE, "viewport": {"width": 1280, "height": 1000}} | options
        )
        connect(page)
        page.goto("/calendar/view/")
        page.locator("[data-view=week]").click()
        page.locator("#day").fill("2026-12-01")
        page.locator("#day").blur()
        occurrence(page, "Quiet lunch").first.wait_for()
        return page

    return shown
