"""Contributions to an expectation must not count people."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.inputs.model_file import Model
from bayes_bench.publish.disclosure import REST, shown_contributions

COVARIATES = ["sex", "on_benefit", "joint", "age"]


def model_of(*, public: bool) -> Model:
    kinds = dict.fromkeys(COVARIATES, "category") | {"age": "linear"}
    return Model(
        title="T",
        data={"unit": "u", "outcome": "y", "better": "lower"},
        covariates=[{"name": name, "kind": kind} for name, kind in kinds.items()],
        disclosure={"public": public},
    )


def cells_of(sexes: list[list[int]], benefits: list[list[int]]) -> xr.Dataset:
    """A cell for each unit, sex and benefit: people with sex s are half of each benefit."""
    rows = [
        (unit, s, b, count)
        for unit, (by_sex, by_benefit) in enumerate(zip(sexes, benefits, strict=True))
        for s, b, count in ((0, 0, by_sex[0]), (1, 0, by_sex[1]), (0, 1, by_benefit[1]))
    ]
    unit, sex, benefit, trials = (np.array(column) for column in zip(*rows, strict=True))
    levels = {"levels": ["0", "1"]}
    coords = {
        "unit": ["a", "b", "c"],
        "unit_index": ("cell", unit),
        "covariate_sex": ("cell", sex, levels),
        "covariate_on_benefit": ("cell", benefit, levels),
        "covariate_joint": ("cell", np.zeros_like(unit), {"levels": ["x", "y", "z"]}),
        "covariate_age": ("cell", np.zeros(unit.size), {"kind": "linear"}),
    }
    return xr.Dataset({"trials": ("cell", trials)}, coords)


@pytest.fixture
def table() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    values = rng.normal(size=12)
    figures = {"contribution": values, "contribution_lower": values - 1}
    return pd.DataFrame(
        {
            "unit": np.repeat(["a", "b", "c"], 4),
            "name": np.repeat(["A", "B", "C"], 4),
            "covariate": COVARIATES * 3,
            **figures,
            "contribution_upper": values + 1,
        }
    )


# a: everything large; b: three women; c: three women, two on benefit
CELLS = cells_of([[40, 30], [40, 3], [40, 3]], [[0, 20], [0, 20], [0, 2]])


def test_public_data_are_shown_as_they_are(table: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(shown_contributions(table, CELLS, model_of(public=True)), table)


def test_nothing_is_hidden_where_all_are_many_but_digits_are_cut(table: pd.DataFrame) -> None:
    shown = shown_contributions(table, CELLS, model_of(public=False)).query("unit == 'a'")
    assert shown["covariate"].tolist() == COVARIATES
    assert (shown["contribution"] == table["contribution"][:4].round(1)).all()
    assert (shown["contribution_lower"] == table["contribution_lower"][:4].round(1)).all()


@pytest.mark.parametrize(("unit", "telling"), [("b", {"sex"}), ("c", {"sex", "on_benefit"})])
def test_what_tells_of_few_people_is_shown_with_another_only(
    table: pd.DataFrame, unit: str, telling: set[str]
) -> None:
    shown = shown_contributions(table, CELLS, model_of(public=False)).query("unit == @unit")
    own = table.query("unit == @unit").set_index("covariate")["contribution"]
    gone = set(COVARIATES) - set(shown["covariate"])
    assert telling <= gone
    assert len(gone) == 2
    if unit == "b":  # the one that moves least went with it
        assert gone - telling == {own.drop("sex").abs().idxmin()}
    rest = shown.set_index("covariate").loc[REST]
    assert rest["contribution"] == round(own[list(gone)].sum(), 1)
    assert np.isnan(rest["contribution_lower"])
    # as many sums as there were figures would give them away
    assert len(shown) == len(COVARIATES) - 1


def test_no_figure_that_is_written_has_more_than_a_decimal(table: pd.DataFrame) -> None:
    shown = shown_contributions(table, CELLS, model_of(public=False))
    figures = shown.filter(like="contribution").to_numpy()
    assert np.allclose(10 * figures, (10 * figures).round(), equal_nan=True)
