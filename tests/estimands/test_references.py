"""A benchmark under another reference, against figures by hand and against the model's own."""

import pytest
import xarray as xr

from bayes_bench.errors import InputError
from bayes_bench.estimands.indicators import benchmark
from bayes_bench.estimands.references import REFERENCES, gaps_from, under_reference


@pytest.fixture
def by_hand() -> xr.Dataset:
    """Ten people and forty, 20 % and 50 % predicted, and two references."""
    dims = ("chain", "draw", "unit")
    expected = xr.DataArray([[[[0.3, 0.4]]], [[[0.1, 0.6]]]], dims=("reference", *dims))
    references = expected.assign_coords(reference=["national", "typical"])
    bench = xr.Dataset(
        {
            "predicted": (dims, [[[0.2, 0.5]]]),
            "observed": ("unit", [0.1, 0.7]),
            "n": ("unit", [10, 40]),
            "expected_under": references,
            "expected": references.sel(reference="national", drop=True),
        }
    )
    gaps = gaps_from(bench, bench["expected"])
    said = {name: values.assign_attrs(long_name=name) for name, values in gaps.items()}
    return bench.assign(said).assign_attrs(reference="national")


def figures(bench: xr.Dataset) -> dict[str, list[float]]:
    names = ("expected", "indicator", "persons", "observed_gap")
    return {name: bench[name].values.ravel().round(9).tolist() for name in names}


def test_gaps_are_in_percentage_points_and_in_people(by_hand) -> None:
    assert figures(by_hand) == {
        "expected": [0.3, 0.4],
        "indicator": [-10, 10],
        "persons": [-1, 4],
        "observed_gap": [-20, 30],
    }


def test_another_reference_moves_all_that_is_expected(by_hand) -> None:
    other = under_reference(by_hand, "typical")
    assert figures(other) == {
        "expected": [0.1, 0.6],
        "indicator": [10, -10],
        "persons": [1, -4],
        "observed_gap": [0, 10],
    }
    assert other.attrs["reference"] == "typical"
    assert other["indicator"].attrs == {"long_name": "indicator"}
    assert other["predicted"].identical(by_hand["predicted"])


def test_differences_that_are_not_wanted_are_not_there_under_a_wrong_reference(by_hand) -> None:
    for reference in ("national", "typical"):
        whole, some = under_reference(by_hand, reference), ("persons",)
        few = under_reference(by_hand, reference, some)
        assert few.identical(whole.drop_vars(["indicator", "observed_gap"]))


def test_what_was_given_stays_as_it_was(by_hand) -> None:
    before = by_hand.copy(deep=True)
    under_reference(by_hand, "typical")
    assert by_hand.identical(before)


def test_its_own_reference_is_no_change(by_hand) -> None:
    assert under_reference(by_hand, "national").identical(by_hand)


def test_a_reference_that_there_is_not_is_refused(by_hand) -> None:
    with pytest.raises(InputError, match=r"'regional'.*average_unit, national"):
        under_reference(by_hand, "regional")


def test_a_benchmark_of_one_reference_has_no_other(by_hand) -> None:
    older = by_hand.drop_dims("reference")
    assert under_reference(older, "national").identical(older)
    with pytest.raises(InputError, match=r"'national' only.*earlier version"):
        under_reference(older, "typical")


@pytest.mark.parametrize("reference", REFERENCES)
def test_another_reference_is_as_if_the_model_had_said_so(make_problem, reference) -> None:
    said, other = make_problem(reference=reference), make_problem(reference="typical")
    one = benchmark(said.posterior, said.cells, said.model)
    two = under_reference(benchmark(other.posterior, other.cells, other.model), reference)
    assert two.attrs["reference"] == reference
    for name in ("expected", "indicator", "persons", "observed_gap"):
        assert one[name].identical(two[name])
