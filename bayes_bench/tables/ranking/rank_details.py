"""`rank_details.csv`: everything else that is said of a unit's place."""

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.estimands.indicators import benchmark_of, indicator_ranks
from bayes_bench.fitted import Fit
from bayes_bench.further_draws import simultaneous_sets
from bayes_bench.ranking.claims import claims_of
from bayes_bench.ranking.crude_regions import crude_rank_region
from bayes_bench.tables.column import (
    FROM_ONE,
    NAME,
    PROBABILITY,
    PROPORTION,
    UNIT,
    Column,
    fact,
    mcse,
)
from bayes_bench.tables.ranking.decisions import decided
from bayes_bench.tables.ranking.few_units import has_few_units
from bayes_bench.tables.ranking.places import indicator_orders, indicator_tiers, place_table
from bayes_bench.tables.table import Table

_RANK, _K = "rank[{unit}]", "probability_best_k[{unit}] | probability_worst_k[{unit}]"
_POSITIONS = (
    Column(
        "percentile",
        "Expected rank / (J + 1) of the J ranked units: low = good.",
        "estimate",
        "1",
        PROPORTION,
        "percentile[{unit}]",
        "mcse_percentile",
    ),
    mcse("mcse_percentile", "percentile", "1"),
    Column(
        "sucra",
        "(J - expected rank) / (J - 1): fraction of the other units that it is expected to be"
        " better than.",
        "estimate",
        "1",
        PROPORTION,
        "sucra[{unit}]",
        "mcse_sucra",
    ),
    mcse("mcse_sucra", "sucra", "1"),
    Column(
        "r_value",
        "r-value: the smallest fraction of the list that it belongs to with the best claim.",
        "estimate",
        "1",
        PROPORTION,
        "probability_of_rank[{unit}]",
        "r_value_lower",
    ),
    Column(
        "r_value_lower", "Least r-value that Monte Carlo error leaves.", "error", "1", PROPORTION
    ),
    Column(
        "r_value_upper", "Greatest r-value that Monte Carlo error leaves.", "error", "1", PROPORTION
    ),
)
_ORDERS = (
    Column(
        "place_squared_error",
        "Place in the order of least expected squared error of ranks; missing where any unit is"
        " hidden, since a gap in the places would be its own.",
        "decision",
        "rank",
        FROM_ONE,
        _RANK,
    ),
    Column(
        "place_top_k",
        "Place in the order by the probability to be among the best k; missing where any unit is"
        " hidden.",
        "decision",
        "rank",
        FROM_ONE,
        "probability_best_k[{unit}]",
    ),
    Column("next", "Code of the next unit by expected rank.", "decision", quantity=_RANK),
    Column(
        "probability_better_than_next",
        "Posterior probability to be better than that next unit.",
        "estimate",
        "probability",
        PROBABILITY,
        "probability_better_than_next[{unit}]",
        "mcse_better_than_next",
    ),
    mcse("mcse_better_than_next", "probability_better_than_next", "probability"),
    Column(
        "tier",
        "Tier of units that can be told apart, 1 = best.",
        "decision",
        "tier",
        FROM_ONE,
        "probability_of_pair[{unit}]",
    ),
)
_VERDICT = "{}: holds, fails, or undecided within two Monte Carlo errors."
_CLAIMS = (
    Column("verdict_best_k", _VERDICT.format("Among the best k, .9 sure"), "decision", quantity=_K),
    Column(
        "verdict_worst_k", _VERDICT.format("Among the worst k, .9 sure"), "decision", quantity=_K
    ),
    *(
        column
        for half in ("better_half", "worse_half")
        for column in (
            Column(
                f"probability_{half}",
                f"Posterior probability to be in the {half.replace('_', ' ')} of the list.",
                "estimate",
                "probability",
                PROBABILITY,
                f"probability_{half}[{{unit}}]",
                f"mcse_{half}",
            ),
            mcse(f"mcse_{half}", f"probability_{half}", "probability"),
            Column(
                f"verdict_{half}",
                _VERDICT.format(f"The rank interval lies in the {half.replace('_', ' ')}"),
                "decision",
                quantity=f"probability_{half}[{{unit}}]",
            ),
        )
    ),
    Column(
        "verdict_wide",
        _VERDICT.format("The rank interval covers more than half of the ranks"),
        "decision",
        quantity="probability_of_rank[{unit}]",
    ),
)
_SETS = (
    *(
        Column(
            f"simultaneous_{end}",
            f"{end.capitalize()} bound of the simultaneous credible set of ranks, from a second"
            " sample.",
            "estimate",
            "rank",
            FROM_ONE,
            "decision[simultaneous_coverage]",
        )
        for end in ("lower", "upper")
    ),
    *(
        fact(
            f"crude_{end}",
            f"{end.capitalize()} bound of the simultaneous confidence set of the rank of the crude"
            " rate; missing where any unit is hidden.",
            "rank",
            FROM_ONE,
        )
        for end in ("lower", "upper")
    ),
)
_DECIDED = (
    mcse("mcse_beyond_margin", "probability_beyond_margin in indicators.csv", "probability"),
    Column("size_class", "Class of size that the unit is in, numbers of people."),
    Column(
        "visit",
        "Whether it is on the list of k with the most true members.",
        "decision",
        quantity=_K,
    ),
    Column(
        "visit_spread",
        "Whether it is on that list spread over regions and classes of size.",
        "decision",
        quantity=_K,
    ),
    *(
        fact(
            f"printed_{end}",
            f"Whether plain observed minus expected lists it among the {end} k.",
        )
        for end in ("best", "worst")
    ),
    Column(
        "p_cross_validatory",
        "Cross-validatory predictive mid-p value of the unit's events.",
        "estimate",
        "probability",
        PROBABILITY,
        "p[cross_validatory, {unit}]",
    ),
    Column(
        "divergent",
        "Whether that p value is far out, at the false discovery rate of the model.",
        "decision",
        quantity="p[cross_validatory, {unit}]",
    ),
)


