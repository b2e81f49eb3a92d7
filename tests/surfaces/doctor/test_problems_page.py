"""The page of problems explains every id that can be met, and no other."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/reference/problems.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([EWI]\d{3}) \|(.*)\|$", PAGE, re.MULTILINE)
ROOT_OF_ALL_ERRORS = "E100"


def ids_in_the_code():
    sources = (ROOT / "src/dj_google_calendar").rglob("*.py")
    found = set()
    for source in sources:
        found |= set(re.findall(r"[\"']([EWI]\d{3})[\"']", source.read_text(encoding="utf-8")))
    return found - {ROOT_OF_ALL_ERRORS}


def test_each_id_is_explained_once_and_no_other():
    explained = [row_id for row_id, _ in ROWS]

    assert sorted(explained) == sorted(ids_in_the_code())


@pytest.mark.parametrize(("row_id", "cells"), ROWS, ids=[row_id for row_id, _ in ROWS])
def test_each_row_says_the_situation_and_where_it_is_seen(row_id, cells):
    situation, seen, *_cause_fix_link = [cell.strip() for cell in cells.split("|")]

    assert len(cells.split("|")) == 5
    assert situation
    assert seen or row_id.startswith("I")


def test_links_lead_somewhere():
    targets = re.findall(r"\]\((?!https:)([^)]+)\)", PAGE)

    assert targets
    assert [each for each in targets if not (ROOT / "docs/reference" / each).exists()] == []
