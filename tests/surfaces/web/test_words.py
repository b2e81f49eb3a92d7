"""Words of pages that stand beside a number, or promise something."""

import pytest
from django.contrib.auth.models import User

from dj_google_calendar.models import QuarantinedItem


@pytest.mark.parametrize(
    ("count", "said"), [(1, "Google sent it, but it could not"), (2, "Google sent them, but they")]
)
def test_what_was_set_aside_is_counted(browser_of, alice, account, count, said):
    for number in range(count):
        QuarantinedItem.objects.create(account=account, key=f"{number}", reason="x", resource="{}")

    assert said in browser_of(alice).get(f"/calendar/accounts/{account.pk}/").text


def test_the_page_of_connecting_promises_what_is_true(browser_of, db):
    text = browser_of(None).get("/calendar/connect/").text

    assert "Nothing is changed in Google Calendar" not in text
    assert "changed only by what you change here, if you allow that" in text


@pytest.mark.parametrize(("count", "said"), [(1, "1 calendar"), (2, "2 calendars")])
def test_an_operator_is_told_for_how_many_it_went(browser_of, account, count, said):
    client = browser_of(User.objects.create_superuser("root", password="root"))
    chosen = account.calendars.values_list("pk", flat=True)[:count]
    page = "/admin/google_calendar/calendar/"

    answer = client.post(page, {"action": "off", "_selected_action": list(chosen)}, follow=True)

    assert [str(each) for each in answer.context["messages"]] == [f"Done for {said}."]
