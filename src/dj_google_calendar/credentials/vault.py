"""Credentials at rest: AES-256-GCM, several keys, each secret bound to its owner.

A sealed text is ``v1.<key id>.<base64url of nonce and ciphertext>``. The key id is a
digest of the key, so that keys need no names. The owner is authenticated (AAD): a sealed
text copied to another account's row does not open there.
"""

import base64
import binascii
import functools
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from dj_google_calendar.conf import conf
from dj_google_calendar.exceptions import InvalidEncryptionKeyError, TokenDecryptionError

VERSION = "v1"
KEY_BYTES = 32
NONCE_BYTES = 12


def seal(secret: Mapping[str, Any], *, owner: str) -> str:
    """Encrypt a JSON object for its owner with the newest key."""
    key = _keys()[0]
    nonce = secrets.token_bytes(NONCE_BYTES)
    data = json.dumps(secret, separators=(",", ":")).encode()
    box = nonce + AESGCM(key).encrypt(nonce, data, owner.encode())
    return f"{VERSION}.{_key_id(key)}.{base64.urlsafe_b64encode(box).decode()}"


def unseal(sealed: str, *, owner: str) -> dict[str, Any]:
    """Decrypt what was sealed for this owner; raise TokenDecryptionError."""
    version, _, rest = sealed.partition(".")
    key_id, _, box_text = rest.partition(".")
    key = next((key for key in _keys() if _key_id(key) == key_id), None)
    if version != VERSION or key is None:
        raise TokenDecryptionError(f"No encryption key with the id {key_id!r} is configured.")
    try:
        box = base64.urlsafe_b64decode(box_text)
        data = AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], owner.encode())
        secret: dict[str, Any] = json.loads(data)
    except (InvalidTag, ValueError, binascii.Error) as exc:
        raise TokenDecryptionError from exc
    return secret


def is_sealed_with_newest_key(sealed: str) -> bool:
    """Say whether a rotation has nothing to do here."""
    return sealed.startswith(f"{VERSION}.{_key_id(_keys()[0])}.")


def check_keys() -> None:
    """Raise InvalidEncryptionKeyError where a configured key cannot be used."""
    _keys()


def _keys() -> list[bytes]:
    """Give the configured keys, newest first, and behind them those derived from SECRET_KEY.

    The derived ones stay readable after keys of one's own are configured, so that moving to
    those loses nothing.
    """
    configured = [_decoded(key) for key in conf.ENCRYPTION_KEYS]
    bases = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return configured + [_derived(base) for base in bases]


def _decoded(text: str) -> bytes:
    try:
        key = base64.b64decode(text, altchars=b"-_" if {"-", "_"} & set(text) else None)
    except (ValueError, TypeError) as exc:
        raise InvalidEncryptionKeyError from exc
    if len(key) != KEY_BYTES:
        raise InvalidEncryptionKeyError
    return key


@functools.lru_cache(maxsize=8)
def _derived(base: str) -> bytes:
    kdf = HKDF(SHA256(), KEY_BYTES, salt=None, info=b"dj_google_calendar credentials v1")
    return kdf.derive(base.encode())


def _key_id(key: bytes) -> str:
    return hashlib.sha256(b"key id" + key).hexdigest()[:8]
