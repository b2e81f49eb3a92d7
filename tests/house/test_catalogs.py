"""Each language has all words, with the same places for values, as Django reads them."""

import re

import pytest
from tests.house.catalogs import compiled, read, sources, words

PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|%%\w+%%|\{\w+\}|</?\w+")


@pytest.fixture(params=sources(), ids=lambda source: source.parts[-3])
def source(request):
    return request.param


def test_there_are_languages_of_both_directions():
    assert {"ar", "de", "es", "fr"} <= {source.parts[-3] for source in sources()}


def test_a_catalog_has_the_words_of_the_code_and_no_others(source):
    known = {each.id[0] if each.pluralizable else each.id for each in read(source) if each.id}

    assert sorted(known ^ words()) == []


def test_all_is_translated_with_the_same_places_for_values(source):
    for each in read(source):
        said = each.string if each.pluralizable else (each.string,)
        asked = each.id if each.pluralizable else (each.id,)
        assert all(said), each.id
        if each.id:
            assert not each.fuzzy, each.id
            assert all(_places(text) in map(_places, asked) for text in said), each.id


def test_what_django_reads_is_up_to_date(source):
    assert source.with_suffix(".mo").read_bytes() == compiled(source), (
        "python -m tests.house.catalogs"
    )


def _places(text):
    return sorted(PLACE.findall(text))
