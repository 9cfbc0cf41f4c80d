"""Above a thousand units only the summaries of ranks are written."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bayes_bench.quantities.units import agreement, rank_table
from bayes_bench.report.sections.ranking import ranks
from bayes_bench.tables.ranking import few_units

MODEL = """
title = "Many"
[data]
path = "counts.csv"
unit = "unit"
events = "events"
trials = "trials"
better = "lower"
[disclosure]
public = true
"""


@pytest.mark.parametrize(("most", "is_written"), [(29, False), (30, True)])
def test_the_table_of_every_rank_has_a_limit(
    benchmark: Callable[..., tuple[int, str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    most: int,
    is_written: bool,
) -> None:
    for module in (few_units, agreement, rank_table, ranks):
        monkeypatch.setattr(module, "MAX_TABLED", most)
    rng = np.random.default_rng(5)
    trials = rng.integers(20, 200, 30)
    units = [f"{number:02d}" for number in range(30)]
    counts = {"unit": units, "trials": trials, "events": rng.binomial(trials, 0.3)}
    pd.DataFrame(counts).to_csv(tmp_path / "counts.csv", index=False)
    (tmp_path / "many.toml").write_text(MODEL, encoding="utf-8")
    out = tmp_path / "out"
    assert benchmark(tmp_path / "many.toml", "--out", out)[0] == 0
    assert (out / "rank_probabilities.csv").exists() == is_written
    assert len(pd.read_csv(out / "ranks.csv")) == 30
    told = "only the summaries of the ranks" in (out / "report.html").read_text(encoding="utf-8")
    assert told != is_written
    quantities = pd.read_csv(out / "diagnostics.csv")["quantity"]
    assert quantities.str.startswith("probability_of_rank").any() == is_written
