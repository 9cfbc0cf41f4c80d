"""Which reported figures move when the priors are made a little stronger or weaker.

Nothing is fitted again: draws are weighted by the priors' density to a power near 1. Only the
top-level priors are scaled, those that the model file states (`posterior.log_priors`); the unit
effects stay as drawn given the sd between units, and the likelihood is that of the units' people
with the effects integrated out.

References
----------
Kallioinen, Paananen, Bürkner & Vehtari (2024), 10.1007/s11222-023-10366-5.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.estimands.covariates.effects import covariate_odds
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.estimands.variation import variation_draws
from bayes_bench.fitted import MAX_THINNED, Fit, once
from bayes_bench.numerics.parallel import on_all_cores
from bayes_bench.numerics.power_scaling import mean_slopes, sensitivity
from bayes_bench.posterior.log_priors import log_priors
from bayes_bench.predictive.unit_log_likelihood import unit_log_likelihood
from bayes_bench.typing import Floats

THRESHOLD = 0.05
"""Sensitivity from which on a figure moves."""
CONFLICT, STRONG_PRIOR, UNDECIDED, STILL = "conflict", "strong prior", "undecided", "none"
"""The prior and the likelihood both move the figure, and need not agree; the prior does and the
likelihood hardly does; too near the threshold to say; the priors do not move it."""
PRIOR, LIKELIHOOD = "prior", "likelihood"
OF_UNITS = ("indicator", "direct_rate")
_PARTS = 4  # of the draws, left out one after another for the Monte Carlo error
_FIGURES = 32  # done together


@dataclass(frozen=True)
class PowerScaling:
    """How far each figure depends on the priors, and on the likelihood.

    Attributes
    ----------
    figures : DataFrame
        ``quantity, unit``: the names of the figures, and of which unit.
    change : ndarray (figure,)
        Change of the posterior mean if all priors counted double, to first order.
    sensitivity : DataFrame
        A row per figure, and columns ``prior`` (all together), ``prior_<parameter>`` each, and
        ``likelihood``.
    change_error : ndarray (figure,)
        Monte Carlo error of the change.
    sensitivity_error : DataFrame
        Of the sensitivities.
    """

    figures: pd.DataFrame
    change: Floats
    sensitivity: pd.DataFrame
    change_error: Floats
    sensitivity_error: pd.DataFrame

    @property
    def diagnosis(self) -> list[str]:
        """What each figure's sensitivities say, beyond two Monte Carlo errors."""
        prior, error = self.sensitivity[PRIOR], self.sensitivity_error[PRIOR]
        moved = np.where(self.sensitivity[LIKELIHOOD] >= THRESHOLD, CONFLICT, STRONG_PRIOR)
        near = (prior - THRESHOLD).abs() < 2 * error
        said = np.where(near, UNDECIDED, np.where(prior >= THRESHOLD, moved, STILL))
        return [str(one) for one in said]


@once
def power_scaling(fit: Fit) -> PowerScaling:
    """Scale the priors and the likelihood, and look at every figure.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    PowerScaling
        Of variation, effects (but of levels that are hidden), indicators and direct rates; on some
        `MAX_THINNED` draws.
    """
    components = _components(fit)
    kept = next(iter(components.values()))
    densities = np.stack([one.to_numpy().ravel() for one in components.values()])
    figures = list(_figures(fit, kept["draw"].to_numpy()))
    values = np.concatenate([draws for _, draws in figures], axis=1)
    named = pd.concat([names for names, _ in figures], ignore_index=True)
    found, errors = _with_errors(values, densities)
    names = [*components]
    return PowerScaling(
        named,
        found[0, names.index(PRIOR)],
        pd.DataFrame(found[1].T, columns=names),
        errors[0, names.index(PRIOR)],
        pd.DataFrame(errors[1].T, columns=names),
    )


def _components(fit: Fit) -> dict[str, xr.DataArray]:
    """Log densities of what is scaled, by name (chain, draw): the same draws for all."""
    likelihood = unit_log_likelihood(fit).sum("unit")
    step = int(np.ceil(likelihood.size / MAX_THINNED))
    likelihood = likelihood.isel(draw=slice(None, None, step))
    draws = fit.posterior["posterior"].to_dataset().sel(draw=likelihood["draw"])
    priors = {
        f"{PRIOR}_{name}": values.sum([dim for dim in values.dims if dim not in likelihood.dims])
        for name, values in log_priors(draws, fit.model).items()
    }
    whole = sum(priors.values(), xr.zeros_like(likelihood))
    return {PRIOR: whole, **priors, LIKELIHOOD: likelihood}


def _figures(fit: Fit, kept: Floats) -> Iterator[tuple[pd.DataFrame, Floats]]:
    """Names and draws (draw, figure) of what is reported."""
    variation = variation_draws(fit).sel(draw=kept)
    for name, draws in variation.items():
        yield _named([str(name)], [""]), draws.to_numpy().reshape(-1, 1)
    if fit.analysis.design.own:
        yield _effects(fit, kept)
    bench = benchmark_of(fit)
    for name in OF_UNITS:
        draws, units = bench[name].sel(draw=kept), [str(unit) for unit in bench["unit"].values]
        yield _named([name] * len(units), units), _flat(draws)


def _effects(fit: Fit, kept: Floats) -> tuple[pd.DataFrame, Floats]:
    """Log odds ratios, but of levels whose effects are hidden."""
    odds, hidden = covariate_odds(fit), fit.analysis.hidden.levels
    pairs = [*zip(odds["term"].values.tolist(), odds["level"].values.tolist(), strict=True)]
    shown = np.array([pair not in hidden for pair in pairs], dtype=bool)
    names = [f"log_odds[{term}={level}]" for term, level in np.array(pairs)[shown]]
    draws = odds["log_odds"].sel(draw=kept).isel(effect=shown)
    return _named(names, [""] * len(names)), _flat(draws)


def _named(quantities: list[str], units: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"quantity": quantities, "unit": units})


def _flat(draws: xr.DataArray) -> Floats:
    values: Floats = draws.transpose("chain", "draw", ...).to_numpy()
    return values.reshape(-1, values.shape[2])


def _with_errors(values: Floats, densities: Floats) -> tuple[Floats, Floats]:
    """Changes and sensitivities (2, component, figure), and their Monte Carlo errors.

    The errors are those of the jackknife over quarters of the draws.
    """
    blocks = [values[:, first : first + _FIGURES] for first in range(0, values.shape[1], _FIGURES)]
    found = on_all_cores(partial(_jackknifed, densities=densities), blocks)
    every = np.concatenate(found, axis=-1)
    return every[0], every[1]


def _jackknifed(values: Floats, densities: Floats) -> Floats:
    """Figures and errors (2, 2, component, figure)."""
    parts = np.array_split(np.arange(len(values)), _PARTS)
    without = np.stack([_both(*_left(values, densities, part)) for part in parts])
    spread = ((without - without.mean(axis=0)) ** 2).sum(axis=0)
    return np.stack([_both(values, densities), np.sqrt((_PARTS - 1) / _PARTS * spread)])


def _left(values: Floats, densities: Floats, part: np.ndarray) -> tuple[Floats, Floats]:
    return np.delete(values, part, axis=0), np.delete(densities, part, axis=1)


def _both(values: Floats, densities: Floats) -> Floats:
    return np.stack([mean_slopes(values, densities), sensitivity(values, densities)])
