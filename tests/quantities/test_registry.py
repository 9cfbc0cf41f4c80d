"""The families of quantities, against the files of their folder."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

import bayes_bench.quantities
from bayes_bench.quantities import registry
from bayes_bench.quantities.registry import every_family, every_quantity, families
from tests.builders.wards import wards

FOLDER = Path(bayes_bench.quantities.__file__).parent


def test_every_file_with_a_family_is_found() -> None:
    written = [
        path for path in FOLDER.rglob("*.py") if "\nFAMILY = Family(" in path.read_text("utf-8")
    ]
    assert len(every_family()) == len(written) > 15


def test_families_are_in_the_order_of_their_places_and_no_two_share_one() -> None:
    places = [family.place for family in every_family()]
    assert all(one < following for one, following in pairwise(places))


def test_judged_and_others_are_all_and_keep_their_order() -> None:
    parts = families(wards(), judged=True), families(wards(), judged=False)
    assert sorted((*parts[0], *parts[1]), key=lambda one: one.place) == list(every_family())
    assert not {id(one) for one in parts[0]} & {id(one) for one in parts[1]}
    assert min(map(len, parts)) > 3


@pytest.mark.parametrize("bare", [False, True])
def test_the_quantities_of_a_fit_are_those_of_its_families_in_turn(*, bare: bool) -> None:
    fit = wards(bare=bare)
    names = [one.name for one in every_quantity(fit)]
    assert names == [one.name for family in every_family() for one in family.of(fit)]
    assert ("contribution" in names) != bare
    assert names[0] == "intercept"


def test_a_family_is_judged_below_its_number_of_units(monkeypatch: pytest.MonkeyPatch) -> None:
    fit, several = wards(bare=True), every_family()
    units = fit.analysis.population.units
    bounded = tuple(replace(family, below=units) for family in several[:2])
    monkeypatch.setattr(registry, "every_family", lambda: (*bounded, *several[2:]))
    assert families(fit, judged=False)[:2] == bounded
    assert families(fit, judged=True)[0] == several[2]
