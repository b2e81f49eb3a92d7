"""What the templates ask of Python."""

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlsplit

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dj_google_calendar import clock
from dj_google_calendar.oauth.emulator import emulator_stands_in
from dj_google_calendar.oauth.scopes import PREFIX
from dj_google_calendar.operations.field_words import (
    call_values,
    fields_in_words,
    values_in_words,
)
from dj_google_calendar.operations.refusal_words import refusal_in_words
from dj_google_calendar.operations.response_words import (
    own_response_in_words,
    response_in_words,
)
from dj_google_calendar.templatetags.comparison import Comparison, compare

register = template.Library()
register.filter(fields_in_words)
register.filter(values_in_words)
register.filter(call_values)
register.filter(refusal_in_words)

JUST_NOW = dt.timedelta(minutes=1)
STEPS_OF_CONNECTING = ("init", "redirect")
ROLES = {
    "owner": gettext_lazy("owner"),
    "writer": gettext_lazy("can edit"),
    "writerWithoutPrivateAccess": gettext_lazy("can edit, private events hidden"),
    "reader": gettext_lazy("can read"),
    "freeBusyReader": gettext_lazy("sees only busy times"),
}
SCOPES = {
    "openid": gettext_lazy("know who you are"),
    "email": gettext_lazy("see your address"),
    PREFIX + "userinfo.email": gettext_lazy("see your address"),
    PREFIX + "userinfo.profile": gettext_lazy("see your name"),
    PREFIX + "calendar": gettext_lazy("see and change your calendars"),
    PREFIX + "calendar.readonly": gettext_lazy("see your calendars"),
    PREFIX + "calendar.calendarlist": gettext_lazy("see and change your list of calendars"),
    PREFIX + "calendar.calendarlist.readonly": gettext_lazy("see your list of calendars"),
    PREFIX + "calendar.events": gettext_lazy("see and change your events"),
    PREFIX + "calendar.events.readonly": gettext_lazy("see your events"),
}
"""As :mod:`dj_google_calendar.oauth.scopes` says them, which knows no translations."""


@register.simple_tag
def emulator_in_use() -> bool:
    """Say whether the local Google stands in."""
    return emulator_stands_in()


@register.filter
def in_words(access_role: str) -> str:
    """Say an access role in words; an unknown one as Google names it."""
    return str(ROLES.get(access_role, access_role))


register.filter(response_in_words)
register.filter(own_response_in_words)


@register.filter
def scopes_in_words(scopes: Iterable[str]) -> list[str]:
    """Say what scopes allow, without repeating any."""
    return list(dict.fromkeys(str(SCOPES.get(each, each.removeprefix(PREFIX))) for each in scopes))


@register.filter
def ago(moment: dt.datetime) -> str:
    """Say how long ago a moment was, in its largest unit."""
    now = clock.now()
    if now - moment < JUST_NOW:
        return _("just now")
    return _("%(span)s ago") % {"span": timesince(moment, now, depth=1)}


@register.filter
def host(address: str) -> str:
    """Give the host of an address, for links that say where they lead."""
    try:
        return urlsplit(address).hostname or address
    except ValueError:  # Google keeps whatever it was given
        return address


@register.simple_tag
def compared(registered: str, ours: str) -> Comparison:
    """Lay a registered address and ours side by side."""
    return compare(registered, ours)


@register.simple_tag(takes_context=True)
def retry_address(context: RequestContext) -> str:
    """Give the address that tries again: the same page, or the first step of connecting.

    There is none after a form, as no address sends it again.
    """
    request = context.request
    match = request.resolver_match
    if match is not None and match.url_name in STEPS_OF_CONNECTING:
        return reverse("google_calendar:init")
    return request.get_full_path() if request.method in {"GET", "HEAD"} else ""
