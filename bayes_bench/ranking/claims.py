"""Claims about ranks that are printed as if known, each held against its line.

A claim holds, fails, or is "undecided" where Monte Carlo error could turn it: another seed would
then print the opposite.
"""

import numpy as np
import xarray as xr

from bayes_bench.ranking.draws import (
    ROUNDING,
    SAMPLE_DIMS,
    against_line,
    among_first,
    labelled,
    mcse_of_mean,
    refuse_improper,
)
from bayes_bench.ranking.orders import top_k_variables
from bayes_bench.ranking.ranks import Ranks

HOLDS_OR_FAILS = ("holds", "fails")


def rank_claims(
    values: xr.DataArray, better: str, k: int, interval: float, sure: float = 0.9
) -> xr.Dataset:
    """`claims_of` the ranks of an estimand.

    Parameters and exceptions are those of `Ranks` and of `claims_of`.

    Returns
    -------
    Dataset (unit)
    """
    return claims_of(Ranks(values, better), k, interval, sure)


def claims_of(ranks: Ranks, k: int, interval: float, sure: float = 0.9) -> xr.Dataset:
    """Whether four claims about a rank with a probability hold, and one about its interval.

    With R the rank of a unit among J, and q = (1 - interval) / 2 the tail of the interval, which
    goes from the smallest rank with P(R <= r) >= q to the smallest with P(R <= r) >= 1 - q:

    ================  ========================================  ==========================  ========
    name              claim                                     probability                 line
    ================  ========================================  ==========================  ========
    ``best_k``        among the k best                          P(R <= k)                   ``sure``
    ``worst_k``       among the k worst                         P(R > J - k)                ``sure``
    ``better_half``   interval above the middle of the list     P(R < (J + 1) / 2)          1 - q
    ``worse_half``    interval below the middle of the list     P(R > (J + 1) / 2)          1 - q
    ``wide``          interval covers more than half the ranks
    ================  ========================================  ==========================  ========

    A probability is undecided within two of its Monte Carlo standard errors of the line. Each bound
    of the interval is left open where its cumulative probability is within two such errors of q or
    1 - q; ``wide`` is undecided where the intervals with the nearest and with the farthest bounds
    that are left open disagree.

    Parameters
    ----------
    ranks : Ranks
    k : int
        How many units count as best, and as worst; from 1 to one below the number of ranked units.
    interval : float
        Probability of the rank interval, strictly between 0 and 1.
    sure : float
        Probability with which a unit has to be among the best or the worst, strictly between 0
        and 1.

    Returns
    -------
    Dataset (unit)
        For each of the first four claims ``probability_...``, ``mcse_...`` (0 where all draws
        agree) and ``verdict_...``, "holds", "fails" or "undecided". ``width``: how many ranks the
        interval covers; ``least_width`` and ``most_width``: what Monte Carlo error leaves open;
        ``verdict_wide``. The attr ``claim`` of a verdict says the claim in words.

    Raises
    ------
    InputError
        Fewer than two units are ranked, ``k``, ``interval`` or ``sure`` is out of range, or what
        `Ranks` refuses.
    BayesBenchError
        What `Ranks` refuses.
    """
    refuse_improper("interval", interval)
    refuse_improper("sure", sure)
    top = top_k_variables(ranks, k)["probability_best_k"]
    half, level = ranks.units // 2, (1.0 + interval) / 2.0
    claims = {
        "best_k": (top, sure),
        "worst_k": (ranks.among_worst(k), sure),
        "better_half": (ranks.among_best(half), level),
        "worse_half": (ranks.among_worst(half), level),
    }
    held = [
        _held_against(name, labelled(happens), line) for name, (happens, line) in claims.items()
    ]
    width = _width(labelled(ranks.spans), labelled(ranks.probabilities), level)
    found = xr.merge([*held, width], compat="equals", join="exact")
    return _in_words(found.drop_attrs(), k, interval, sure)


def _held_against(name: str, happens: xr.DataArray, line: float) -> xr.Dataset:
    """Probability of what is 0 or 1 in each draw, (chain, draw, unit), and the verdict."""
    probability, mcse = happens.mean(SAMPLE_DIMS), mcse_of_mean(happens).fillna(0.0)
    return xr.Dataset(
        {
            f"probability_{name}": probability,
            f"mcse_{name}": mcse,
            f"verdict_{name}": against_line(probability - line, mcse, HOLDS_OR_FAILS),
        }
    )


def _width(spans: xr.Dataset, table: xr.DataArray, level: float) -> xr.Dataset:
    """How many ranks the interval covers, and whether that is more than half of them."""
    low, high = (_left_open(spans, table, at) for at in (1.0 - level, level))
    least, width, most = (
        (end - start + 1).clip(min=1) for end, start in zip(high, low[::-1], strict=True)
    )
    half, (holds, fails) = table.sizes["rank"] / 2, HOLDS_OR_FAILS
    words = np.where(least > half, holds, np.where(most <= half, fails, "undecided"))
    return xr.Dataset(
        {
            "width": width,
            "least_width": least,
            "most_width": most,
            "verdict_wide": width.copy(data=words),
        }
    )


def _in_words(found: xr.Dataset, k: int, interval: float, sure: float) -> xr.Dataset:
    """The same with the claim in words in the attrs of each verdict."""
    whole = f"its {100 * interval:g} % rank interval"
    words = {
        "best_k": f"among the {k} best with a probability of {sure:g} or more",
        "worst_k": f"among the {k} worst with a probability of {sure:g} or more",
        "better_half": f"{whole} lies wholly in the better half of the list",
        "worse_half": f"{whole} lies wholly in the worse half of the list",
        "wide": f"{whole} covers more than half of the ranks",
    }
    verdicts = {f"verdict_{name}": claim for name, claim in words.items()}
    return found.assign({v: found[v].assign_attrs(claim=claim) for v, claim in verdicts.items()})


def _left_open(spans: xr.Dataset, table: xr.DataArray, level: float) -> list[xr.DataArray]:
    """A rank quantile between the first and the last that it may be, each (unit).

    It may be an earlier rank where the probability up to the one before is nearly enough, and a
    later one where the probability up to itself is barely enough.
    """
    up_to = table.cumsum("rank")
    rank = _quantile(up_to, level)
    before, own = (
        2.0 * mcse_of_mean(among_first(spans, at)).fillna(0.0) for at in (rank - 1, rank)
    )
    return [_quantile(up_to, level - before), rank, _quantile(up_to, level + own)]


def _quantile(up_to: xr.DataArray, level: float | xr.DataArray) -> xr.DataArray:
    """Smallest rank whose cumulative probability reaches the level, at most the last."""
    return (1 + (up_to < level - ROUNDING).sum("rank")).clip(max=up_to.sizes["rank"])
