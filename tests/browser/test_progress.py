"""The account's page while its calendars are being read in the background."""

import pytest
from playwright.sync_api import expect

from dj_google_calendar.models import Calendar
from dj_google_calendar.sync.pull_calendar import pull_calendar

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def no_worker(settings):
    """A queue that nobody works on."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def pull_everything(db):
    def pulled():
        for calendar in Calendar.objects.all():
            pull_calendar(calendar)

    return pulled


def test_the_progress_is_followed_until_all_is_read(
    page, site, no_worker, connect, pull_everything, screenshot
):
    connect(page)
    expect(page.get_by_text("waiting for its first pull")).to_have_count(5)
    screenshot(page, "11-pulling")

    pull_everything()

    page.get_by_text("Everything has been read.").wait_for()
    expect(page.get_by_text("up to date")).to_have_count(5)


def test_the_progress_is_followed_without_scripts(
    open_page, site, no_worker, connect, pull_everything
):
    page = open_page(java_script_enabled=False)
    connect(page)

    pull_everything()

    page.get_by_text("up to date").first.wait_for()


def test_a_calendar_that_is_still_being_read_says_so(page, site, no_worker, connect):
    connect(page)

    page.get_by_role("link", name="Alice", exact=True).click()

    expect(page.get_by_role("heading", name="The events are on their way")).to_be_visible()
    page.get_by_role("link", name="Watch the progress").click()
    expect(page.get_by_role("heading", name="alice@example.com")).to_be_visible()
