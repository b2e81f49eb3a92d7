"""The page of the emulator's rules is whole and current."""

from tests.emulator import coverage_page


def test_every_rule_says_what_and_who_says_so():
    for number, rule in coverage_page.rules().items():
        assert rule.keys() == {"says", "source", "kind", "part"}, number
        assert rule["says"].endswith("."), number
        assert "|" not in rule["says"] + rule["source"], number
        assert rule["kind"] in coverage_page.KINDS, number


def test_every_rule_has_a_test_and_every_marked_rule_is_known():
    assert coverage_page.rules().keys() == coverage_page.marks().keys()


def test_the_page_is_current():
    assert coverage_page.PAGE.read_text(encoding="utf-8") == coverage_page.page(), "make docs"
