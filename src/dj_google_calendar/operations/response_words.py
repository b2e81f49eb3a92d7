"""What the answers to invitations are called."""

from django.utils.translation import gettext_lazy

RESPONSES = {
    "needsAction": gettext_lazy("has not answered"),
    "declined": gettext_lazy("declines"),
    "tentative": gettext_lazy("may come"),
    "accepted": gettext_lazy("comes"),
}

OWN_RESPONSES = {
    "accepted": gettext_lazy("Yes"),
    "tentative": gettext_lazy("Maybe"),
    "declined": gettext_lazy("No"),
}


def response_in_words(response_status: str) -> str:
    """Say how a guest has answered."""
    return str(RESPONSES.get(response_status, response_status))


def own_response_in_words(response_status: str) -> str:
    """Say an answer as who gives it says it."""
    return str(OWN_RESPONSES.get(response_status, response_status))