def shown_details(fit: Fit) -> pd.DataFrame:
    """`rank_details`, simultaneous and crude rank sets, and what may be decided of each unit."""
    bench, model, k = benchmark_of(fit), fit.model, fit.analysis.top
    better, interval = model.data.better, model.benchmark.interval
    crude = crude_rank_region(bench["events"], bench["n"], better, interval)
    ranks = indicator_ranks(fit)
    claims = claims_of(ranks, k, interval)
    table = place_table(ranks, indicator_orders(fit), indicator_tiers(fit), claims)
    table = table.set_index("unit")
    own = [
        _bounds("simultaneous", simultaneous_sets(fit), table.index),
        _bounds("crude", crude, table.index),
    ]
    table = pd.concat([table, *own, decided(fit).units], axis="columns")
    return table.rename_axis("unit").reset_index()


def _bounds(name: str, sets: xr.Dataset | None, units: pd.Index) -> pd.DataFrame:
    """Columns of a set of ranks by unit, missing where there is none."""
    names = [f"{name}_lower", f"{name}_upper"]
    if sets is None:
        return pd.DataFrame(np.nan, units, names)
    return sets[["low", "high"]].to_dataframe()[["low", "high"]].set_axis(names, axis="columns")


RANKS_ALL = ("place_squared_error", "place_top_k", "crude_lower", "crude_upper")
"""Ranks among all units, in which a gap is a hidden unit's."""
TABLE = Table(
    file="rank_details.csv",
    about="a ranked unit",
    columns=(UNIT, NAME, *_POSITIONS, *_ORDERS, *_CLAIMS, *_SETS, *_DECIDED),
    build=shown_details,
    place=160,
    ranks_all=RANKS_ALL,
    refers={"next": ("next", "probability_better_than_next", "mcse_better_than_next")},
    is_there=has_few_units,
)
