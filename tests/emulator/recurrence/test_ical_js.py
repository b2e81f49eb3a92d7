"""Expansion, checked against ical.js: other authors, another language, other zone data."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from tests.emulator.recurrence.ical_js_judge import FAULTS, Rule, fault_of, hangs, judged
from tests.emulator.recurrence.random_rules import Case, cases

RULES = 1000


def drawn(seed: int) -> Iterator[Case]:
    """Give cases until a thousand of them meet no known fault."""
    rest = RULES
    for case in cases(seed):
        if hangs(Rule.of(case)):
            continue
        yield case
        rest -= not fault_of(case)
        if not rest:
            return


@dataclass(frozen=True)
class Compared:
    case: Case
    ours: list[float]
    theirs: list[float] | str
    fault: str


@pytest.fixture(scope="module")
def compared() -> list[Compared]:
    asked = list(drawn(seed=2026))
    return [
        Compared(case, [start.timestamp() for start in case.starts()], theirs, fault_of(case))
        for case, theirs in zip(asked, judged(asked), strict=True)
    ]


@pytest.mark.slow
@pytest.mark.rule("R-22")
def test_a_thousand_random_rules_equal_ical_js(compared):
    without_fault = [each for each in compared if not each.fault]

    assert len(without_fault) == RULES
    assert [each for each in without_fault if each.ours != each.theirs] == []


@pytest.mark.slow
def test_each_known_fault_of_ical_js_is_one(compared):
    shown = {each.fault for each in compared if each.ours != each.theirs}

    assert shown == FAULTS.keys()
