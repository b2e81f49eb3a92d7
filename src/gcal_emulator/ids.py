"""Identifiers and tokens: unpredictable in form, the same for the same seed."""

import base64
import random
import uuid

ID_ALPHABET = "0123456789abcdefghijklmnopqrstuv"
BASE64_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


class Ids:
    """Draws every identifier of one world; two numbers say where it stands."""

    def __init__(self, seed: int, drawn: int = 0) -> None:
        self.seed, self.drawn = seed, drawn

    def event(self) -> str:
        """Draw an event id: 26 characters of base32hex."""
        return self._draw(ID_ALPHABET, 26)

    def calendar(self) -> str:
        """Draw the id of a secondary calendar (Z-23)."""
        return self._draw("0123456789abcdef", 64) + "@group.calendar.google.com"

    def access_token(self) -> str:
        """Draw an access token."""
        return "ya29.a0" + self._draw(BASE64_ALPHABET, 160)

    def refresh_token(self) -> str:
        """Draw a refresh token."""
        return "1//0" + self._draw(BASE64_ALPHABET, 96)

    def code(self) -> str:
        """Draw an authorization code."""
        return "4/0A" + self._draw(BASE64_ALPHABET, 68)

    def client_secret(self) -> str:
        """Draw a client secret."""
        return "GOCSPX-" + self._draw(BASE64_ALPHABET, 28)

    def sub(self) -> str:
        """Draw a person's unchanging number."""
        return "1" + self._draw("0123456789", 20)

    def meeting_code(self) -> str:
        """Draw the code of a video meeting: ``abc-defg-hij``."""
        letters = self._draw("abcdefghijklmnopqrstuvwxyz", 10)
        return f"{letters[:3]}-{letters[3:7]}-{letters[7:]}"

    def resource(self) -> str:
        """Draw the id that stands for a watched resource."""
        return self._draw(BASE64_ALPHABET, 27)

    def uuid(self) -> str:
        """Draw a UUID of version 4."""
        return str(uuid.UUID(int=self._next().getrandbits(128), version=4))

    def chance(self) -> float:
        """Draw a number from 0 up to 1."""
        return self._next().random()

    def _draw(self, alphabet: str, length: int) -> str:
        return "".join(self._next().choices(alphabet, k=length))

    def _next(self) -> random.Random:
        self.drawn += 1
        return random.Random(f"{self.seed}/{self.drawn}")  # noqa: S311 - repeats itself on purpose


def base32hex(text: str) -> str:
    """Write text in the alphabet of event ids, as Google does with a foreign UID (E-2)."""
    return base64.b32hexencode(text.encode()).decode().rstrip("=").lower()
