"""A run whose units lie far apart beside one whose units are alike."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from bayes_bench.estimands.flags import expected_false_flags
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.fitted import Fit
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.page import Page
from bayes_bench.tables.ranking.decisions import decisions
from bayes_bench.tables.ranking.places import rank_details
from bayes_bench.tables.ranking.ranks import rank_summary
from bayes_bench.tables.units.indicators import indicator_table
from tests.builders.pages import TOP, UNITS, with_tables
from tests.builders.report import planted

STEPS = [-9.0, -8, -7, -6, -3, 0, 0, 0, 0, 25, 25, 25]
SURPRISES = [0.0005, 0.999, 0.02, *[0.5] * 9]


@pytest.fixture(scope="module")
def alike(small: Outcome) -> Page:
    """The small run, whose units cannot be told apart."""
    return Page(small, "en")


@pytest.fixture(scope="module")
def markup(hostile: Outcome) -> Page:
    return Page(hostile, "en")


@pytest.fixture(scope="module")
def apart_fit(small_fit: Fit) -> Fit:
    """The small run as if units lay far apart, of three sizes in two regions, two of them odd."""
    bench = benchmark_of(small_fit)
    bench = bench.assign(indicator=bench["indicator"] + np.array([*STEPS, 0.0]))
    bench = bench.assign(n=bench["n"].copy(data=[*range(40, 52), 12]))
    regions = np.array(["North", "South"] * 6 + [""])
    cells = small_fit.analysis.cells.assign_coords(region=("unit", regions))
    return planted(small_fit, bench, cells)


@pytest.fixture(scope="module")
def apart(alike: Page, apart_fit: Fit) -> Page:
    small, model, bench = alike.outcome, apart_fit.model, benchmark_of(apart_fit)
    checks = pd.DataFrame({"check": "cross_validatory", "unit": UNITS, "p": SURPRISES})
    decided = decisions(apart_fit, checks)
    ranks = Ranks(bench["indicator"], "lower")
    details = rank_details(ranks, TOP, 0.95).set_index("unit")
    before = small.tables["rank_details.csv"].set_index("unit")
    sets = before[[name for name in map(str, before) if name.startswith(("simultaneous", "crude"))]]
    coverage = small.tables["decisions.csv"].iloc[[-1]]
    units = indicator_table(apart_fit)
    totals = small.page_tables["totals"].set_index("figure")
    totals.loc["false_flags", "value"] = expected_false_flags(units[small.is_ranked])
    totals.loc["spread_over_regions", "value"] = 1.0
    pages = {**small.page_tables, "totals": totals.reset_index()}
    return with_tables(
        replace(alike, outcome=replace(small, cells=apart_fit.analysis.cells, page_tables=pages)),
        indicators=units,
        ranks=rank_summary(ranks, model),
        rank_details=details.join([sets, decided.units]).rename_axis("unit").reset_index(),
        decisions=pd.concat([decided.summary, coverage], ignore_index=True),
    )


@pytest.fixture(scope="module")
def draws(apart_fit: Fit) -> np.ndarray:
    """Indicators of the ranked units, (draw, unit)."""
    values = benchmark_of(apart_fit)["indicator"].transpose("chain", "draw", "unit").to_numpy()
    return values.reshape(-1, 13)[:, :12]


@pytest.fixture(scope="module")
def ranks(draws: np.ndarray) -> np.ndarray:
    """Ranks by counting who is better, (draw, unit): no two draws are equal."""
    return 1 + (draws[:, None, :] < draws[:, :, None]).sum(axis=-1)
