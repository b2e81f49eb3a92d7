"""The form that gives access to a calendar, and the words for whom and what rules are."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dj_google_calendar.exceptions import InvalidFieldError, NotAllowedError
from dj_google_calendar.operations.sharing import FOR_ALL, ROLES
from dj_google_calendar.web.shown_form import LineField, ShownForm

LONGEST_SCOPE = 320
"""What an address has at most: 64 characters, the sign, and 255."""
LONGEST_SHOWN = 60
EVERYONE = "default"
SCOPES = (
    ("user", gettext_lazy("a person")),
    ("group", gettext_lazy("a group")),
    ("domain", gettext_lazy("all of a domain")),
    (EVERYONE, gettext_lazy("everyone")),
)
FIELDS_OF_FORM = {"scope": "scope_value", "role": "role"}


def roles_of(scope_type: str) -> tuple[str, ...]:
    """Give the roles that a kind of scope can have."""
    return FOR_ALL if scope_type == EVERYONE else ROLES


def scope_in_words(scope_type: str, value: str) -> str:
    """Say whom a rule is for; one of an unknown kind as Google names it."""
    if scope_type == EVERYONE:
        return _("everyone")
    if scope_type == "domain":
        return _("all of %(domain)s") % {"domain": value}
    if scope_type == "group":
        return _("the group %(address)s") % {"address": value}
    return value or scope_type


class GrantForm(ShownForm):
    """Who gets which access."""

    scope_type = forms.ChoiceField(label=gettext_lazy("Who"), choices=SCOPES)
    scope_value = LineField(
        label=gettext_lazy("Address"),
        max_length=LONGEST_SCOPE,
        required=False,
        help_text=gettext_lazy(
            "A mail address; of a domain its name, as example.com; nothing for everyone."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Access"),
        choices=[(role, role) for role in ROLES],  # templates have the words of these
        initial="reader",
    )
    tell = forms.BooleanField(label=gettext_lazy("Tell the person by mail"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def refuse(self, error: InvalidFieldError | NotAllowedError) -> None:
        """Say what is wrong beside the field that it is about."""
        if isinstance(error, NotAllowedError):
            self.add_error("scope_value", error.message)
            return
        name = FIELDS_OF_FORM.get(error.field)
        self.add_error(name, self._said().get(name or "", error.message))

    def _said(self) -> dict[str, str]:
        kind, text = self.cleaned_data["scope_type"], self.cleaned_data["scope_value"]
        shown = {"text": text[:LONGEST_SHOWN]}
        if kind == EVERYONE:
            value = _("Leave this empty, or say who is meant: everyone would have access.")
            return {"scope_value": value, "role": _("Everyone can at most read.")}
        if kind == "domain":
            return {"scope_value": _("“%(text)s” is not a domain.") % shown}
        return {"scope_value": _("“%(text)s” is not a mail address.") % shown}
