"""Growth: people made up as promised, and rows that add up."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bayes_bench.aggregation import aggregate
from bayes_bench.inputs.model.file import Model, read_model
from bayes_bench.inputs.people import read_people
from benchmarks.growth import COMMON, UNIT_SD, Size, _cells, _measure, _memory, shuffled_people
from tests.builders.run import write_analysis

SIZE = Size(people=1500, units=12)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model file whose people are 240, in six wards."""
    return write_analysis(tmp_path_factory.mktemp("wards")) / "wards.toml"


@pytest.fixture(scope="module")
def model(path: Path) -> Model:
    return read_model(path)


@pytest.fixture(scope="module")
def made(model: Model) -> pd.DataFrame:
    return shuffled_people(read_people(model), model, SIZE)


def test_columns_are_drawn_from_the_peoples_each_by_itself(
    model: Model, made: pd.DataFrame
) -> None:
    people = read_people(model)
    assert len(made) == SIZE.people
    assert made["ward"].nunique() == SIZE.units
    for name in ("sex", "age"):
        assert set(made[name]) <= set(people[name])
    # four standard errors of a share, and of a correlation of none
    share = (people["sex"] == people["sex"].iloc[0]).mean()
    assert (made["sex"] == people["sex"].iloc[0]).mean() == pytest.approx(share, abs=0.052)
    coded = pd.factorize(made["sex"])[0]
    assert abs(np.corrcoef(coded, made["age"])[0, 1]) < 4 / np.sqrt(SIZE.people)


def test_outcomes_are_of_units_that_differ_as_said(model: Model) -> None:
    many = shuffled_people(read_people(model), model, Size(60_000, 200))
    rate = many.groupby("ward")["outcome"].mean().clip(0.01, 0.99)
    logits = np.log(rate / (1 - rate))
    # 300 people each: their own error is .13 on the logit scale
    assert logits.mean() == pytest.approx(COMMON, abs=4 * 0.33 / np.sqrt(200))
    spread = np.hypot(UNIT_SD, 0.13)
    assert logits.std() == pytest.approx(spread, abs=4 * spread / np.sqrt(400))


def test_nobody_is_lost_or_merged(path: Path, made: pd.DataFrame) -> None:
    cells, public = _cells(path, SIZE)
    assert int(cells["trials"].sum()) == SIZE.people
    assert int(cells["events"].sum()) == made["outcome"].sum()
    assert cells.sizes["unit"] == SIZE.units
    patterns = made[["ward", "sex", "age"]].drop_duplicates()
    assert cells.sizes["cell"] == len(patterns)
    again = aggregate(read_people(public, made), public)
    assert again.identical(cells)


def test_a_row_adds_up(path: Path) -> None:
    row = pd.Series(_measure((path, SIZE)))
    cells, _ = _cells(path, SIZE)
    assert (row["people"], row["units"]) == (SIZE.people, SIZE.units)
    assert (row["cells"], row["coefficients"]) == (cells.sizes["cell"], 2)
    assert row["way"] in ("joint", "collapsed")
    seconds, draws = float(row["seconds"]), int(row["draws"])
    assert draws == 4000
    nanoseconds = 1e9 * seconds / (draws * cells.sizes["cell"])
    assert row["nanoseconds"] == pytest.approx(nanoseconds)
    assert 0.0 < float(row["weight_efficiency"]) <= 1.0


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="of Linux")
def test_memory_that_is_taken_is_seen() -> None:
    before = _memory("VmRSS", fresh=True)
    block = np.ones(10_000_000)  # 80 megabytes
    most = _memory("VmHWM")
    assert block.nbytes == 80_000_000
    assert most - before > 60
    del block
    assert _memory("VmHWM") >= most - 1  # the most is remembered
