"""An account that is paused is said to be, and Google is not asked about it."""

from dj_google_calendar.models import Account
from dj_google_calendar.sync.inactive_users import see_to_users


def test_a_paused_account_is_named_with_its_reason(account, alice, google, examine):
    type(alice).objects.update(is_active=False)
    see_to_users()
    google.log.clear()

    found = examine("--live")

    assert "may not sign in" in found["W032"]["message"]
    assert google.log.count("calendarList.list") == 0


def test_the_page_of_a_paused_account_says_why(account, alice, browser_of):
    Account.objects.update(state="paused", state_reason="Its user may not sign in.")

    page = browser_of(alice).get(f"/calendar/accounts/{account.pk}/").content.decode()

    assert "paused" in page
    assert "Its user may not sign in." in page
    assert "Pull now" not in page
