"""The fields of an event, as people call them."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

FIELDS = {
    "summary": gettext_lazy("title"),
    "description": gettext_lazy("description"),
    "location": gettext_lazy("place"),
    "start": gettext_lazy("start"),
    "end": gettext_lazy("end"),
    "attendees": gettext_lazy("guests"),
    "recurrence": gettext_lazy("recurrence"),
    "status": gettext_lazy("status"),
    "visibility": gettext_lazy("visibility"),
    "transparency": gettext_lazy("busy or free"),
    "colorId": gettext_lazy("colour"),
    "reminders": gettext_lazy("reminders"),
}


def fields_in_words(names: Iterable[str]) -> str:
    """Name fields; those that people do not know are passed over."""
    return ", ".join(str(said) for name, said in FIELDS.items() if name in set(names))
