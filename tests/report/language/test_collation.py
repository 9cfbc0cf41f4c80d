"""The order of names; that of all municipalities is tested with the words."""

import pytest

from bayes_bench.report.language.collation import collated, collation_key


def test_danish_letters_come_last_and_aa_is_one_of_them() -> None:
    names = ["Aabenraa", "Ærø", "Zealand", "Øst", "Ålborg", "Albertslund"]
    order = collated(names, danish=True)
    shown = [name for _, name in sorted(zip(order, names, strict=True))]
    assert shown == ["Albertslund", "Zealand", "Ærø", "Øst", "Aabenraa", "Ålborg"]


@pytest.mark.parametrize("danish", [True, False])
def test_numbers_come_first_by_size(danish: bool) -> None:
    assert collated(["10", "9", "a", "-1.5"], danish=danish) == [2, 1, 3, 0]
    assert collation_key("Émile", danish=danish) < collation_key("Zoé", danish=danish)


@pytest.mark.parametrize("danish", [True, False])
def test_numbers_within_names_count_by_their_size(danish: bool) -> None:
    names = ["Ward 10", "Ward 2", "Ærø 3", "ward 1", "2 / 1", "10 / 1", "2 / 10"]
    places = collated(names, danish=danish)
    shown = [name for _, name in sorted(zip(places, names, strict=True))]
    apart = ["Ærø 3"] if danish else []
    wards = ["ward 1", "Ward 2", "Ward 10"]
    assert [n for n in shown if n != "Ærø 3"] == ["2 / 1", "2 / 10", "10 / 1", *wards]
    assert shown[-len(apart) :] == apart or not danish
