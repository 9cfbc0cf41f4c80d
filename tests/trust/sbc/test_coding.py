"""The judge's coding against other software and against its definition."""

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from bayes_bench.trust.sbc.coding import coded, natural_spline


@pytest.mark.parametrize("knots", [[0.0, 1.0, 3.0], [18.0, 30.0, 41.5, 50.0, 65.0]])
def test_natural_splines_are_scipys(knots: list[float]) -> None:
    at = np.array(knots)
    values = np.concatenate([at, np.linspace(at[0], at[-1], 57)])
    theirs = CubicSpline(at, np.eye(at.size), bc_type="natural")(values)
    np.testing.assert_allclose(natural_spline(values, at), theirs, atol=1e-12)


def test_columns_are_centred_over_people_and_named() -> None:
    rng = np.random.default_rng(1)
    people = {
        "group": np.array([*"aabbbc"] * 20),
        "score": rng.integers(10, size=120).astype(float),
        "age": rng.integers(18, 66, size=120).astype(float),
    }
    design, labels = coded(people)
    assert labels == ("group[a]", "group[c]", "score", "age[1]", "age[2]", "age[3]")
    np.testing.assert_allclose(design.mean(axis=0), 0.0, atol=1e-12)
    assert design[:, 2].std() == pytest.approx(1.0)
    assert np.ptp(design[:, 0]) == 1.0


def test_without_covariates_there_are_no_columns() -> None:
    design, labels = coded({})
    assert labels == ()
    assert design.shape == (0, 0)
