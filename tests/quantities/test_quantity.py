"""What a quantity promises of itself, against the draws and the data dictionary."""

import re
from dataclasses import FrozenInstanceError
from math import inf

import pytest

from bayes_bench.posterior.verdict import DISCRETE
from bayes_bench.quantities.quantity import ERRORS, Family, Quantity
from bayes_bench.quantities.registry import every_quantity
from bayes_bench.tables.registry import every_table
from tests.builders.wards import wards


@pytest.fixture(scope="module")
def quantities() -> tuple[Quantity, ...]:
    """Those of a fit with covariates of every kind."""
    return every_quantity(wards(public=True))


def test_without_more_it_is_unbounded_and_judged() -> None:
    made = Quantity("x", "something", "1")
    assert made.bounds == (-inf, inf)
    assert (made.draws, made.errors, made.formula, made.doi) == (None, None, "", "")
    assert Family(lambda _fit: (made,), place=1).judged
    with pytest.raises(FrozenInstanceError):
        made.name = "y"


def test_every_quantity_has_draws_or_errors_and_says_what_it_is(
    quantities: tuple[Quantity, ...],
) -> None:
    assert len(quantities) > 50
    for one in quantities:
        assert (one.draws is None) != (one.errors is None), one.name
        assert one.meaning.strip(), one.name
        assert one.unit, one.name
        assert not one.doi or re.fullmatch(r"10\.\d{4,}/\S+", one.doi), one.name
        assert one.bounds[0] < one.bounds[1], one.name


def test_errors_are_a_table_with_their_columns(quantities: tuple[Quantity, ...]) -> None:
    # the slow ones, of units left out, are looked at in model/test_predictive_p.py
    given = [one.errors for one in quantities if one.errors and one.name not in {"p", "y_rep"}]
    assert len(given) > 3
    for errors in given:
        table = errors(wards(public=True))
        assert list(table.columns) == ERRORS
        assert (table["mcse"].dropna() >= 0).all()


def test_draws_are_within_their_bounds(quantities: tuple[Quantity, ...]) -> None:
    for one in quantities:
        if one.draws is not None and one.bounds != (-inf, inf):
            draws = one.draws(wards(public=True))
            assert float(draws.min()) >= one.bounds[0] - 1e-12, one.name
            assert float(draws.max()) <= one.bounds[1] + 1e-12, one.name


def test_draws_have_one_of_the_three_shapes(quantities: tuple[Quantity, ...]) -> None:
    for one in quantities:
        if one.draws is not None:
            draws = one.draws(wards(public=True))
            if "chain" in draws.dims:
                assert draws.dims[:2] == ("chain", "draw") or draws.ndim == 3, one.name
                assert draws.ndim in {2, 3}, one.name
            else:
                assert draws.dims == ("draw", "label"), one.name
                assert draws["chain"].dims == ("draw",), one.name


def test_the_names_that_the_verdict_reads_are_of_such_quantities(
    quantities: tuple[Quantity, ...],
) -> None:
    """Probabilities begin with "probability", ranks with "rank": their bounds are their own."""
    for one in quantities:
        is_discrete = f"{one.name}[".startswith(DISCRETE)
        assert is_discrete == (
            one.unit in {"probability", "rank"} and one.name not in {"p", "rank_by"}
        ), one.name


def test_its_unit_of_measure_is_that_of_the_columns_that_it_judges(
    quantities: tuple[Quantity, ...],
) -> None:
    """But for tables in which a row says its own unit."""
    of_columns = {
        (name.partition("[")[0], column.unit)
        for table in every_table()
        for column in table.columns
        if column.kind == "estimate" and not column.counts
        for name in column.quantity.split(" | ")
        if "{" not in name.partition("[")[0] and "{way}" not in name and "[*]" not in name
    }
    units = {one.name: one.unit for one in quantities}
    compared = {name: unit for name, unit in of_columns if name in units and len(unit) < 20}
    differing = {name for name, unit in compared.items() if units[name] != unit and name != "y_rep"}
    assert len(compared) > 15
    # Kendall's tau and the r-value are plain numbers made of ranks; a decision is of several kinds
    assert differing <= {"rank_by", "probability_of_rank", "decision"}
