"""Whether anything has changed that a person sees: told by a word that is another one then."""

from typing import TYPE_CHECKING, Any

from django.db.models import Max, OuterRef, QuerySet, Subquery

from dj_google_calendar.models import Account, Calendar, OutboxEntry, StateChange

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser


def version_of(user: "AbstractBaseUser | AnonymousUser") -> str:
    """Give a word that changes with the mirror of a person's accounts; one statement.

    It may change also where nothing has that is shown, and is never older than what it tells of.
    """
    told = (
        Account.objects.visible_to(user)
        .annotate(
            last_pull=_last(Calendar.objects.all(), "changed_at"),
            last_edit=_newest(OutboxEntry.objects.all(), "pk"),
            last_change=_newest(StateChange.objects.all(), "pk"),
            last_answer=_last(OutboxEntry.objects.all(), "answered_at"),
        )
        .order_by("pk")
        .values_list("pk", "last_pull", "last_edit", "last_answer", "last_change")
    )
    return ";".join(".".join(map(_word, row)) for row in told)


def _word(value: object) -> str:
    stamp = getattr(value, "timestamp", None)
    return f"{stamp():.6f}" if stamp else str(value or 0)


def _newest(rows: "QuerySet[Any]", name: str) -> Subquery:
    return Subquery(rows.filter(account=OuterRef("pk")).order_by("-pk").values(name)[:1])


def _last(rows: "QuerySet[Any]", name: str) -> Subquery:
    of_account = rows.filter(account=OuterRef("pk")).order_by().values("account")
    return Subquery(of_account.annotate(last=Max(name)).values("last"))
