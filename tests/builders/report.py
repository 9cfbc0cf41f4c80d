"""A small run whose text slots all hold what no page, picture or sheet may take for its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.checks.table import checks_table
from bayes_bench.estimands.covariates.effects import covariate_effects
from bayes_bench.estimands.indicators import benchmark
from bayes_bench.estimands.variation import variation_draws
from bayes_bench.inputs.cells import aggregate
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.sampling import fit
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.report.content import Found
from bayes_bench.run.assessment import Estimates, assess
from bayes_bench.run.further_tables import further_tables
from bayes_bench.run.tables import tables_of
from bayes_bench.sensitivity.compare import sensitivity

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
    posterior = fit(cells, model)
    bench = benchmark(posterior, cells, model)
    variation = variation_draws(posterior, cells, model)
    ranks = Ranks(bench["indicator"], model.data.better)
    estimates = Estimates(bench, variation, covariate_effects(posterior, cells, model), ranks)
    tables = dict(tables_of(posterior, estimates, cells, model))
    tables["diagnostics.csv"] = assess(posterior, estimates, model).diagnostics
    posterior["benchmark"] = xr.DataTree(bench)
    if wants_further:
        checks = checks_table(posterior, cells, model, bench)
        tables |= dict(further_tables(posterior, ranks, cells, model, checks))
    if model.sensitivity.without:
        compared = sensitivity(cells, model, posterior, bench)
        tables |= {"sensitivity.csv": compared.summary, "sensitivity_units.csv": compared.units}
    record = {"fingerprint": "f" * 64, "sampler": "laplace", "versions": {"bayes_bench": "0"}}
    return Found(model, cells, posterior, bench, variation, estimates.effects, tables, record)


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
