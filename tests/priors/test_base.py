"""Every prior family of the between-unit sd, against quadrature and against PyMC."""

import numpy as np
import pymc as pm
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from bayes_bench.inputs.model.sections import Priors
from bayes_bench.priors.base import UnitSdPrior, families
from bayes_bench.report.language.words import words_for
from tests.builders.small_problems import counts_model

PARAMETERS = {
    "exponential": {"rate": 2.5},
    "half-normal": {"scale": 0.7},
    "half-t": {"df": 3.0, "scale": 0.4},
}
NAMES = [family.name for family in families()]


def prior(name: str, factor: float = 1.0) -> UnitSdPrior:
    """A prior as a model file says it; `factor` times as large."""
    unit_sd = {"family": name, **PARAMETERS[name]}
    return Priors.model_validate({"unit_sd": unit_sd}).unit_sd.scaled(factor)


def test_families_are_in_their_order() -> None:
    assert sorted(PARAMETERS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_density_integrates_to_one(name: str) -> None:
    total, _ = quad(lambda sd: float(np.exp(prior(name).log_density(np.array([sd]))[0])), 0, np.inf)
    assert total == pytest.approx(1.0, abs=1e-7)  # what the quadrature promises is 1.5e-8


@pytest.mark.parametrize("name", NAMES)
@given(probability=st.floats(0.01, 0.99))
def test_a_quantile_has_its_probability_below_it(name: str, probability: float) -> None:
    of = prior(name)
    upper = float(of.quantile(np.array([probability]))[0])
    below, _ = quad(lambda sd: float(np.exp(of.log_density(np.array([sd]))[0])), 0, upper)
    assert below == pytest.approx(probability, abs=1e-7)


@pytest.mark.parametrize("name", NAMES)
@given(factor=st.floats(0.1, 10.0), sd=st.floats(0.01, 5.0))
def test_a_scaled_prior_is_that_of_a_multiple(name: str, factor: float, sd: float) -> None:
    """Change of variables: p(factor sigma) = p(sigma) / factor."""
    at = np.array([sd])
    ours = prior(name, factor).log_density(factor * at)
    np.testing.assert_allclose(ours, prior(name).log_density(at) - np.log(factor), rtol=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_pymc_has_the_same_density(name: str) -> None:
    sd = np.array([0.01, 0.3, 2.0])
    with pm.Model():
        theirs = pm.logp(prior(name).pymc_variable("sd"), sd).eval()
    # PyMC keeps the normalising constant with the digits of a 32-bit number
    np.testing.assert_allclose(prior(name).log_density(sd), theirs, atol=1e-6)
    # the negative control: a prior a hundredth larger is another one
    assert not np.allclose(prior(name, 1.01).log_density(sd), theirs, atol=1e-4)


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("name", NAMES)
def test_a_family_has_words(name: str, language: str) -> None:
    of = prior(name)
    slots = {parameter: str(value) for parameter, value in of.parameters.items()}
    words = words_for(counts_model(), language).say(of.wording, slots)
    assert all(text in words for text in slots.values())
