"""What covariates of units are in each unit, and where people of one differ."""

import numpy as np
import pytest

from bayes_bench.design.unit_level import OfUnits
from tests.builders.estimands import MakeProblem

OWN = [
    {"name": "beds", "kind": "linear", "level": "unit"},
    {"name": "owner", "kind": "category", "level": "unit"},
]


def test_means_of_units_kinds_and_who_is_mixed(make_problem: MakeProblem) -> None:
    problem = make_problem(more=OWN, unit_covariates="performance")
    own = problem.fit.analysis.of_units
    assert isinstance(own, OfUnits)
    labels = [term.label for term in problem.design.terms]
    assert [label for label, is_own in zip(labels, own.is_own, strict=True) if is_own] == [
        "beds",
        "owner[private]",
    ]
    centred = (problem.design.matrix.toarray() - problem.design.center)[:, own.is_own]
    assert own.means == pytest.approx(problem.mean_by_unit(centred.T).T)
    assert own.mixed == (4,)  # "other"
    assert own.weights.sum() == pytest.approx(1.0)
    assert own.weights @ own.kinds == pytest.approx(own.means.mean(axis=0))
    of_other = problem.cells["unit_index"].to_numpy() == 4
    widest = np.abs(centred[of_other] - own.means[4]).max(axis=0)
    assert own.widest == pytest.approx(widest)
