"""The labels of a calendar: shown, and saved as a whole beside what others have made of them."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dj_google_calendar.answers import answer_errors, wants_html
from dj_google_calendar.exceptions import (
    CredentialsError,
    GatewayError,
    InvalidFieldError,
)
from dj_google_calendar.models import Calendar, OutboxEntry
from dj_google_calendar.models.outbox_entry import OutboxEntryQuerySet
from dj_google_calendar.operations.event_fields import text_of
from dj_google_calendar.operations.labels import LONGEST_NAME, Label, list_labels, set_labels
from dj_google_calendar.operations.rights import require_owner
from dj_google_calendar.web.done import asks_as_script, form_refused
from dj_google_calendar.web.find import find_calendar, is_owner
from dj_google_calendar.web.shown_form import LineField, ShownForm

METHOD, FIELD = "calendars.patch", "labelProperties"
NEW_COLOR = "#7986cb"
SHOWN = 50
NAME = "-name"
"""How the input ends that every label of a form has; its id is before that."""


class LabelForm(ShownForm):
    """One label; its prefix is the label's id, so that others may change the list meanwhile."""

    name = LineField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    color = forms.RegexField(
        r"^#[0-9a-fA-F]{6}\Z",
        label=gettext_lazy("Colour"),
        widget=forms.TextInput(attrs={"type": "color"}),
    )

    def __init__(
        self, *args: Any, label: Label | None, is_removed: bool = False, **kwargs: Any
    ) -> None:
        initial = {"color": NEW_COLOR}
        if label is not None:
            initial = {"name": label.name, "color": label.background_color.lower()}
        super().__init__(*args, **{"label_suffix": "", "initial": initial, **kwargs})
        self.label, self.is_removed = label, is_removed
        names = map(self.add_initial_prefix, self.fields)
        self.was_shown = any(name in self.data for name in names)
        if label is not None or self.was_shown:
            self.carry_shown()
        else:
            self.fields["name"].label = _("New label")

    @cached_property
    def changed_data(self) -> list[str]:
        """Name the fields that are changed: to take a label away changes all of it."""
        return list(self.fields) if self.is_removed else super().changed_data

    def clean_name(self) -> str:
        """Refuse characters that Google does not keep in a name."""
        try:
            return text_of(self.cleaned_data["name"], FIELD) or ""
        except InvalidFieldError as error:
            raise forms.ValidationError(_("It holds control characters.")) from error

    def clean_color(self) -> str:
        """Give the colour as Google does."""
        return str(self.cleaned_data["color"]).lower()

    @property
    def title(self) -> str:
        """What the label is called, or else its colour."""
        return (self.label.name or self.label.background_color) if self.label else ""

    @property
    def is_left_blank(self) -> bool:
        """Whether there is no label in it: none that was shown, and none that is to be made."""
        is_new = self.label is None and not self.was_shown
        return is_new and (self.is_removed or not str(self["name"].data or "").strip())

    @property
    def is_gone(self) -> bool:
        """Whether others have taken the label away, and the person has nothing against that."""
        is_away = self.label is None and self.was_shown
        return is_away and (self.is_removed or not self.changed_data)

    def refuse_taken_away(self) -> None:
        """Refuse, once, to bring back a label that others have taken away."""
        if self.label is None and self.was_shown:
            self.add_error("name", _("Meanwhile it was taken away. Save again to make it anew."))
            for field in self.fields.values():
                field.show_hidden_initial = False

    def given(self) -> Label:
        """Give the label as it is to be: what was left as it was shown follows Google's."""
        if self.label is not None and not self.changed_data:
            return self.label
        now = {**self.initial, **{name: self.cleaned_data[name] for name in self.changed_data}}
        return Label(now.get("name", ""), now["color"], self.prefix or "")


