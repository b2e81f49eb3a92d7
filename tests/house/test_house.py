"""The house rules that no linter sees."""

import ast
import re
from pathlib import Path

import pytest

from dj_google_calendar import exceptions

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for path in (ROOT / "src").rglob("*.py") if "migrations" not in path.parts)
LONGEST_MODULE, LONGEST_FUNCTION = 400, 40
BANNED_NAMES = {"utils", "helpers", "common", "base", "misc", "managers", "constants"}


def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def test_no_module_is_longer_than_it_should_be():
    lengths = {str(path): len(path.read_text().splitlines()) for path in SOURCES}

    assert {path: n for path, n in lengths.items() if n > LONGEST_MODULE} == {}


def test_no_function_is_longer_than_it_should_be():
    long = [
        f"{path.name}:{node.name}"
        for path in SOURCES
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]

    assert long == []


def test_no_module_has_a_name_that_says_nothing():
    assert [path for path in SOURCES if path.stem in BANNED_NAMES] == []


def test_imports_stand_at_the_top():
    inside = [
        f"{path.name}:{node.name}"
        for path in SOURCES
        if path.name != "apps.py"
        for node in functions(path)
        for inner in ast.walk(node)
        if isinstance(inner, (ast.Import, ast.ImportFrom))
    ]

    assert inside == []


def test_the_tree_of_errors_names_every_error_with_its_code():
    tree = exceptions.__doc__
    errors = [
        each
        for each in vars(exceptions).values()
        if isinstance(each, type) and issubclass(each, exceptions.GoogleCalendarError)
    ]

    for error in errors:
        assert re.search(rf"\b{error.__name__}\b", tree), error
        leaf = not error.__subclasses__() and "code" in vars(error)
        assert not leaf or re.search(rf"{error.__name__}\s+{error.code}\b", tree), error


def test_every_problem_is_explained_and_no_other():
    page = (ROOT / "docs/reference/problems.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| ([EWI]\d{3}) \|", page, re.MULTILINE))
    sources = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    used = set(re.findall(r'"([EWI]\d{3})"', sources)) - {"E100"}

    assert explained == used


def test_every_setting_is_documented():
    page = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    source = (ROOT / "src/dj_google_calendar/conf.py").read_text(encoding="utf-8")
    keys = set(re.findall(r"^    ([A-Z_]+): ", source, re.MULTILINE))

    assert set(re.findall(r"^\| `([A-Z_]+)`", page, re.MULTILINE)) == keys


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_links_between_documents_lead_somewhere(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text)

    assert [target for target in targets if not (ROOT / target).exists()] == []
