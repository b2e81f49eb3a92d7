"""What a developer is told about the redirect URI."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def registered_elsewhere(site, google, settings):
    """The client secrets of a client that knows another address of the site."""
    client = google.register_client([site + "/rest/v1/calendar/redirect"])
    settings.GOOGLE_CALENDAR = {"CLIENT_SECRETS": client}


def test_an_unregistered_address_is_shown_with_what_differs(page, registered_elsewhere, screenshot):
    page.goto("/calendar/connect/")

    screenshot(page, "12-redirect-uri")
    expect(page.get_by_text("trailing slash")).to_be_visible()
    expect(page.locator("mark")).to_have_text(["/"])


def test_the_address_can_be_copied(open_page, site):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/calendar/connect/")
    page.get_by_text("For developers").click()

    page.get_by_role("button", name="Copy").click()

    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{site}/rest/v1/calendar/redirect/"
