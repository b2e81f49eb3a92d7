"""What scopes allow, in words that can be translated."""

from django.utils.functional import Promise

from dj_google_calendar.oauth.scopes import IN_WORDS, PREFIX
from dj_google_calendar.templatetags.google_calendar import SCOPES, scopes_in_words


def test_each_scope_that_is_known_can_be_said_in_any_language():
    assert {scope: str(said) for scope, said in SCOPES.items()} == IN_WORDS
    assert all(isinstance(said, Promise) for said in SCOPES.values())


def test_no_words_are_said_twice_and_the_unknown_as_google_names_it():
    scopes = ["email", PREFIX + "userinfo.email", PREFIX + "drive"]

    assert scopes_in_words(scopes) == ["see your address", "drive"]
