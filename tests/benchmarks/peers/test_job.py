"""A peer's table and design: ours, by other packages."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bayes_bench.design.matrix import design_matrix
from bayes_bench.inputs.model.file import Model
from benchmarks.peers.job import Job, design_of, measured_of, read_job, read_people, settings_of
from benchmarks.whole_jobs import job_of
from tests.builders.peers import one_each, written


@pytest.fixture
def asked(tmp_path: Path) -> tuple[Job, Model]:
    model = written(one_each(300), tmp_path)
    return job_of(model, tmp_path / "table.csv"), model


def test_a_job_survives_its_file(asked: tuple[Job, Model], tmp_path: Path) -> None:
    path = tmp_path / "job.json"
    path.write_text(json.dumps(asdict(asked[0])), encoding="utf-8")
    job = read_job(path)
    assert job.categories == {"joint": "knee", "level": "2"}
    assert (job.splines, list(job.linear)) == ({"age": 3}, ["share"])
    assert (list(job.intercept), list(job.coefficient), job.unit_sd) == ([0, 1.5], [0, 1.0], 0.5)


def test_codes_stay_text_and_people_stand_by_unit(asked: tuple[Job, Model]) -> None:
    people = read_people(asked[0])
    assert people["unit"].unique().tolist() == ["01", "02", "03"]
    assert people["unit"].is_monotonic_increasing
    assert set(people["level"]) == {"1", "2", "NA"}
    assert people["age"].dtype == people["share"].dtype == "float64"


def test_the_design_is_ours(asked: tuple[Job, Model]) -> None:
    job, model = asked
    cells, people = cells_by_person(model), read_people(job)
    theirs = design_of(people, job)
    ours = design_matrix(cells, model)
    names = [label.replace("[", "_").rstrip("]") for label in (t.label for t in ours.terms)]
    assert sorted(names) == sorted(theirs.columns)
    one, other = (
        pd.DataFrame(rows, columns=names).sort_values(names)
        for rows in (ours.matrix.toarray().round(9), theirs[names].to_numpy().round(9))
    )
    # the knots of a spline and a sd over people: rounding alone
    np.testing.assert_allclose(one, other, atol=1e-8)


def cells_by_person(model: Model):  # the table has a person in every cell
    from bayes_bench.aggregation import aggregate
    from bayes_bench.inputs.people import read_people as ours

    cells = aggregate(ours(model), model)
    assert (cells["trials"] == 1).all()
    return cells


def test_measurements_alone_are_the_designs_last_columns(asked: tuple[Job, Model]) -> None:
    people = read_people(asked[0])
    measured = measured_of(people, asked[0])
    assert list(measured) == ["age_1", "age_2", "age_3", "share"]
    pd.testing.assert_frame_equal(design_of(people, asked[0])[list(measured)], measured)


def test_samplers_are_told_shape_seed_and_cores_alone(asked: tuple[Job, Model]) -> None:
    job, model = asked
    told = settings_of(job)
    assert 1 <= told.pop("cores") <= job.chains
    sampling = model.sampling
    assert told == {
        "draws": sampling.draws,
        "chains": sampling.chains,
        "random_seed": sampling.random_seed,
    }
