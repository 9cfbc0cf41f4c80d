"""What is said of an estimand in one place."""

from dataclasses import FrozenInstanceError
from typing import get_args

import pytest
import xarray as xr

from bayes_bench.estimands.axioms import AXIOMS
from bayes_bench.estimands.catalogue import CATALOGUE
from bayes_bench.estimands.estimand import EVERY_REFERENCE, NATIONAL, OUTSIDE, Estimand, column
from bayes_bench.inputs.model.sections import Benchmark

EXCESS = Estimand(
    name="excess",
    measure=column("persons"),
    units="people",
    long_name="excess events",
    formula="n (P - E)",
    place=1,
    references=("national", "typical"),
    axioms={NATIONAL: ("holds", "fails", "holds", "fails", "fixed_standard")},
)
SIMPLE = Estimand("simple", column("n"), "people", "people", "n", 2)


def test_every_reference_is_one_that_a_model_file_may_name() -> None:
    may_be_named = get_args(Benchmark.model_fields["reference"].annotation)
    assert set(EVERY_REFERENCE) == set(may_be_named)
    assert sorted(NATIONAL + OUTSIDE) == sorted(EVERY_REFERENCE)


def test_its_draws_say_what_they_are() -> None:
    assert EXCESS.attrs == {
        "units": "people",
        "long_name": "excess events",
        "formula": "n (P - E)",
    }


def test_a_column_is_read_from_the_benchmark_as_it_is() -> None:
    bench = xr.Dataset({"persons": ("unit", [1.5, -2.0]), "n": ("unit", [3, 4])})
    assert EXCESS.measure(bench, xr.DataTree()).identical(bench["persons"])
    assert SIMPLE.measure(bench, xr.DataTree()).identical(bench["n"])
    with pytest.raises(KeyError):
        column("predicted")(bench, xr.DataTree())


def test_without_a_reference_its_name_is_empty() -> None:
    assert SIMPLE.named_references == ("",)
    assert EXCESS.named_references == ("national", "typical")


def test_verdicts_are_those_of_the_reference_or_nobody_gave_them() -> None:
    assert EXCESS.verdicts("national") == ("holds", "fails", "holds", "fails", "fixed_standard")
    assert EXCESS.verdicts("typical") == ("not_examined",) * len(AXIOMS)
    assert SIMPLE.verdicts("") == ("not_examined",) * len(AXIOMS)


def test_nobody_changes_one_by_accident() -> None:
    with pytest.raises(FrozenInstanceError):
        EXCESS.place = 3


def test_where_nothing_is_said_anything_is_possible_and_nothing_is_sampled() -> None:
    assert SIMPLE.bounds == (float("-inf"), float("inf"))
    assert not SIMPLE.has_sampling_error


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=lambda kind: kind.name)
def test_each_has_verdicts_for_its_references_and_for_no_others(kind: Estimand) -> None:
    judged = [reference for references in kind.axioms for reference in references]
    assert sorted(judged) == sorted(kind.named_references)
    assert all(len(verdicts) == len(AXIOMS) for verdicts in kind.axioms.values())


def test_no_two_estimands_have_the_same_place() -> None:
    places = [kind.place for kind in CATALOGUE.values()]
    assert len({*places}) == len(places)


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=lambda kind: kind.name)
def test_those_with_sampling_error_are_those_that_move_with_the_events_alone(
    kind: Estimand, make_problem
) -> None:
    """The posterior stays; only ``indirect_rate`` takes the country's rate, and no unit's."""
    from bayes_bench.estimands.indicators import benchmark

    before, after = make_problem(reference="typical"), make_problem(reference="typical")
    after.cells["events"][:] = after.cells["trials"] - after.cells["events"]
    one, other = (
        kind.measure(benchmark(p.posterior, p.cells, p.model), p.posterior) for p in (before, after)
    )
    ratio = (other / one).values  # of a common factor there is no error by unit
    moved = float(ratio.std()) > 1e-9 * abs(float(ratio.mean()))
    assert moved == kind.has_sampling_error
