"""What was granted decides, not what was asked."""

import pytest

from dj_google_calendar.exceptions import ScopesMissingError
from dj_google_calendar.oauth.scopes import (
    PREFIX,
    can_write,
    granted_scopes,
    in_words,
    require_reading,
)


@pytest.mark.parametrize(
    ("scope", "granted"),
    [("a b", ("a", "b")), (["a", "b"], ("a", "b")), ("", ()), (" ", ())],
)
def test_the_token_answer_names_what_was_granted(scope, granted):
    assert granted_scopes(scope) == granted


def test_a_server_that_names_none_granted_what_was_asked(settings):
    settings.GOOGLE_CALENDAR = {"SCOPES": ["x"]}

    assert granted_scopes(None) == ("x",)


@pytest.mark.parametrize(
    "names",
    [
        ["calendar"],
        ["calendar.readonly"],
        ["calendar.events", "calendar.calendarlist.readonly"],
        ["calendar.events.readonly", "calendar.calendarlist"],
    ],
)
def test_these_scopes_suffice_for_reading(names):
    require_reading([PREFIX + name for name in names])


def test_what_is_missing_is_said_in_words():
    with pytest.raises(ScopesMissingError) as refused:
        require_reading([PREFIX + "calendar.events", "openid"])

    assert "Missing: see your list of calendars." in refused.value.message
    assert "see and change your events" in refused.value.message


def test_reading_scopes_do_not_allow_writing():
    assert can_write([PREFIX + "calendar"])
    assert not can_write([PREFIX + "calendar.readonly"])


def test_words_are_not_repeated():
    assert in_words(["email", PREFIX + "userinfo.email"]) == ["see your address"]
