"""A whole command timed from outside, and one that fails."""

from pathlib import Path

import pytest

from bayes_bench.inputs.model.file import read_model
from benchmarks.growth import Size
from benchmarks.whole_runs import Problem, rare_levels, register, small_units, whole_runs


def test_a_run_is_timed_from_its_table_to_its_files(tmp_path: Path) -> None:
    said: list[str] = []
    table = whole_runs([small_units(12, 40)], tmp_path, said.append)
    row = table.iloc[0]
    assert said == ["12 units x 40 people"]
    assert (row["cells"], row["units"]) == (12, 12)
    assert 0 < row["floor"] < row["seconds"] < 600
    assert row["floors"] == pytest.approx(row["seconds"] / row["floor"])
    assert row["megabytes"] > 100
    assert 0 < row["page"] < row["files"]
    stages = row[["read", "aggregate", "sample", "benchmark", "checks", "publish"]]
    assert (stages > 0).all()
    assert stages.sum() < row["seconds"]


def test_a_command_that_fails_says_why(tmp_path: Path) -> None:
    def write(folder: Path) -> Path:
        model = small_units(3, 5).write(folder)
        (folder / "people.parquet").unlink()
        return model

    table = whole_runs([Problem("nobody", write)], tmp_path, lambda _: None)
    assert "people.parquet" in table["sampler"][0]
    assert table["seconds"][0] > 0
    assert "cells" not in table


def test_a_command_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    table = whole_runs([small_units(3, 5)], tmp_path, lambda _: None, 1.0)
    assert table["sampler"][0] == "stopped after 1 seconds"


@pytest.mark.parametrize(
    ("problem", "covariates"),
    [
        (rare_levels(150), 1),
        (rare_levels(10, separated=200), 2),
        (register(Size(500, 8)), 12),
        (register(Size(500, 8), ("sex", "age", "start_year")), 3),
    ],
)
def test_every_problem_is_a_model_that_can_be_read(
    problem: Problem, covariates: int, tmp_path: Path
) -> None:
    model = read_model(problem.write(tmp_path))
    assert len(model.covariates) == covariates
    assert not model.sensitivity.without
    assert model.disclosure.public
