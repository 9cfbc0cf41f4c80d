"""How much units differ: median odds ratio, variance partition coefficient, rankability."""

from dataclasses import replace
from functools import partial

import xarray as xr

from bayes_bench.estimands.variation import observed_rates, variation_draws
from bayes_bench.fitted import Fit
from bayes_bench.quantities.quantity import Family, Quantity

_FACTS = {
    "observed_share_persons": "crude rate of the country, a fact",
    "observed_share_units": "mean of the units' crude rates, a fact",
}


def _draws(name: str, fit: Fit) -> xr.DataArray:
    return variation_draws(fit)[name]


def _fact(name: str, fit: Fit) -> xr.DataArray:
    """A fact is the same in every draw."""
    return xr.full_like(variation_draws(fit)["unit_sd"], observed_rates(fit.analysis.cells)[name])


QUANTITIES = (
    Quantity(
        "median_odds_ratio",
        "median odds ratio of the same person in two units, the worse on top",
        "1",
        partial(_draws, "median_odds_ratio"),
        "exp(median |u_1 - u_2|), of normal effects exp(sqrt(2) unit_sd Phi^-1(.75))",
        "10.1136/jech.2004.029454",
        (1.0, float("inf")),
    ),
    Quantity(
        "variance_share",
        "variance partition coefficient: fraction of the latent variance between units",
        "share",
        partial(_draws, "variance_share"),
        "unit_sd^2 / (unit_sd^2 + variances of other groupings + pi^2 / 3)",
        "10.1136/jech.2004.029454",
        (0.0, 1.0),
    ),
    Quantity(
        "rankability",
        "fraction of the variance of the units' own figures that is not sampling error",
        "share",
        partial(_draws, "rankability"),
        "unit_sd^2 / (unit_sd^2 + median s_j^2)",
        "10.1136/bmjqs.2010.048058",
        (0.0, 1.0),
    ),
    *(
        Quantity(name, meaning, "share", partial(_fact, name), bounds=(0.0, 1.0))
        for name, meaning in _FACTS.items()
    ),
)
"""`unit_sd` itself is among the parameters."""


def _of_groupings(fit: Fit) -> tuple[Quantity, ...]:
    """Of every further grouping; its sd is among the parameters."""
    found = []
    for name in (group.name for group in fit.model.groups):
        for measure in QUANTITIES[:2]:
            own = f"{name}_{measure.name}"
            meaning = f"{measure.meaning} (members of {name} in place of units)"
            formula = measure.formula.replace("unit_sd", f"{name}_sd")
            draws = partial(_draws, own)
            found.append(replace(measure, name=own, meaning=meaning, draws=draws, formula=formula))
    return tuple(found)


FAMILY = Family(lambda fit: (*QUANTITIES, *_of_groupings(fit)), place=30)
