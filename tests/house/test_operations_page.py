"""The page of operations names each method of Google's, and is current."""

from tests.house import operations_page

from dj_google_calendar.operations import accounts


def test_each_method_is_reached_by_an_operation_or_by_the_client():
    reached, instead = set(operations_page.REACHED), set(operations_page.INSTEAD)

    assert len(operations_page.methods()) == 38
    assert reached | instead == set(operations_page.methods())
    assert reached.isdisjoint(instead)
    assert callable(accounts.client)


def test_the_page_is_current():
    page = operations_page.PAGE.read_text(encoding="utf-8")

    assert page == operations_page.page(), "make docs"
