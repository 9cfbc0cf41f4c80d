"""The comparison of samplers: it runs, agrees with itself, and would notice another posterior."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bayes_bench.aggregation import aggregate
from bayes_bench.inputs.model.file import read_model
from bayes_bench.inputs.people import read_people
from benchmarks import rivals, samplers
from benchmarks.samplers import compare

SURGICAL = Path(__file__).parents[2] / "models" / "surgical.toml"


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """nutpie and ours on twelve hospitals."""
    model = read_model(SURGICAL)
    cells = aggregate(read_people(model), model)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(samplers, "at_hand", lambda: ["nutpie"])
        return compare(cells, model, [500, 1000]).set_index("engine")


def test_every_engine_has_its_row(table: pd.DataFrame) -> None:
    ours = [f"laplace, {draws} draws per chain" for draws in ("500", "1,000")]
    assert list(table.index) == ["nutpie", *ours]
    assert table["draws"].tolist() == [2000, 2000, 4000]
    assert (table["seconds"] > 0).all()
    rate = table["least_bulk_ess"] / table["seconds"]
    np.testing.assert_allclose(table["ess_per_second"], rate)
    assert table["times_best"]["nutpie"] == 1.0
    assert table["times_floor"].isna().tolist() == [True, False, False]


def test_engines_have_one_posterior(table: pd.DataFrame) -> None:
    assert table["largest_z"].max() < 4.5


def test_another_posterior_is_noticed() -> None:
    def shifted(*of: object) -> rivals.Timed:
        draws, seconds = rivals.nutpie_nuts(*of)  # type: ignore[arg-type]
        return draws.assign(intercept=draws["intercept"] + 0.05), seconds

    model = read_model(SURGICAL)
    cells = aggregate(read_people(model), model)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(samplers, "at_hand", lambda: ["nutpie"])
        patch.setattr(samplers, "RIVALS", {"nutpie": shifted})
        assert compare(cells, model, [1000])["largest_z"].max() > 5
