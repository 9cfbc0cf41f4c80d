"""Every reported quantity diagnosed, and the verdict on the whole."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.fitted import Fit, once
from bayes_bench.posterior.diagnostics import NOTHING, diagnose, figures_table
from bayes_bench.posterior.sampler import samplers
from bayes_bench.posterior.trees import sampler_figures
from bayes_bench.posterior.verdict import Verdict, judge
from bayes_bench.quantities.diagnosis import diagnosed, with_errors
from bayes_bench.quantities.quantity import MANY_UNITS, Family
from bayes_bench.quantities.registry import families

JUDGED, CONSTANT, ERROR_ONLY, SAMPLER = "judged", "constant", "error only", "sampler"
"""Status of a row: held to the sampler's standard; the same in every draw, so that there is nothing
to judge; its Monte Carlo error is given, and no more asked; a figure of the sampler itself."""


@dataclass(frozen=True)
class Assessment:
    """A fit, and whether it may be reported.

    Attributes
    ----------
    fit : Fit
    judged : DataFrame
        Diagnostics of every quantity that the verdict rests on.
    verdict : Verdict
    """

    fit: Fit
    judged: pd.DataFrame
    verdict: Verdict


@once
def assess(fit: Fit) -> Assessment:
    """Diagnose every quantity that is judged, and judge the whole.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    Assessment
    """
    tables = [_of_family(family, fit) for family in families(fit, judged=True)]
    table = pd.concat(tables, ignore_index=True)
    verdict = judge(fit.posterior.attrs["sampler"], table, sampler_figures(fit.posterior))
    return Assessment(fit, table, verdict)


def assess_in_time(fit: Fit) -> Assessment:
    """`assess`, but where there are many units the unit effects first.

    Judging everything takes longer than drawing then, and would be done twice where draws turn out
    to be a little too few.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    Assessment
        Of the unit effects alone where these need more draws.
    """
    sampler = samplers()[fit.posterior.attrs["sampler"]]
    draws = fit.posterior["posterior"].sizes["draw"]
    if fit.analysis.population.units < MANY_UNITS or draws >= sampler.max_draws:
        return assess(fit)
    standard = replace(sampler.standard, ess=sampler.standard.ess * sampler.standard.headroom)
    table = diagnose(fit.posterior["posterior"].to_dataset()[["unit_effect"]])
    verdict = judge(sampler.name, table, sampler_figures(fit.posterior), standard)
    return assess(fit) if verdict.accepted else Assessment(fit, table, verdict)


@once
def diagnostics_table(fit: Fit) -> pd.DataFrame:
    """Diagnostics of every number of an accepted result: the columns of ``diagnostics.csv``.

    Returns
    -------
    DataFrame
        ``quantity, r_hat, ess_bulk, ess_tail, mcse, value, status``; see `JUDGED` for the status.
    """
    errors = [_errors(family, fit) for family in families(fit, judged=False)]
    return with_status(assess(fit).judged, fit.posterior, errors)


def with_status(
    judged: pd.DataFrame, posterior: xr.DataTree, errors: list[pd.DataFrame]
) -> pd.DataFrame:
    """Diagnostics, Monte Carlo errors and the sampler's own figures as one table."""
    is_constant = judged["mcse"].isna()
    parts = [judged.assign(status=np.where(is_constant, CONSTANT, JUDGED))]
    parts += [error_status(table) for table in errors]
    parts.append(figures_table(sampler_figures(posterior)).assign(status=SAMPLER))
    return pd.concat(parts, ignore_index=True)


def error_status(table: pd.DataFrame) -> pd.DataFrame:
    """Monte Carlo errors with their status; without an error all draws agree."""
    return table.assign(status=np.where(table["mcse"].isna(), CONSTANT, ERROR_ONLY))


def _of_family(family: Family, fit: Fit) -> pd.DataFrame:
    tables = [diagnosed(quantity, fit) for quantity in family.of(fit)]
    return pd.concat(tables, ignore_index=True) if tables else NOTHING


def _errors(family: Family, fit: Fit) -> pd.DataFrame:
    tables = [with_errors(quantity, fit) for quantity in family.of(fit)]
    return pd.concat(tables, ignore_index=True) if tables else NOTHING
