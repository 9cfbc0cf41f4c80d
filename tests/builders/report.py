"""A small run whose text slots all hold what no page, picture or sheet may take for its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.aggregation import aggregate
from bayes_bench.analysis import Analysis
from bayes_bench.fitted import Fit
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.sampling import sample
from bayes_bench.report.outcome import Outcome
from bayes_bench.tables.registry import page_tables_of, tables_of

RECORD = {"fingerprint": "f" * 64, "sampler": "laplace", "versions": {"bayes_bench": "0"}}
FindIn = Callable[..., Outcome]

PAYLOADS = [
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "<img src=x onerror=alert(3)>",
    "'\"><svg/onload=alert(4)>",
    "</title><b>5</b>",
    "<!-- 6 -->",
    "]]></style><style>*{display:none}",
    "javascript:alert(8)",
    "{{ 7 * 7 }}",
    "{% raw %}{units}",
    "&lt;i&gt;9",
    "$\\frac{1}{0}$",
    '=HYPERLINK("http://example.org")',
    "@SUM(1+1)|cmd",
    "Ærø\u2028Aabenraa",
    "日本 🙂 \u202e",
    "-2+3",
    "https://example.org/x",
]


def people_of(units: list[str], size: int, seed: int, joints: list[str]) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    unit = np.repeat(np.arange(len(units)), size)
    joint = rng.integers(0, len(joints), unit.size)
    chance = 0.2 + 0.03 * (unit % 5) + 0.1 * (joint == 0)
    columns = {"u": np.array(units, dtype=object)[unit], "y": rng.random(unit.size) < chance}
    columns["joint"] = np.array(joints, dtype=object)[joint]
    age = rng.integers(20, 70, unit.size).astype(float)
    return pd.DataFrame(columns | {"age": age}).astype({"y": int})


def fit_in(people: pd.DataFrame, covariates: list[dict[str, Any]], **more: Any) -> Fit:
    """Fit a table of people with columns u and y."""
    data = {"unit": "u", "outcome": "y", "better": "lower"} | more.pop("data", {})
    sampling = {"draws": 200, "chains": 2, "sampler": "laplace"}
    data = {key: value for key, value in data.items() if value is not None}
    table = {"title": "T", "data": data, "covariates": covariates, "sampling": sampling}
    model = Model.model_validate({"disclosure": {"public": True}} | table | more)
    analysis = Analysis(model, aggregate(read_people(model, people), model))
    return Fit(analysis, sample(analysis))


def outcome_of(fit: Fit) -> Outcome:
    """What a run of this fit hands over to its report."""
    tables, page_tables = tables_of(fit), page_tables_of(fit)
    return Outcome(fit.model, fit.analysis.cells, tables, page_tables, RECORD)


def planted(fit: Fit, bench: xr.Dataset, cells: xr.Dataset | None = None) -> Fit:
    """The same draws, with another benchmark in place of their own."""
    cells = fit.analysis.cells if cells is None else cells
    parts = {"/posterior": fit.posterior["posterior"].to_dataset(), "/benchmark": bench}
    return Fit(Analysis(fit.model, cells), xr.DataTree.from_dict(parts))


@pytest.fixture(scope="session")
def find() -> FindIn:
    def found(people: pd.DataFrame, covariates: list[dict[str, Any]], **more: Any) -> Outcome:
        return outcome_of(fit_in(people, covariates, **more))

    return found


@pytest.fixture(scope="session")
def hostile_fit() -> Fit:
    """Payloads as names of units, levels, the title and the outcome."""
    people = people_of(PAYLOADS, 40, 1, PAYLOADS[:4]).rename(columns={"y": "<b>y</b>"})
    covariates = [{"name": "joint"}, {"name": "age", "kind": "spline"}]
    data, choices = {"outcome": "<b>y</b>"}, {"without": ["joint"]}
    title = "</title><script>alert(0)</script>"
    return fit_in(people, covariates, data=data, title=title, sensitivity=choices)


@pytest.fixture(scope="session")
def hostile(hostile_fit: Fit) -> Outcome:
    return outcome_of(hostile_fit)


@pytest.fixture(scope="session")
def small_fit() -> Fit:
    """Twelve units and five too small ones; rare levels of a joint, and a level named "other"."""
    people = people_of([f"{n:02d}" for n in range(12)], 60, 2, ["hip", "knee", "toe"])
    few = people_of(["90", "91", "92", "93", "94"], 4, 3, ["hip"])
    people = pd.concat([people, few.assign(y=[0, 1] * 10)], ignore_index=True)
    rng = np.random.default_rng(4)
    people["home"] = rng.choice(["flat", "other"], len(people))
    # four people each are merged, and have enough events together to be shown
    people.loc[people.index[:12], "joint"] = ["elbow", "wrist", "thumb"] * 4
    people.loc[people.index[:12], "y"] = [0, 1] * 6
    covariates = [{"name": "joint"}, {"name": "home"}, {"name": "age", "kind": "spline"}]
    hidden = {"public": False, "minimum_count": 5}
    return fit_in(people, covariates, disclosure=hidden, benchmark={"top": 4})


@pytest.fixture(scope="session")
def small(small_fit: Fit) -> Outcome:
    return outcome_of(small_fit)


@pytest.fixture(scope="session")
def grouped_outcome(grouped_fit: Fit) -> Outcome:
    """People in units of regions, with diagnoses across them."""
    return outcome_of(grouped_fit)


@pytest.fixture(scope="session")
def folder_of(hostile: Outcome, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The hostile report in a language, written once."""
    from bayes_bench.report.html import write_report  # matplotlib is slow to import

    written: dict[str, Path] = {}

    def folder(language: str) -> Path:
        if language not in written:
            written[language] = tmp_path_factory.mktemp(language)
            write_report(hostile, written[language], language)
        return written[language]

    return folder


CROSSED: list[dict[str, Any]] = [
    {"name": "joint"},
    {"name": "age", "kind": "spline", "df": 3},
    {"name": "beds", "kind": "linear", "level": "unit"},
    {"name": "joint:age"},
]


@pytest.fixture(scope="session")
def crossed_fit() -> Fit:
    """A model with an interaction and a covariate of units, counted as performance."""
    people = people_of([f"{n}" for n in range(1, 13)], 80, 5, ["hip", "knee"])
    beds = people["u"].astype(int) % 4 + 1
    labels = {"columns": {"joint": "Joint"}, "da": {"columns": {"joint": "Led"}}}
    how = {"benchmark": {"unit_covariates": "performance"}, "labels": labels}
    return fit_in(people.assign(beds=beds), CROSSED, **how)


@pytest.fixture(scope="session")
def crossed(crossed_fit: Fit) -> Outcome:
    """What a run of it hands over to its report."""
    return outcome_of(crossed_fit)
