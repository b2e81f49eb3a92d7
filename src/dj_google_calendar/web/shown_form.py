"""Forms of what others may change meanwhile: what was left as it was shown is no change."""

from typing import Any

from django import forms
from django.utils.text import normalize_newlines


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
    """Words with any space between; which space is no change."""

    def to_python(self, value: Any) -> Any:
        """Give the words one below the other."""
        return "\n".join(super().to_python(value).split())


class ShownForm(forms.Form):
    """A form that can carry along what it has shown."""

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
        widget = field.hidden_widget()
        sent = widget.value_from_datadict(self.data, self.files, self.add_initial_prefix(name))
        return field.to_python(sent)

    def offer(self, name: str, choice: tuple[str, Any]) -> None:
        """Offer a choice where it is stored, or was when the form was shown."""
        if choice[0] in (self.initial.get(name), self.shown(name)):
            field = self.fields[name]
            field.choices = [choice, *field.choices]  # type: ignore[attr-defined] # it is a choice field
