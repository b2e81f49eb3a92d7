"""The how-to does what it says."""

import re
from pathlib import Path

from tests.engine.operations.steps import send

HOWTO = Path(__file__).parents[3] / "docs" / "howto" / "change-events.md"
QUERIES = HOWTO.with_name("query-occurrences.md")


def test_the_examples_run(calendar, alice, google):
    blocks = re.findall(r"```python\n(.*?)```", HOWTO.read_text(encoding="utf-8"), re.DOTALL)
    names = {"calendar": calendar, "user": alice}

    for block in blocks:
        exec(compile(block, HOWTO.name, "exec"), names)  # noqa: S102 - our own page

    assert len(blocks) == 5
    assert set(send()) == {"sent"}
    assert names["lunch"].google_id in google.world.calendars[calendar.google_id].events


def test_the_examples_of_queries_run(calendar, alice, capsys):
    names = {"calendar": calendar, "user": alice}

    for block in re.findall(r"```python\n(.*?)```", QUERIES.read_text("utf-8"), re.DOTALL):
        exec(compile(block, QUERIES.name, "exec"), names)  # noqa: S102 - our own page

    assert len(names["json"].loads(names["shown"])) > 20
    assert capsys.readouterr().out.count("2026-12-") > 20
