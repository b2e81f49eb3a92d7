"""Who else sees and changes a calendar: shown as Google has it, given, changed, taken away."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dj_google_calendar.answers import answer_errors, wants_html
from dj_google_calendar.exceptions import (
    CredentialsError,
    GatewayError,
    InvalidFieldError,
    NotAllowedError,
)
from dj_google_calendar.models import Calendar, OutboxEntry
from dj_google_calendar.operations import sharing as operations
from dj_google_calendar.operations.rights import require_owner
from dj_google_calendar.web.done import asks_as_script, form_refused
from dj_google_calendar.web.find import find_calendar, is_owner
from dj_google_calendar.web.sharing_forms import GrantForm, roles_of, scope_in_words

SHOWN = 50
Kind, State = OutboxEntry.Kind, OutboxEntry.State
EDITS = {
    "acl.insert": gettext_lazy("give access"),
    "acl.patch": gettext_lazy("change the access"),
    "acl.delete": gettext_lazy("take the access away"),
}
KEPT = {
    "account": gettext_lazy("you"),
    "calendar": gettext_lazy("the calendar itself"),
    "data owner": gettext_lazy("its events belong to this account"),
}
"""Why a rule stays as it is."""


@answer_errors
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sharing(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who has which access to a calendar; give, change and take away access."""
    calendar = find_calendar(request, pk)
    form = GrantForm()
    context: dict[str, Any] = {"calendar": calendar, "form": form}
    if request.method == "POST":
        require_owner(calendar, "acl.insert")
        do = request.POST.get("do", "")
        if do not in ACTIONS:
            raise InvalidFieldError(f"do is one of {', '.join(ACTIONS)}.", field="do")
        form = context["form"] = GrantForm(request.POST if do == "grant" else None)
        try:
            said = ACTIONS[do](request, calendar, form)
        except InvalidFieldError as error:
            if not wants_html(request):
                raise
            context |= {"wrong": error, "wrong_rule": request.POST.get("rule", "")}
        else:
            if said:
                messages.success(request, said)
                return redirect("google_calendar:sharing", calendar.pk)
    return _page(request, calendar, context)


def _grant(request: HttpRequest, calendar: Calendar, form: GrantForm) -> str:
    """Give access; say nothing where the form does."""
    if not form.is_valid():
        return ""
    given = form.cleaned_data
    try:
        operations.grant(
            calendar,
            given["scope_value"],
            by=request.user,  # type: ignore[arg-type] # login is required
            role=given["role"],
            scope_type=given["scope_type"],
            send_notifications=given["tell"],
        )
    except (InvalidFieldError, NotAllowedError) as error:
        form.refuse(error)
        return ""
    return _("The access is being given at Google.")


def _change(request: HttpRequest, calendar: Calendar, _form: GrantForm) -> str:
    given = request.POST
    operations.change(
        calendar,
        given.get("rule", ""),
        by=request.user,  # type: ignore[arg-type] # login is required
        role=given.get("role", ""),
    )
    return _("The access is being changed at Google.")


def _revoke(request: HttpRequest, calendar: Calendar, _form: GrantForm) -> str:
    operations.revoke(calendar, request.POST.get("rule", ""), by=request.user)  # type: ignore[arg-type] # login is required
    return _("The access is being taken away at Google.")


ACTIONS: dict[str, Callable[[HttpRequest, Calendar, GrantForm], str]] = {
    "grant": _grant,
    "change": _change,
    "revoke": _revoke,
}


def _page(request: HttpRequest, calendar: Calendar, context: dict[str, Any]) -> HttpResponse:
    form, wrong = context["form"], context.get("wrong")
    if form.errors and asks_as_script(request):
        return form_refused(form)
    status = wrong.status if wrong else 422 if form.errors else 200
    may_change = is_owner(calendar, "acl.insert")
    try:
        rules = operations.list_rules(calendar)
    except (GatewayError, CredentialsError) as error:
        if not wants_html(request):
            raise
        context["error"] = error
        status = error.status if status == 200 else status
    else:
        context["rules"] = [_row(calendar, rule, is_owner=may_change) for rule in rules]
    shown = {row["id"] for row in context.get("rules", ())}
    context |= {"edits": _edits(calendar), "is_owner": may_change}
    context["is_at_rule"] = context.get("wrong_rule") in shown
    return render(request, "dj_google_calendar/sharing.html", context, status=status)


def _row(calendar: Calendar, rule: operations.Rule, *, is_owner: bool) -> dict[str, Any]:
    holder = operations.fixed_holder(calendar, rule.scope_value)
    value = calendar.title if holder == "calendar" else rule.scope_value
    is_known = rule.scope_type in operations.SCOPE_TYPES
    return {
        "id": rule.id,
        "who": scope_in_words(rule.scope_type, value),
        "role": rule.role,
        "kept": KEPT.get(holder, ""),
        "roles": roles_of(rule.scope_type) if is_owner and is_known and not holder else (),
    }


def _edits(calendar: Calendar) -> list[dict[str, Any]]:
    """Give the edits of the rules that are not made at Google yet, oldest first."""
    states = (*OutboxEntry.OPEN, State.REFUSED)
    entries = calendar.outbox_entries.filter(kind=Kind.CALL, method__in=EDITS, state__in=states)
    return [
        {
            "entry": entry,
            "who": _about(entry),
            "what": EDITS[entry.method],
            "role": entry.changes.get("role", ""),
        }
        for entry in entries.order_by("pk")[:SHOWN]
    ]


def _about(entry: OutboxEntry) -> str:
    scope = entry.changes.get("scope")
    if scope:
        return scope_in_words(scope["type"], scope.get("value", ""))
    kind, _colon, value = str(entry.parameters.get("ruleId", "")).partition(":")
    return scope_in_words(kind, value)
