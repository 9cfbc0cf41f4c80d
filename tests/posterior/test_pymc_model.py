"""The PyMC model has the variables that its documentation promises, however it is centred."""

import numpy as np
import pandas as pd

from bayes_bench.analysis import Analysis
from bayes_bench.posterior.pymc_model import build_pymc_model, definition_of
from tests.builders.small_problems import cells_of, counts_cells, counts_model, people_model


def test_variables_and_dims(people: pd.DataFrame) -> None:
    model = people_model()
    definition = build_pymc_model(cells_of(people, model), model)
    assert {v.name for v in definition.free_RVs} == {
        *("intercept", "coefficient", "unit_sd", "unit_effect")
    }
    assert definition.named_vars_to_dims["unit_effect"] == ("unit",)
    assert definition.named_vars_to_dims["coefficient"] == ("term",)
    assert [v.name for v in definition.observed_RVs] == ["events"]


def test_without_covariates_there_is_no_coefficient() -> None:
    model = counts_model()
    cells = counts_cells([20, 50], [3, 9], model)
    definition = definition_of(Analysis(model, cells), np.array([0.5, 0.5]))
    names = {v.name for v in definition.free_RVs}
    assert names == {"intercept", "unit_sd", "unit_effect_scaled"}
    assert [v.name for v in definition.deterministics] == ["unit_effect"]
