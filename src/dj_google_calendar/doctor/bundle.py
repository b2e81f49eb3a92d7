"""Whether the script of the calendar page is there: built from ``frontend``, not kept in git."""

from collections.abc import Iterator
from pathlib import Path

from dj_google_calendar.findings import Finding

STATIC = Path(__file__).parents[1] / "static"
FOLDER = "dj_google_calendar/bundle"
BUNDLE = STATIC / FOLDER / "page.js"
ALIASES = {"zh-hans": "zh-cn", "zh-hant": "zh-tw", "no": "nb", "hy": "hy-am", "ta": "ta-in"}
"""Languages that the bundle has under another name than Django."""


def is_built() -> bool:
    """Say whether the calendar page has its script; without it, it is a plain list."""
    return BUNDLE.exists()


def locale_path(language: str) -> str:
    """Give the file with the grid's own words in a language; empty where there is none."""
    for name in (language, ALIASES.get(language, ""), language.partition("-")[0]):
        path = f"{FOLDER}/locales/{name}.js"
        if name and (STATIC / path).is_file():
            return path
    return ""


def bundle_findings() -> Iterator[Finding]:
    """Name a bundle that is missing."""
    if not is_built():
        yield Finding(
            "W020",
            "The calendar page has no script: it shows a plain list of the next two weeks.",
            "Run make js, which needs npm, or install the package from a wheel.",
        )
