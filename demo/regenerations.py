"""How the published figures vary when the demo's people are simulated anew, other seeds given.

The indicators of each regeneration come from `quick_fit`, and so do those of the shipped people
that are compared with them.
"""

import platform
from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from demo.empirical_bayes import quick_fit
from demo.figures import MIN_PEOPLE, PUBLISHED, figures_of, shares_of
from demo.simulate import RANDOM_SEED, Settings, simulate

type Row = dict[str, float]


def quick_figures(people: pd.DataFrame) -> dict[str, float]:
    """The seven figures by way of `quick_fit`, among municipalities with enough people."""
    shares = shares_of(people)
    shown = shares.index[shares["n"] >= MIN_PEOPLE]
    return figures_of(shares, quick_fit(people).indicator[shown])


def regenerations(
    municipalities: pd.DataFrame, seeds: Iterable[int], settings: Settings | None = None
) -> Iterator[dict[str, float]]:
    """The seven figures of people simulated from each seed."""
    for seed in seeds:
        yield quick_figures(simulate(municipalities, seed, settings).people)


def record(
    municipalities: pd.DataFrame, count: int, indicators: Callable[[pd.DataFrame], pd.Series]
) -> dict[str, object]:
    """Where the shipped people lie among those of the seeds 1 to `count`.

    Parameters
    ----------
    municipalities : DataFrame
    count : int
        How many regenerations.
    indicators : callable
        From people to the posterior mean indicators of the municipalities that are shown.

    Returns
    -------
    dict
        Provenance, and under ``figures`` what `summary` returns.
    """
    people = simulate(municipalities).people
    posterior = figures_of(shares_of(people), indicators(people))
    regenerated = pd.DataFrame(regenerations(municipalities, range(1, count + 1)))
    return {
        "made_by": f"scripts/simulate.py --regenerations {count}",
        "random_seed": RANDOM_SEED,
        "regeneration_seeds": [1, count],
        "indicators_by": {
            "shipped_posterior": "posterior means",
            "others": "demo.empirical_bayes.quick_fit",
        },
        "versions": {"python": platform.python_version(), "numpy": np.__version__},
        "figures": summary(regenerated, quick_figures(people), posterior),
    }


def summary(
    regenerated: pd.DataFrame, shipped: Mapping[str, float], posterior: Mapping[str, float]
) -> dict[str, Row]:
    """Where the shipped people lie among the regenerated ones.

    Parameters
    ----------
    regenerated : DataFrame
        A row per regeneration, a column per figure.
    shipped, posterior : mapping
        Figures of the shipped people, by the quick fit and by posterior means.

    Returns
    -------
    dict
        Figure -> ``published, tolerance, shipped_posterior, shipped_quick, mean, sd, z``, all but
        z in percent or percentage points; ``z = (shipped_quick - mean) / sd``.
    """
    mean, sd = regenerated.mean(), regenerated.std()
    return {
        name: {
            "published": printed.value,
            "tolerance": printed.tolerance,
            "shipped_posterior": posterior[name],
            "shipped_quick": shipped[name],
            "mean": float(mean[name]),
            "sd": float(sd[name]),
            "z": float((shipped[name] - mean[name]) / sd[name]),
        }
        for name, printed in PUBLISHED.items()
    }
