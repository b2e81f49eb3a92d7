"""Forms of what others may change meanwhile: what was left as it was shown is no change."""

import re
from collections.abc import Collection
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.formats import localize
from django.utils.text import normalize_newlines
from django.utils.translation import gettext as _


class TextField(forms.CharField):
    """Text of several lines; browsers end them in their own way, which is no change."""

    def to_python(self, value: Any) -> Any:
        """Give the text with plain ends of lines."""
        return super().to_python(normalize_newlines(str(value or "")))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say whether the text is another one, whatever its ends of lines."""
        return super().has_changed(self.to_python(initial), data)


class LineField(TextField):
    """Text of one line; browsers drop the line breaks of what is stored."""

    def prepare_value(self, value: Any) -> Any:
        """Give the text as the one line that is shown."""
        return " ".join(str(value or "").splitlines())

    def to_python(self, value: Any) -> Any:
        """Give the text as one line."""
        return super().to_python(self.prepare_value(value))


class WordsField(TextField):
    """Words with spaces, commas or semicolons between; which of these is no change."""

    def to_python(self, value: Any) -> Any:
        """Give the words one below the other."""
        return "\n".join(re.sub(r"[,;]", " ", super().to_python(value)).split())


class ShownForm(forms.Form):
    """A form that can carry along what it has shown."""

    together: Collection[str] = ()
    """The fields that are written as one."""
    merged: Collection[str] = ()
    """Those whose changes can stand beside what others have changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take what a form takes."""
        super().__init__(*args, **kwargs)
        self.shown_anew: dict[str, list[str]] = {}
        """What others have made of fields, by the names of their hidden inputs."""

    def carry_shown(self) -> None:
        """Compare with what was shown; a form that is sent without that, with what is stored."""
        names = map(self.add_initial_prefix, self.fields)
        if not self.is_bound or any(name in self.data for name in names):
            for field in self.fields.values():
                field.show_hidden_initial = True

    def shown(self, name: str) -> Any:
        """Give what a field has shown."""
        field = self.fields[name]
        if not (self.is_bound and field.show_hidden_initial):
            return self.initial.get(name)
        return field.to_python(self._sent(name))

    def offer(self, name: str, choice: tuple[str, Any]) -> None:
        """Offer a choice where it is stored, or was when the form was shown."""
        if choice[0] in (self.initial.get(name), self.shown(name)):
            field = self.fields[name]
            field.choices = [choice, *field.choices]  # type: ignore[attr-defined] # it is a choice field

    def refuse_overtaken(self) -> bool:
        """Refuse, once, to write over what others have changed since the form was shown."""
        overtaken = self._overtaken()
        for name in overtaken:
            words = _words(self.fields[name], self.initial.get(name))
            said = _("Meanwhile this was changed to “%(value)s”. Save again to keep yours.")
            self.add_error(name, said % {"value": words})
            self.shown_anew[self[name].html_initial_name] = self._texts(name)
        if overtaken:
            data = QueryDict(mutable=True)
            data.update(self.data)
            for name, texts in self.shown_anew.items():
                data.setlist(name, texts)
            self.data = data
        return bool(overtaken)

    def _overtaken(self) -> list[str]:
        changed = set(self.changed_data)
        if not changed.isdisjoint(self.together):
            changed |= set(self.together)
        changed -= set(self.merged)
        return [name for name in self.fields if name in changed and self._is_overtaken(name)]

    def _is_overtaken(self, name: str) -> bool:
        field, now = self.fields[name], self.initial.get(name)
        if not field.show_hidden_initial or name in self.errors:
            return False
        given = self[name].data
        return field.has_changed(now, given) and field.has_changed(now, self._sent(name))

    def _sent(self, name: str) -> Any:
        widget = self.fields[name].hidden_widget()
        return widget.value_from_datadict(self.data, self.files, self.add_initial_prefix(name))

    def _texts(self, name: str) -> list[str]:
        value = self.fields[name].prepare_value(self.initial.get(name))
        return [str(each) for each in (value if isinstance(value, list) else [value or ""])]


def _words(field: forms.Field, value: Any) -> str:
    """Say a value as its field shows it."""
    labels = dict(getattr(field, "choices", ()))
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(labels.get(each) or localize(each) or "") for each in values if each)
