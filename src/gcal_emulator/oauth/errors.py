"""Errors of the token endpoint, as OAuth shapes them."""


class TokenError(Exception):
    """An answer that is an OAuth error."""

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        super().__init__(error)
        self.status = status
        self.body = {"error": error, "error_description": description}


def missing(name: str) -> TokenError:
    """400 for a parameter that is not there."""
    return TokenError("invalid_request", f"Missing required parameter: {name}")


def repeated(name: str) -> str:
    """Say that a parameter was given twice (RFC 6749, section 3.1)."""
    return f"OAuth 2 parameters can only have a single value: {name}"
