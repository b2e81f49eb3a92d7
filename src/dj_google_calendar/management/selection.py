"""Which accounts and calendars an operator means."""

from collections.abc import Iterable

from django.core.management.base import CommandError
from django.db.models import Q

from dj_google_calendar.models import Account, Calendar
from dj_google_calendar.models.calendar import CalendarQuerySet


def named_accounts(name: str) -> list[Account]:
    """Give the accounts with this address or primary key, or all; raise CommandError."""
    found = Account.objects.exclude(state=Account.State.DISCONNECTING)
    if not name:
        return list(found.exclude(state=Account.State.PAUSED))
    accounts = list(found.filter(Q(email__iexact=name) | _key(name)))
    for paused in (each for each in accounts if each.state == Account.State.PAUSED):
        raise CommandError(f"{paused.email} is paused. {paused.state_reason}")
    if not accounts:
        raise CommandError(f"No account is called {name}.{_among(_emails())}")
    return accounts


def named_calendars(accounts: Iterable[Account], name: str) -> CalendarQuerySet:
    """Give the calendars of accounts with this Google id or primary key, or all."""
    found = Calendar.objects.filter(account__in=accounts).select_related("account")
    return found.filter(Q(google_id=name) | _key(name)) if name else found


def require_calendars(accounts: Iterable[Account], name: str) -> list[Calendar]:
    """Give the calendars that can be pulled; raise CommandError where a named one cannot."""
    found = named_calendars(accounts, name)
    reachable = list(found.reachable())
    if name and not reachable:
        raise CommandError(_why_not(found.first(), name))
    return reachable


def _why_not(hidden: Calendar | None, name: str) -> str:
    if hidden is None:
        return f"No calendar is called {name}."
    return f"{hidden.title} of {hidden.account.email} cannot be pulled: {hidden.state_reason}"


def _key(name: str) -> Q:
    # an empty Q would let everything through
    return Q(pk=int(name)) if name.isascii() and name.isdecimal() else Q(pk=None)


def _emails() -> list[str]:
    return list(Account.objects.values_list("email", flat=True)[:10])


def _among(names: list[str]) -> str:
    return f" Connected: {', '.join(names)}." if names else " None is connected."
