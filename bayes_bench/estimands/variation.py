"""Variation between units: the between-unit sd, median odds ratio, VPC and rankability.

Where there are further groupings, each has the same measures, but for rankability: nobody ranks its
members.
"""

import numpy as np
import pandas as pd
import xarray as xr
from scipy.special import logit

from bayes_bench.estimands.indicators import mean_variances
from bayes_bench.estimands.intervals import point_and_bounds
from bayes_bench.fitted import Fit, once
from bayes_bench.numerics.logistic import logistic
from bayes_bench.numerics.parallel import on_all_cores
from bayes_bench.parameters import few_at_a_time
from bayes_bench.posterior.density import NORMAL, sd_name
from bayes_bench.posterior.group_effects.protocol import GroupEffects
from bayes_bench.typing import Floats

LOGISTIC_VARIANCE = np.pi**2 / 3  # of the standard logistic distribution
_QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95]
_DIGITS = 3  # of the effects there, as tables of quantiles have them


def median_odds_ratio(unit_sd: xr.DataArray, effects: GroupEffects) -> xr.DataArray:
    """Median odds ratio (MOR): of a person in two random units, the higher odds over the lower.

    Parameters
    ----------
    unit_sd : DataArray
        Sd of the unit effects, logits.
    effects : GroupEffects
        Their distribution given it.

    Returns
    -------
    DataArray
        The same dims; 1 where units do not differ.

    References
    ----------
    Merlo et al. (2006), 10.1136/jech.2004.029454
    """
    ratio: xr.DataArray = np.exp(xr.apply_ufunc(effects.median_difference, unit_sd))
    return ratio


def variance_partition_coefficient(
    unit_sd: xr.DataArray, other_variance: xr.DataArray | float = 0.0
) -> xr.DataArray:
    """Variance partition coefficient (VPC): the between-unit part of the latent logistic variance.

    Parameters
    ----------
    unit_sd : DataArray
        Sd of the unit effects, logits.
    other_variance : DataArray or float, optional
        Variance between the members of all other groupings, squared logits.

    Returns
    -------
    DataArray
        The same dims, between 0 and 1: the intra-class correlation of the latent outcomes, given
        the case mix.

    References
    ----------
    Merlo et al. (2006), 10.1136/jech.2004.029454
    """
    variance = unit_sd**2
    coefficient: xr.DataArray = variance / (variance + other_variance + LOGISTIC_VARIANCE)
    return coefficient


def grouping_variation(fit: Fit) -> dict[str, xr.DataArray]:
    """The measures of variation of every further grouping, in every draw.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    dict of str to DataArray (chain, draw)
        ``g_sd`` (logits), ``g_median_odds_ratio`` and ``g_variance_share`` of each grouping g.
    """
    draws = fit.posterior["posterior"].to_dataset()
    names = [group.name for group in fit.model.groups]
    sds = {name: draws[sd_name(name)].transpose("chain", "draw") for name in names}
    total = draws["unit_sd"] ** 2 + sum(sd**2 for sd in sds.values())
    found = {}
    for name, sd in sds.items():
        found[sd_name(name)] = sd
        found[f"{name}_median_odds_ratio"] = median_odds_ratio(sd, NORMAL)
        share = variance_partition_coefficient(sd, total - sd**2)
        found[f"{name}_variance_share"] = share.transpose("chain", "draw")
    return found


@once
def sampling_variances(fit: Fit) -> Floats:
    """Sampling variance of each unit's log odds at its own people's probabilities, in every draw.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    ndarray (draw, unit)
        1 / sum of p(1 - p) over the unit's people (the inverse of the Fisher information), squared
        logits; beyond 1e300 where every p is 0 or 1 to the last digit.
    """
    with np.errstate(divide="ignore", over="ignore"):
        variances: Floats = 1.0 / (fit.analysis.population.people * mean_variances(fit))
    return variances


