"""The demo with a third level: the people are the same."""

import pandas as pd
import pytest

from bayes_bench.aggregation import aggregate
from bayes_bench.analysis import Analysis
from bayes_bench.estimands.groupings import is_around_units
from bayes_bench.inputs.model.file import read_model
from bayes_bench.inputs.people import read_people
from benchmarks.levels import DATA, LEVELS, with_levels

DEMO = DATA.parent / "models" / "rehabilitation.toml"


@pytest.mark.parametrize("levels", LEVELS)
def test_people_are_the_demos(levels: str) -> None:
    model, people = with_levels(read_model(DEMO), levels)
    analysis = Analysis(model, aggregate(read_people(model, people), model))
    table = pd.read_parquet(DATA / "rehabilitation.parquet")
    assert analysis.population.people.sum() == len(table)
    assert analysis.population.events.sum() == table["on_benefit"].sum()
    members = {"two": 0, "nested": 5, "crossed": table["joint"].nunique()}[levels]
    assert len(analysis.design.terms) - analysis.design.own == members
    if members:
        assert is_around_units(model.groups[0].name, analysis) == (levels == "nested")
