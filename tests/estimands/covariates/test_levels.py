"""Rates by level, against the effects of the same draws."""

import numpy as np
import pandas as pd
import pytest

from bayes_bench.estimands.covariates.effects import summarise_effects
from bayes_bench.estimands.covariates.levels import level_rates
from bayes_bench.fitted import Fit
from tests.builders.report import fit_in


def test_adjusted_rates_differ_by_the_effects(hostile_fit: Fit) -> None:
    table = level_rates(hostile_fit)
    rates = table.set_index(table["levels"].str[0]).astype({"adjusted": float})
    effects = summarise_effects(hostile_fit).set_index("level")["effect_pp"]
    reference = hostile_fit.analysis.cells["covariate_joint"].attrs["reference"]
    for level in [level for level in effects.index if level in rates.index]:
        gap = 100 * (rates.loc[level, "adjusted"] - rates.loc[reference, "adjusted"])
        assert gap == pytest.approx(effects[level], abs=1e-6)
    assert rates["n"].sum() == 720
    assert rates["lower"].lt(rates["adjusted"]).all()


def test_small_levels_are_not_shown() -> None:
    rng = np.random.default_rng(2)
    people = pd.DataFrame({"u": np.repeat(list("ABCD"), 100), "y": rng.random(400) < 0.4})
    joint = rng.choice(["a", "b"], 400).astype(object)
    joint[:3] = "rare"
    people = people.assign(joint=joint).astype({"y": int})
    hidden = {"public": False, "minimum_count": 5}
    rates = level_rates(fit_in(people, [{"name": "joint"}], disclosure=hidden))
    none = rates["n"] - rates["events"]
    assert pd.concat([rates["n"], rates["events"], none]).min() >= 5
    assert "rare" not in {level for levels in rates["levels"] for level in levels}
    assert rates["n"].sum() == 400
