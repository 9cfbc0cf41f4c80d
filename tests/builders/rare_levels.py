"""People of hundreds of rare levels, or of a level without events; many small units."""

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit

from bayes_bench.analysis import Analysis
from bayes_bench.inputs.model.file import Model, model_from_table
from tests.builders.small_problems import cells_of


def rare_levels(
    people: int, units: int, levels: int, separated: int = 0, coefficient_sd: float = 1.0
) -> Analysis:
    """A category whose levels are as rare as one over their number, in units of one size.

    Of `separated` people with a second covariate nobody has an event.
    """
    rng = np.random.default_rng(1)
    share = 1.0 / np.arange(1, levels + 1)
    level = rng.choice(levels, people, p=share / share.sum())
    unit = rng.integers(units, size=people)
    effect, of_unit = rng.normal(0.0, 0.5, levels), rng.normal(0.0, 0.3, units)
    outcome = rng.random(people) < expit(-1.5 + effect[level] + of_unit[unit])
    outcome[:separated] = False
    table = pd.DataFrame({"unit": unit, "level": level, "outcome": outcome.astype(int)})
    table["dummy"] = (np.arange(people) < separated).astype(int)
    names = ["level", *(["dummy"] if separated else [])]
    model = _model(names, {"coefficient": {"sd": coefficient_sd}})
    return Analysis(model, cells_of(table, model))


def small_units(units: int, people: int) -> Analysis:
    """Many units of a few people each."""
    rng = np.random.default_rng(1)
    unit = np.repeat(np.arange(units), people)
    outcome = rng.random(unit.size) < expit(-1.3 + rng.normal(0.0, 0.4, units)[unit])
    model = _model([], {})
    return Analysis(model, cells_of(pd.DataFrame({"unit": unit, "outcome": outcome * 1}), model))


def _model(categories: list[str], priors: dict[str, Any]) -> Model:
    return model_from_table(
        {
            "title": "Rare levels",
            "data": {"unit": "unit", "outcome": "outcome", "better": "lower"},
            "covariates": [{"name": name, "kind": "category"} for name in categories],
            "disclosure": {"public": True},
            "priors": priors,
        }
    )
