"""The catalogs of the page's words: ``python -m tests.house.catalogs`` compiles them.

New words come in by ``django-admin makemessages --no-location``, which needs GNU gettext.
"""

import ast
import datetime as dt
import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).parents[2] / "src" / "dj_google_calendar"
LOCALE = PACKAGE / "locale"
LONG_AGO = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
KEYWORDS = ("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy")
SAID = re.compile(r"""(?<!\w)(?:_|n?gettext)\(u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
"""What Django makes of a template's words for GNU gettext."""


def sources() -> list[Path]:
    """Give the catalogs that people write."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def read(source: Path) -> Catalog:
    """Read one."""
    with source.open("rb") as file:
        catalog = read_po(file, locale=source.parts[-3])
    catalog.creation_date = catalog.revision_date = LONG_AGO  # else it would be now
    return catalog


def compiled(source: Path) -> bytes:
    """Give what Django reads."""
    made = io.BytesIO()
    write_mo(made, read(source))
    return made.getvalue()


def words() -> set[str]:
    """Give all words that the code and the templates have translated."""
    return set(_of_code()) | set(_of_templates())


def _of_code() -> Iterator[str]:
    for path in PACKAGE.rglob("*.py"):
        with path.open("rb") as file:
            for _, _, said, _ in extract_python(file, KEYWORDS, (), {}):
                yield said[0] if isinstance(said, tuple) else said


def _of_templates() -> Iterator[str]:
    for path in PACKAGE.rglob("*.html"):
        code = templatize(path.read_text())
        for found in SAID.finditer(code):
            yield ast.literal_eval(found[1])


if __name__ == "__main__":
    for each in sources():
        each.with_suffix(".mo").write_bytes(compiled(each))
