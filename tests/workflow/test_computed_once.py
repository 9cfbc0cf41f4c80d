"""In a whole run, each thing that follows from people or draws is computed once.

The real functions are wrapped where they are used, and every call is known by what it was called
with: two calls with the same content are the same work done twice.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from types import FunctionType
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest

from bayes_bench import analysis as analyses
from bayes_bench.design.matrix import design_matrix
from bayes_bench.design.pooled_logistic import fit_pooled
from bayes_bench.estimands import indicators, references
from bayes_bench.inputs.readers.table import read_table
from bayes_bench.interface.suggestions import listed
from bayes_bench.posterior.sampling import fit_until
from bayes_bench.predictive.replicates import replicate
from bayes_bench.ranking.draws import rank_spans
from bayes_bench.ranking.orders import rank_orders
from bayes_bench.ranking.probabilities import pairwise_table, rank_table
from bayes_bench.ranking.tiers import pairwise_tiers
from bayes_bench.report.html import write_report
from bayes_bench.workflow.record import cells_fingerprint
from bayes_bench.workflow.stages import Options, run

type Key = Callable[..., object]

MODEL = """
title = "Wards"
[data]
path = "people.csv"
unit = "ward"
outcome = "ill"
better = "lower"
names = "names.csv"
[disclosure]
public = true
[[covariates]]
name = "kind"
[[covariates]]
name = "age"
kind = "spline"
df = 3
[sensitivity]
without = ["kind"]
[sampling]
chains = 2
draws = 500
"""


@dataclass
class Calls:
    """How often each function was called with the same content, and how it was told apart."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    watched: list[tuple[FunctionType, Callable[..., Any]]] = field(default_factory=list)

    def watch(self, function: Callable[..., Any], key: Key) -> None:
        """Count the calls of a function in every module that has imported it, or will."""
        assert isinstance(function, FunctionType)

        @wraps(function)
        def counted(*arguments: Any, **more: Any) -> Any:
            self.counts[function.__name__][joblib.hash(key(*arguments))] += 1
            return function(*arguments, **more)

        self.watched.append((function, counted))
        _exchange(function, counted)

    def stop(self) -> None:
        """Put the functions back, also in modules that were imported meanwhile."""
        for function, counted in self.watched:
            _exchange(counted, function)


def _exchange(one: object, other: object) -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith("bayes_bench."):
            for attribute, value in list(vars(module).items()):
                if value is one:
                    setattr(module, attribute, other)


def sampled(analysis: analyses.Analysis, *_: object) -> object:
    """What a posterior is of."""
    model = analysis.model
    parts = [model.priors, model.sampling, *model.covariates]
    return cells_fingerprint(analysis.cells), [part.model_dump() for part in parts]


KEYS: dict[Callable[..., Any], Key] = {
    design_matrix: lambda cells, model: (
        cells_fingerprint(cells),
        [covariate.model_dump() for covariate in model.covariates],
    ),
    analyses.population_of: cells_fingerprint,
    fit_pooled: lambda design, events, trials: (design.matrix.toarray(), events, trials),
    indicators._rates: lambda fit: (
        fit.parameters.unit_effect,
        cells_fingerprint(fit.analysis.cells),
    ),
    rank_spans: lambda ordered: ordered.to_numpy(),
    rank_table: lambda spans: [spans[name].to_numpy() for name in ("first", "last")],
    pairwise_table: lambda first: first.to_numpy(),
    rank_orders: lambda ranks, k: (ranks.ordered.to_numpy(), k),
    pairwise_tiers: lambda ranks, error: (ranks.ordered.to_numpy(), error),
    replicate: lambda observed, draws, *_: (draws.unit_effect, observed.population.events),
    fit_until: sampled,
    read_table: lambda path, *_: str(path),
    write_report: lambda *_: 0,
}
"""Functions that are to do the same work once, and what their work is."""


def people(folder: Path) -> None:
    """360 people of twelve wards, of three kinds and all ages; a model file and a list of names."""
    rng = np.random.default_rng(3)
    unit, kind = rng.integers(0, 12, 360), rng.integers(0, 3, 360)
    columns = {
        "ward": [f"w{number:02d}" for number in unit],
        "kind": np.array(["a", "b", "c"])[kind],
        "age": rng.normal(50, 10, 360).round(),
        "ill": (rng.random(360) < 0.2 + 0.1 * (kind == 1)).astype(int),
    }
    pd.DataFrame(columns).to_csv(folder / "people.csv", index=False)
    codes = [f"w{number:02d}" for number in range(12)]
    names = {"code": codes, "name": codes, "region": ["north", "south"] * 6}
    pd.DataFrame(names).to_csv(folder / "names.csv", index=False)
    (folder / "wards.toml").write_text(MODEL, encoding="utf-8")


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Counter[str]]:
    folder = tmp_path_factory.mktemp("once")
    people(folder)
    made = Calls()
    for function, key in KEYS.items():
        made.watch(function, key)
    try:
        run(folder / "wards.toml", Options(out=folder / "out"))
    finally:
        made.stop()
    assert (folder / "out" / "sensitivity.csv").exists()
    return made.counts


@pytest.mark.parametrize("function", KEYS, ids=lambda function: function.__name__)
def test_the_same_work_is_done_once(calls: dict[str, Counter[str]], function: FunctionType) -> None:
    assert set(calls[function.__name__].values()) == {1}


def test_each_file_of_the_user_is_read_once(calls: dict[str, Counter[str]]) -> None:
    assert sorted(calls["read_table"].values()) == [1, 1]  # people and names


def test_what_only_the_analysis_itself_needs_is_made_for_no_variant(
    calls: dict[str, Counter[str]],
) -> None:
    assert sum(calls["fit_pooled"].values()) == 1
    assert sum(calls["replicate"].values()) == 1  # no unit had to be left out by fitting again


def test_a_second_call_is_noticed() -> None:
    """The negative control: the wrapper counts what a module calls."""
    watched = Calls()
    watched.watch(listed, list)
    try:
        for names in (["a"], ["b"], ["a"]):
            vars(references)["listed"](names)
    finally:
        watched.stop()
    assert sorted(watched.counts["listed"].values()) == [1, 2]
