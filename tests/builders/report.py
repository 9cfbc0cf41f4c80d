"""A small run whose text slots all hold what no page, picture or sheet may take for its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.estimands.covariates.effects import covariate_effects
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.estimands.variation import variation_draws
from bayes_bench.fit import Fit
from bayes_bench.inputs.cells import aggregate
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.sampling import sample
from bayes_bench.report.content import Found
from bayes_bench.tables.registry import tables_of

FURTHER = (
    *("estimands.csv", "overlap.csv", "expectation.csv", "similar_units.csv", "agreement.csv"),
    *("rank_details.csv", "decisions.csv", "pairs.csv"),
)
"""Tables that a page does without."""

FindIn = Callable[..., Found]

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


def found_in(people: pd.DataFrame, covariates: list[dict[str, Any]], **more: Any) -> Found:
    """Run the analysis of a table of people with columns u and y."""
    data = {"unit": "u", "outcome": "y", "better": "lower"} | more.pop("data", {})
    wants_further = more.pop("further", True)
    sampling = {"draws": 200, "chains": 2, "sampler": "laplace"}
    data = {key: value for key, value in data.items() if value is not None}
    table = {"title": "T", "data": data, "covariates": covariates, "sampling": sampling}
    model = Model.model_validate({"disclosure": {"public": True}} | table | more)
    cells = aggregate(read_people(model, people), model)
    analysis = Analysis(model, cells)
    fit = Fit(analysis, sample(analysis))
    tables = dict(tables_of(fit))
    if not wants_further:
        for name in FURTHER:
            tables.pop(name, None)
    fit.posterior["benchmark"] = xr.DataTree(benchmark_of(fit))
    record = {"fingerprint": "f" * 64, "sampler": "laplace", "versions": {"bayes_bench": "0"}}
    return Found(
        fit=fit,
        model=model,
        cells=cells,
        posterior=fit.posterior,
        bench=benchmark_of(fit),
        variation=variation_draws(fit),
        effects=covariate_effects(fit),
        tables=tables,
        record=record,
    )


@pytest.fixture(scope="session")
def find() -> FindIn:
    return found_in


@pytest.fixture(scope="session")
def hostile() -> Found:
    """Payloads as names of units, levels, the title and the outcome."""
    people = people_of(PAYLOADS, 40, 1, PAYLOADS[:4]).rename(columns={"y": "<b>y</b>"})
    covariates = [{"name": "joint"}, {"name": "age", "kind": "spline"}]
    data, choices = {"outcome": "<b>y</b>"}, {"without": ["joint"]}
    title = "</title><script>alert(0)</script>"
    return found_in(people, covariates, data=data, title=title, sensitivity=choices)


@pytest.fixture(scope="session")
def small() -> Found:
    """Twelve units and three too small ones; rare levels of a joint, and a level named "other"."""
    people = people_of([f"{n:02d}" for n in range(12)], 60, 2, ["hip", "knee", "toe"])
    few = people_of(["90", "91", "92"], 4, 3, ["hip"])
    people = pd.concat([people, few.assign(y=[0, 1] * 6)], ignore_index=True)
    rng = np.random.default_rng(4)
    people["home"] = rng.choice(["flat", "other"], len(people))
    people.loc[people.index[:6], "joint"] = ["elbow", "wrist", "thumb"] * 2
    covariates = [{"name": "joint"}, {"name": "home"}, {"name": "age", "kind": "spline"}]
    hidden = {"public": False, "minimum_count": 5}
    return found_in(people, covariates, disclosure=hidden, benchmark={"top": 4})


@pytest.fixture(scope="session")
def folder_of(hostile: Found, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The hostile report in a language, written once."""
    from bayes_bench.report.html import write_report

    written: dict[str, Path] = {}

    def folder(language: str) -> Path:
        if language not in written:
            written[language] = tmp_path_factory.mktemp(language)
            write_report(hostile, written[language], language)
        return written[language]

    return folder
