"""Groups of people for calibration checks: tenths of predicted risk, and levels of covariates.

Tenths of predicted risk are the groups of the Hosmer-Lemeshow test: ten of equal size by the risk
at the posterior mean of the parameters, the unit's effect included. Groups with fewer people,
events or people without the event than `disclosure.minimum_count` are merged: tenths with a
neighbour, levels with the smallest other level; a covariate of which only one group is then left
has none. With `public = true` nothing is merged. Groups that would give a hidden unit away are left
out: tenths of risk without covariates are whole units.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bayes_bench.fitted import Fit, once
from bayes_bench.inputs.disclosure.groups import merged
from bayes_bench.inputs.disclosure.partitions import gives_away
from bayes_bench.parameters import Parameters, case_mix_predictor
from bayes_bench.predictive.observed import Observed, observed_of, thinned_draws, units_of
from bayes_bench.typing import Floats, Integers

TENTHS = 10


@dataclass(frozen=True)
class Group:
    """A group of cells that is shown as one.

    Attributes
    ----------
    check : str
        Its name among the checks: ``calibration[3]``, ``level[joint=hip]``; what was merged is
        joined by "+": ``calibration[1+2]``, ``level[joint=elbow+wrist]``.
    cells : ndarray (cell,)
        True for its cells.
    """

    check: str
    cells: NDArray[np.bool_]


@once
def shown_groups(fit: Fit) -> list[Group]:
    """The groups by risk, then those by level of each category, of a size that may be shown."""
    cells, model, observed = fit.analysis.cells, fit.model, observed_of(fit.analysis)
    draws = thinned_draws(fit)
    min_count = 0 if model.disclosure.shows_all else model.disclosure.minimum_count
    tenths = tenths_of(risk_of(observed, draws), observed.population.trials)
    partition = _Partition(
        "calibration[", tenths, [str(n + 1) for n in range(TENTHS)], in_order=True
    )
    found = _groups(partition, fit, min_count)
    for covariate in model.characteristics:
        codes = cells[f"covariate_{covariate.name}"]
        if covariate.kind == "category":
            name = f"level[{covariate.name}="
            partition = _Partition(name, codes.to_numpy(), codes.attrs["levels"], in_order=False)
            found += _groups(partition, fit, min_count)
    return found


@once
def group_matrix(fit: Fit) -> sparse.csr_array:
    """Ones where a cell belongs to a group; (group, cell): units, all people, `shown_groups`."""
    population = fit.analysis.population
    everybody = sparse.csr_array(np.ones((1, population.trials.size), dtype=np.int64))
    members = [sparse.csr_array(group.cells[None].astype(np.int64)) for group in shown_groups(fit)]
    return sparse.csr_array(
        sparse.vstack([units_of(population), everybody, *members], format="csr")
    )


def risk_of(observed: Observed, draws: Parameters) -> Floats:
    """Predicted risk of every cell at the posterior mean of the parameters, logits (cell,)."""
    center = Parameters(
        draws.intercept.mean(keepdims=True),
        draws.coefficient.mean(axis=0, keepdims=True),
        draws.unit_sd.mean(keepdims=True),
        draws.unit_effect.mean(axis=0, keepdims=True),
        effects=draws.effects,
    )
    predictor = case_mix_predictor(center, observed.design)[0]
    risk: Floats = predictor + center.unit_effect[0, observed.population.unit_index]
    return risk


def tenths_of(risk: Floats, trials: Integers) -> Integers:
    """Tenth of predicted risk, from 0, that each cell's middle person is in (cell,)."""
    order = np.argsort(risk, kind="stable")
    middle = np.cumsum(trials[order]) - 0.5 * trials[order]
    tenths = np.empty(trials.size, dtype=np.int64)
    tenths[order] = (TENTHS * middle / trials.sum()).astype(np.int64)
    return tenths


@dataclass(frozen=True)
class _Partition:
    """A partition of the cells: how its checks begin, each cell's level, the levels' names."""

    begins: str
    codes: Integers
    levels: Sequence[str]
    in_order: bool


def _groups(partition: _Partition, fit: Fit, min_count: int) -> list[Group]:
    analysis = fit.analysis
    people, events = (
        np.bincount(partition.codes, weights=counts, minlength=len(partition.levels)).astype(
            np.int64
        )
        for counts in (analysis.population.trials, analysis.population.events)
    )
    counts = np.stack([people, events, people - events], axis=1)
    sets = merged(counts, min_count, partition.in_order)
    if len(sets) < 2:  # all people are in one group, and that is no news
        return []
    if gives_away(analysis.cells, analysis.hidden, partition.codes, sets):
        return []
    names = ["+".join(partition.levels[code] for code in codes) for codes in sets]
    members = [np.isin(partition.codes, codes) for codes in sets]
    return [
        Group(f"{partition.begins}{name}]", of) for name, of in zip(names, members, strict=True)
    ]
