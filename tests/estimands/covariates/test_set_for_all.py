"""Everybody's mean probability under settings, against everybody as they are."""

import numpy as np
import pytest
from scipy.special import expit

from bayes_bench.estimands.covariates.set_for_all import Setting, mean_probabilities, with_values
from tests.builders.estimands import MakeProblem


def test_nobody_changed_is_everybody_as_they_are(make_problem: MakeProblem) -> None:
    problem = make_problem(more=[{"name": "sex:age"}])
    own = problem.effects[:, problem.cells["unit_index"].to_numpy()]
    found = mean_probabilities(problem.fit, [Setting(), Setting(raised={"age": 0.0})])
    everybody = problem.mean_over_all(expit(problem.logits + own))
    assert found == pytest.approx(np.stack([everybody] * 2, axis=1), abs=1e-12)
    assert mean_probabilities(problem.fit, []).shape == (8, 0)


def test_values_are_set_or_raised(make_problem: MakeProblem) -> None:
    cells = make_problem().cells
    changed = with_values(cells, Setting({"sex": 1.0, "bmi": 30.5}, {"age": 2.0}))
    assert set(changed["covariate_sex"].to_numpy()) == {1}
    assert changed["covariate_sex"].dtype == cells["covariate_sex"].dtype
    assert changed["covariate_sex"].attrs == cells["covariate_sex"].attrs
    assert set(changed["covariate_bmi"].to_numpy()) == {30.5}
    assert changed["covariate_age"].to_numpy() == pytest.approx(cells["covariate_age"] + 2)


def test_settings_are_one_in_whatever_order() -> None:
    one, other = Setting({"a": 1.0, "b": 2.0}), Setting({"b": 2.0, "a": 1.0})
    assert len({one, other, Setting(raised={"a": 1.0})}) == 2
