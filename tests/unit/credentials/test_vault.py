"""Secrets at rest open only with their key and for their owner."""

import base64
import os

import pytest

from dj_google_calendar.credentials.vault import is_sealed_with_newest_key, seal, unseal
from dj_google_calendar.exceptions import InvalidEncryptionKeyError, TokenDecryptionError

SECRET = {"refresh_token": "1//canary"}


def new_key():
    return base64.b64encode(os.urandom(32)).decode()


def test_what_is_sealed_opens_for_its_owner():
    assert unseal(seal(SECRET, owner="alice"), owner="alice") == SECRET


def test_a_sealed_text_shows_nothing_and_never_repeats():
    first, second = seal(SECRET, owner="alice"), seal(SECRET, owner="alice")

    assert "canary" not in first
    assert first != second


def test_it_does_not_open_for_another_owner():
    with pytest.raises(TokenDecryptionError):
        unseal(seal(SECRET, owner="alice"), owner="bob")


@pytest.mark.parametrize("damage", ["", "v1", "v1..", "v2.aa.bb", "v1.00000000.QUJD", "nonsense"])
def test_damage_is_a_typed_error(damage):
    with pytest.raises(TokenDecryptionError):
        unseal(damage, owner="alice")


def test_each_changed_character_is_noticed():
    sealed = seal(SECRET, owner="alice")
    middle = len(sealed) - 20
    damaged = sealed[:middle] + ("A" if sealed[middle] != "A" else "B") + sealed[middle + 1 :]

    with pytest.raises(TokenDecryptionError):
        unseal(damaged, owner="alice")


def test_an_older_key_still_opens_and_the_newest_seals(settings):
    old, new = new_key(), new_key()
    settings.GOOGLE_CALENDAR = {"ENCRYPTION_KEYS": [old]}
    sealed = seal(SECRET, owner="alice")

    settings.GOOGLE_CALENDAR = {"ENCRYPTION_KEYS": [new, old]}

    assert unseal(sealed, owner="alice") == SECRET
    assert not is_sealed_with_newest_key(sealed)
    assert is_sealed_with_newest_key(seal(SECRET, owner="alice"))


def test_a_lost_key_is_a_typed_error(settings):
    settings.GOOGLE_CALENDAR = {"ENCRYPTION_KEYS": [new_key()]}
    sealed = seal(SECRET, owner="alice")

    settings.GOOGLE_CALENDAR = {"ENCRYPTION_KEYS": [new_key()]}

    with pytest.raises(TokenDecryptionError):
        unseal(sealed, owner="alice")


def test_without_keys_the_secret_key_and_its_fallbacks_open(settings):
    sealed = seal(SECRET, owner="alice")

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"

    assert unseal(sealed, owner="alice") == SECRET


@pytest.mark.parametrize(
    "key", ["short", "not base64 at all!", base64.b64encode(b"x" * 16).decode()]
)
def test_an_unusable_key_is_named_as_such(settings, key):
    settings.GOOGLE_CALENDAR = {"ENCRYPTION_KEYS": [key]}

    with pytest.raises(InvalidEncryptionKeyError):
        seal(SECRET, owner="alice")
