"""The key that signs id_tokens and security events, and how its public half is published."""

import base64
import binascii
import functools
import importlib.resources
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from werkzeug.wrappers import Response

KEY_ID = "gcal-emulator-1"
HEADER = {"alg": "RS256", "kid": KEY_ID, "typ": "JWT"}
JSON = "application/json; charset=utf-8"


def signed(claims: dict[str, Any], kind: str = "JWT") -> str:
    """Write claims as a JSON web token, signed with this Google's key."""
    text = f"{_base64({**HEADER, 'typ': kind})}.{_base64(claims)}"
    return f"{text}.{_encoded(_key().sign(text.encode(), PKCS1v15(), SHA256()))}"


def verified(token: str) -> dict[str, Any]:
    """Give the claims of a token signed with this Google's key; raise ValueError."""
    head, _, signature = token.rpartition(".")
    try:
        _key().public_key().verify(_decoded(signature), head.encode(), PKCS1v15(), SHA256())
        claims = json.loads(_decoded(head.partition(".")[2]))
    except (InvalidSignature, binascii.Error, RecursionError) as exc:
        raise ValueError("The signature does not fit.") from exc
    if not isinstance(claims, dict):
        raise ValueError("The claims are no JSON object.")  # noqa: TRY004 - callers know one error
    return claims


def private_key() -> str:
    """Give the key itself: in a local Google it protects nothing."""
    return _file("signing_key.pem")


def key_set() -> Response:
    """Publish the public key, as a JSON web key set."""
    numbers = _key().public_key().public_numbers()
    key = {
        "kty": "RSA",
        "alg": "RS256",
        "use": "sig",
        "kid": KEY_ID,
        "n": _encoded(numbers.n.to_bytes(256, "big")),
        "e": _encoded(numbers.e.to_bytes(3, "big")),
    }
    return Response(json.dumps({"keys": [key]}, indent=2), content_type=JSON)


def certificates() -> Response:
    """Publish the public key in a certificate, as Google's Python library wants it."""
    return Response(json.dumps({KEY_ID: _file("certificate.pem")}, indent=2), content_type=JSON)


@functools.lru_cache(maxsize=1)
def _key() -> RSAPrivateKey:
    # a fixed key: it protects nothing, and makes answers repeat
    key = load_pem_private_key(private_key().encode(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("The signing key is not an RSA key.")
    return key


def _file(name: str) -> str:
    return (importlib.resources.files("gcal_emulator") / "oauth" / name).read_text()


def _base64(value: dict[str, Any]) -> str:
    return _encoded(json.dumps(value, separators=(",", ":")).encode())


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
