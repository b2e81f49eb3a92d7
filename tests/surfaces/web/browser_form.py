"""The form of an event as a browser sends it: it breaks lines in its own way, or not at all."""

import html.parser
import re


class BrowserForm(html.parser.HTMLParser):
    """Reads what the form of a page would send as it stands."""

    def __init__(self):
        super().__init__()
        self.fields = {}
        self._is_inside = False
        self._name = self._text = self._first = None

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._is_inside = "form" in values.get("class", "").split()
        elif self._is_inside and tag == "input":
            self._input(values)
        elif self._is_inside and tag in {"textarea", "select"}:
            self._name, self._text, self._first = values["name"], "", None
        elif self._is_inside and tag == "option":
            self._first = values["value"] if self._first is None else self._first
            if "selected" in values:
                self._first = values["value"]

    def handle_data(self, data):
        if self._text is not None:
            self._text += data

    def handle_endtag(self, tag):
        if tag == "form":
            self._is_inside = False
        elif tag == "select":
            self._add(self._name, self._first)
        elif tag == "textarea" and self._text is not None:
            self._add(self._name, _with_crlf(re.sub(r"\A\r?\n", "", self._text)))
        if tag in {"select", "textarea"}:
            self._text = None

    def _input(self, values):
        kind, name, value = values.get("type", "text"), values["name"], values.get("value", "on")
        if kind == "hidden":
            self._add(name, _with_crlf(values.get("value", "")))
        elif kind not in {"checkbox", "radio"}:
            self._add(name, re.sub(r"[\r\n]", "", values.get("value", "")))
        elif "checked" in values:
            self._add(name, value)

    def _add(self, name, value):
        self.fields[name] = [*self.fields.get(name, ()), value]


def _with_crlf(text):
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def opened(client, address):
    """Open a form; give what it would send."""
    form = BrowserForm()
    form.feed(client.get(address).text)
    return form.fields
