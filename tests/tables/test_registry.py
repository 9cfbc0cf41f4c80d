"""Every number that is printed has its meaning, and its row in the diagnostics."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bayes_bench.aggregation import aggregate
from bayes_bench.analysis import Analysis
from bayes_bench.errors import BayesBenchError
from bayes_bench.fitted import Fit
from bayes_bench.inputs.model.file import read_model
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.sampling import sample
from bayes_bench.quantities.assessment import assess
from bayes_bench.quantities.registry import every_quantity
from bayes_bench.tables import registry
from bayes_bench.tables.column import Column, quantity_names
from bayes_bench.tables.registry import every_table, tables_in, tables_of
from bayes_bench.tables.table import Table, Tables

MIXED = """
title = "Category, line and spline"
[data]
path = "people.csv"
unit = "ward"
outcome = "outcome"
better = "lower"
[[covariates]]
name = "sex"
[[covariates]]
name = "weight"
kind = "linear"
[[covariates]]
name = "age"
kind = "spline"
df = 3
[benchmark]
top = 2
[sampling]
draws = 1000
[sensitivity]
without = ["sex"]
"""
COUNTS = """
title = "Counts"
[data]
path = "counts.csv"
unit = "ward"
events = "events"
trials = "trials"
better = "higher"
[disclosure]
public = true
[report]
published = { best = 4.0, worst = -3.5, source = "A study" }
"""
TYPICAL = """
title = "Typical unit"
[data]
path = "people.csv"
unit = "ward"
outcome = "outcome"
better = "lower"
[[covariates]]
name = "sex"
[benchmark]
reference = "typical"
interval = 0.9
[disclosure]
public = true
"""
# in no table: parameters; what a flag is the larger of; what only the report shows
ELSEWHERE = {
    *("intercept", "coefficient", "unit_effect", "adjusted_share"),
    *("probability_beyond_better", "probability_beyond_worse"),
}
STATUS = {"judged", "constant", "error only"}


def write_data(folder: Path) -> None:
    """480 people in eight wards, and counts of events in six."""
    random = np.random.default_rng(20260101)
    rows = np.arange(480)
    people = pd.DataFrame(
        {
            "ward": [f"ward {row % 8}" for row in rows],
            "sex": np.where(random.random(480) < 0.4, "f", "m"),
            "weight": random.integers(50, 100, 480),
            "age": random.integers(18, 80, 480),
        }
    )
    logits = (rows % 8 - 3.5) / 5 + (people["sex"] == "f") * 0.5 - 0.8
    people["outcome"] = (random.random(480) < 1 / (1 + np.exp(-logits))).astype(int)
    people.to_csv(folder / "people.csv", index=False)
    trials = np.array([40, 60, 80, 120, 200, 300])
    counts = {"ward": list("abcdef"), "events": trials // [8, 4, 6, 5, 4, 3], "trials": trials}
    pd.DataFrame(counts).to_csv(folder / "counts.csv", index=False)


@pytest.fixture(scope="module", params=[MIXED, COUNTS, TYPICAL], ids=["mixed", "counts", "typical"])
def fit(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Fit:
    folder = tmp_path_factory.mktemp("registry")
    write_data(folder)
    (folder / "model.toml").write_text(request.param, encoding="utf-8")
    model = read_model(folder / "model.toml")
    analysis = Analysis(model, aggregate(read_people(model), model))
    return Fit(analysis, sample(analysis))


def printed(fit: Fit, finished: Tables) -> Iterator[tuple[Table, Column, float, list[str]]]:
    """Every estimate that is printed, with the names of the rows that judge it."""
    reference = fit.model.benchmark.reference
    for table in tables_in(fit):
        built = finished[table.file]
        for header in built.columns:
            column = table.column(header)
            if column.kind != "estimate":
                continue
            for row in built.to_dict("records"):
                counted = row[built.columns[0]] in column.counts
                if pd.notna(row[header]) and not counted and row.get("status") != "sampler":
                    names = column.quantity.split(" | ")
                    judges = [quantity_names(name, row, reference) for name in names]
                    yield table, column, float(row[header]), judges


def unjudged(fit: Fit, finished: Tables) -> set[str]:
    """What should have a row in the diagnostics, and has none."""
    diagnostics = finished["diagnostics.csv"]
    known = set(diagnostics.loc[diagnostics["status"].isin(STATUS), "quantity"])
    families = {name.partition("[")[0] for name in known}
    there = {quantity.name for quantity in every_quantity(fit)}
    missing = set()
    for _, _, _, names in printed(fit, finished):
        for name in names:
            family = name.partition("[")[0]
            is_there = (
                (family in families or family not in there) if "[*]" in name else name in known
            )
            missing |= set() if is_there else {name}
    return missing


def test_a_healthy_fit_is_accepted(fit: Fit) -> None:
    assert assess(fit).verdict.accepted


def test_every_number_has_its_row_and_every_row_its_number(fit: Fit) -> None:
    finished = tables_of(fit)
    assert unjudged(fit, finished) == set()
    others = [
        (t, names) for t, _, _, names in printed(fit, finished) if t.file != "diagnostics.csv"
    ]
    named = {name for _, names in others for name in names}
    whole = {name.removesuffix("[*]") for name in named if name.endswith("[*]")}
    diagnostics = finished["diagnostics.csv"]
    rows = diagnostics.loc[diagnostics["status"] != "sampler", "quantity"]
    assert rows.is_unique
    unread = [row for row in rows if row not in named and row.partition("[")[0] not in whole]
    assert {row.partition("[")[0] for row in unread} <= ELSEWHERE


def test_a_row_that_is_missing_is_noticed(fit: Fit) -> None:
    finished = dict(tables_of(fit))
    diagnostics = finished["diagnostics.csv"]
    unit = finished["indicators.csv"]["unit"][0]
    for name in (f"ratio_pe[{unit}, average_unit]", f"y_rep[mixed, {unit}]", f"rank[{unit}]"):
        less = {**finished, "diagnostics.csv": diagnostics[diagnostics["quantity"] != name]}
        assert unjudged(fit, less) == {name}


def test_the_mean_that_is_diagnosed_is_the_one_that_is_printed(fit: Fit) -> None:
    finished = tables_of(fit)
    value = finished["diagnostics.csv"].set_index("quantity")["value"]
    compared = 0
    for table, column, number, names in printed(fit, finished):
        is_mean = not column.name.endswith(("lower", "upper"))
        if is_mean and len(names) == 1 and column.name not in {"median_rank", "indicator"}:
            diagnosed = value.get(names[0], np.nan)
            if pd.notna(diagnosed):
                assert number == pytest.approx(diagnosed, abs=1e-9), (table.file, names)
                compared += 1
    assert compared > 100


def test_constants_are_told_from_what_was_not_judged(fit: Fit) -> None:
    rows = tables_of(fit)["diagnostics.csv"].set_index("quantity")
    by_status = dict(list(rows.groupby("status")))
    assert set(by_status) <= {*STATUS, "sampler"}
    assert by_status["judged"]["mcse"].notna().all()
    assert (
        by_status["judged"].filter(regex=r"^(?!probability_of_rank)", axis=0)["r_hat"].notna().all()
    )
    assert by_status["error only"]["mcse"].gt(0).all()
    assert by_status["error only"]["r_hat"].isna().all()
    assert by_status["constant"][["r_hat", "ess_bulk", "mcse"]].isna().all(axis=None)
    assert {"observed_share_persons", "extreme_printed[best]"} <= set(by_status["constant"].index)
    unit = tables_of(fit)["indicators.csv"]["unit"][0]
    assert rows.loc[f"indicator[{unit}]", "status"] == "judged"
    assert rows.loc[f"own_range[{unit}]", "status"] == "error only"


def test_every_numeric_column_is_declared_and_within_its_range(fit: Fit) -> None:
    for table in tables_in(fit):
        built = tables_of(fit)[table.file]
        for header in built.columns:
            column, values = table.column(header), built[header]
            if pd.api.types.is_numeric_dtype(values) and values.dtype != bool:
                assert column.kind != "label" or values.isna().all(), (table.file, header)
                numbers = values.dropna().to_numpy(dtype=float)
                least, most = column.bounds
                assert ((numbers >= least - 1e-9) & (numbers <= most + 1e-9)).all(), header
            assert column.meaning.endswith(".")
            assert column.kind not in {"estimate", "error"} or column.unit
            assert column.kind != "estimate" or column.quantity


def test_the_dictionary_has_every_column_of_every_file(fit: Fit) -> None:
    finished = tables_of(fit)
    said = finished["dictionary.csv"]
    assert list(said.columns) == ["file", "column", "meaning", "unit", "kind", "quantity"]
    families = {"rank_probabilities.csv": "rank_*", "prior_sensitivity.csv": "prior_*_sd"}
    found = {
        (file, families[file] if fnmatchcase(name, families.get(file, "")) else name)
        for file, built in finished.items()
        for name in built.columns
    }
    assert {*zip(said["file"], said["column"], strict=True)} == found
    assert len(said) == len(found)


def test_a_table_with_other_columns_than_it_says_is_a_fault_of_ours(fit: Fit, monkeypatch) -> None:
    table = Table("x.csv", "a row", (Column("said", "It."),), lambda _: pd.DataFrame({"is": []}), 1)
    monkeypatch.setattr(registry, "every_table", lambda: (table,))
    with pytest.raises(BayesBenchError, match=r"x.csv has the columns \['is'\]"):
        tables_of(Fit(fit.analysis, fit.posterior))


def test_every_file_and_every_place_is_taken_once() -> None:
    tables = every_table()
    files, places = ({getattr(table, of) for table in tables} for of in ("file", "place"))
    assert len(files) == len(places) == len(tables) > 20
    for table in tables:
        assert len(set(table.names)) == len(table.names)