@answer_errors
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def labels(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the labels of a calendar, and save them."""
    calendar = find_calendar(request, pk)
    context: dict[str, Any] = {"calendar": calendar, "status": 200}
    if request.method == "POST":
        require_owner(calendar, METHOD)
        if request.POST.get("do") != "save":
            raise InvalidFieldError("do is save.", field="do")
    try:
        now = _labels_now(calendar)
    except (GatewayError, CredentialsError) as error:
        if not wants_html(request):
            raise
        context |= {"error": error, "status": error.status}
        typed = [form for form in _sent(request, ()) if not form.is_left_blank]
        return _page(request, calendar, context, typed)
    if request.method != "POST":
        return _page(request, calendar, context, [_shown(label) for label in now])
    return _save(request, calendar, now, context)


def _save(
    request: HttpRequest, calendar: Calendar, now: Sequence[Label], context: dict[str, Any]
) -> HttpResponse:
    sent = [form for form in _sent(request, now) if not (form.is_left_blank or form.is_gone)]
    wrong = [form for form in sent if _is_wrong(form)]
    if wrong and asks_as_script(request):
        return form_refused(*wrong)
    if not wrong:
        try:
            return _saved(request, calendar, now, sent)
        except InvalidFieldError as error:
            if not wants_html(request):
                raise
            context |= {"error": error, "status": error.status}
    else:
        context["status"] = 422
    known = {form.prefix for form in sent}
    others = [_shown(label) for label in now if label.id not in known]
    return _page(request, calendar, context, [*sent, *others])


def _is_wrong(form: LabelForm) -> bool:
    if form.is_removed:
        form.full_clean()
        form.errors.clear()  # what is to go may be as it likes
    elif not form.is_valid():
        return True
    form.refuse_taken_away()
    return form.refuse_overtaken() or bool(form.errors)


def _saved(
    request: HttpRequest, calendar: Calendar, now: Sequence[Label], sent: Iterable[LabelForm]
) -> HttpResponse:
    """Save the labels that are there now with what the person has changed of them."""
    by_id = {form.prefix: form for form in sent}
    kept = [
        by_id[label.id].given() if label.id in by_id else label
        for label in now
        if not (label.id in by_id and by_id[label.id].is_removed)
    ]
    made = [form.given() for form in by_id.values() if form.label is None]
    said = _("No change.")
    if [*kept, *made] != list(now):
        set_labels(calendar, [*kept, *made], by=request.user)  # type: ignore[arg-type] # login is required
        said = _("The labels are saved, and are being sent to Google.")
    messages.success(request, said)
    return redirect("google_calendar:labels", calendar.pk)


def _labels_now(calendar: Calendar) -> list[Label]:
    """Give the labels as they will be: those that wait stand instead of all that Google has.

    Those are read first: what is sent meanwhile is then among Google's.
    """
    waiting = _edits(calendar).filter(state__in=OutboxEntry.OPEN).last()
    listed = list_labels(calendar)
    return _labels_of(waiting) if waiting else listed


def _labels_of(entry: OutboxEntry) -> list[Label]:
    given = entry.changes[FIELD]["eventLabels"]
    return [Label(each["name"], each["backgroundColor"], each["id"]) for each in given]


def _shown(label: Label) -> LabelForm:
    return LabelForm(label=label, prefix=label.id)


def _sent(request: HttpRequest, now: Iterable[Label]) -> list[LabelForm]:
    """Give the labels of a form that was sent, in its order."""
    known = {label.id: label for label in now}
    removed = set(request.POST.getlist("remove"))
    ids = [name.removesuffix(NAME) for name in request.POST if name.endswith(NAME)]
    return [
        LabelForm(request.POST, prefix=each, label=known.get(each), is_removed=each in removed)
        for each in ids
        if not each.startswith("initial-")
    ]


def _page(
    request: HttpRequest, calendar: Calendar, context: dict[str, Any], rows: list[LabelForm]
) -> HttpResponse:
    edits = _edits(calendar)
    context |= {
        "rows": rows,
        "new": LabelForm(label=None, prefix=str(uuid.uuid4())),
        "is_owner": is_owner(calendar, METHOD),
        "waiting": edits.filter(state__in=OutboxEntry.OPEN).exists(),
        "refused": [
            {"entry": entry, "labels": _labels_of(entry)}
            for entry in edits.filter(state=OutboxEntry.State.REFUSED)[:SHOWN]
        ],
    }
    status = context["status"]
    return render(request, "dj_google_calendar/labels.html", context, status=status)


def _edits(calendar: Calendar) -> OutboxEntryQuerySet:
    """Give the edits of a calendar's labels, oldest first."""
    calls = OutboxEntry.objects.filter(kind=OutboxEntry.Kind.CALL, method=METHOD)
    return calls.filter(calendar=calendar, changes__has_key=FIELD).order_by("pk")