@once
def variation_draws(fit: Fit) -> xr.Dataset:
    """The measures of variation in every draw, for the table and for diagnostics.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    Dataset (chain, draw)
        ``unit_sd`` (logits), ``median_odds_ratio``, ``variance_share`` (the VPC), ``rankability``:
        the fraction of the between-unit variance in itself plus the median sampling variance of
        the ranked units. Below .5 little can be ranked, above .75 most. Then `grouping_variation`.

    Raises
    ------
    InputError
        The posterior was fitted to other units or terms.

    References
    ----------
    van Dishoeck et al. (2011), 10.1136/bmjqs.2010.048058, on rankability. The variance is the
    sampling variance: the posterior's own would shrink twice.
    """
    unit_sd = fit.posterior["posterior"]["unit_sd"].transpose("chain", "draw")
    variances, is_ranked = sampling_variances(fit), fit.analysis.is_ranked

    def medians(few: slice) -> Floats:
        found: Floats = np.median(variances[few][:, is_ranked], axis=1)
        return found

    blocks = few_at_a_time(len(variances), is_ranked.size)
    noise = np.concatenate(on_all_cores(medians, [*blocks])).reshape(unit_sd.shape)
    further = grouping_variation(fit)
    others = sum(further[sd_name(group.name)] ** 2 for group in fit.model.groups)
    return xr.Dataset(
        {
            "unit_sd": unit_sd,
            "median_odds_ratio": median_odds_ratio(unit_sd, fit.parameters.effects),
            "variance_share": variance_partition_coefficient(unit_sd, others),
            "rankability": unit_sd**2 / (unit_sd**2 + noise),
            **further,
        }
    )


def observed_rates(cells: xr.Dataset) -> dict[str, float]:
    """The national observed rate, and the mean of the units' rates: facts, with no interval.

    Parameters
    ----------
    cells : Dataset

    Returns
    -------
    dict
        ``observed_share_persons``: events over people of the whole country, "other" included;
        ``observed_share_units``: unweighted mean of the rates of the ranked units.
    """
    unit, units = cells["unit_index"].to_numpy(), cells.sizes["unit"]
    events, trials = (
        np.bincount(unit, cells[name].to_numpy(), units) for name in ("events", "trials")
    )
    rates = events / trials
    return {
        "observed_share_persons": float(events.sum() / trials.sum()),
        "observed_share_units": float(rates[cells["ranked"].to_numpy()].mean()),
    }


def summarise_variation(fit: Fit) -> pd.DataFrame:
    """The columns of ``variation.csv``: `variation_draws` summarised, and `observed_rates`.

    Parameters and exceptions are those of `variation_draws`.

    Returns
    -------
    DataFrame
        ``quantity, value, lower, upper``: posterior means and equal-tailed intervals; what is
        observed has no interval.
    """
    stacked = variation_draws(fit).to_dataarray("quantity")
    value, lower, upper = point_and_bounds(stacked, fit.model.benchmark.interval)
    names = stacked["quantity"].to_numpy()
    drawn = pd.DataFrame({"quantity": names, "value": value, "lower": lower, "upper": upper})
    observed = observed_rates(fit.analysis.cells).items()
    facts = pd.DataFrame(observed, columns=["quantity", "value"])
    return pd.concat([drawn, facts], ignore_index=True)


def same_person(fit: Fit) -> pd.DataFrame:
    """Probability of an average person in units at quantiles of the random-effect distribution.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataFrame
        A row per ``quantile`` of the units (.05, .25, .5, .75, .95), with the probability of the
        event there: ``value`` (posterior mean), ``lower`` and ``upper`` (equal-tailed 95 %
        interval). The median unit has the rate of the whole country.
    """
    unit_sd, effects = fit.parameters.unit_sd, fit.parameters.effects
    population = fit.analysis.population
    rate = population.events.sum() / population.trials.sum()
    scores = np.round(effects.score_quantile(np.array(_QUANTILES)), _DIGITS)
    drawn = logistic(logit(rate) + scores[None, :] * unit_sd[:, None])
    lower, upper = np.quantile(drawn, [0.025, 0.975], axis=0)
    columns = {"value": drawn.mean(axis=0), "lower": lower, "upper": upper}
    return pd.DataFrame({"quantile": _QUANTILES, **columns})
