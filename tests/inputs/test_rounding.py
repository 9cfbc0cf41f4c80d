"""`[data] round`: who is rounded, to what, and what is said of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyreadstat
import pytest
import xarray as xr

from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.rounding import (
    Rounded,
    rounded_covariates,
    rounding_notes,
    step_text,
    steps_of,
)
from tests.builders.fits import cells_of
from tests.builders.inputs import a_model, counts_model

AGE = {"name": "age", "kind": "spline", "df": 2}
WAGE = {"name": "wage", "kind": "linear"}
STEPS = {"wage": 5000, "age": 0.5}


def model(**data: Any) -> Model:
    return a_model((AGE, WAGE), data={"round": STEPS, **data})


def people(rows: int = 600) -> pd.DataFrame:
    """Ages with two decimals and wages with none, ties among both."""
    rng = np.random.default_rng(7)
    return pd.DataFrame(
        {
            "u": rng.choice(["A", "B", "C"], rows),
            "y": rng.integers(0, 2, rows),
            "age": rng.integers(2000, 2600, rows) / 100,
            "wage": rng.integers(0, 60, rows) * 1250.0,
        }
    )


def counted(frame: pd.DataFrame) -> pd.DataFrame:
    table = frame.groupby(["u", "age", "wage"])["y"].agg(["sum", "size"]).reset_index()
    return table.rename(columns={"sum": "e", "size": "n"})


def written(frame: pd.DataFrame, folder: Path) -> dict[str, Any]:
    """The same people in every form that a table comes in."""
    frame.to_csv(folder / "comma.csv", index=False)
    frame.to_csv(folder / "danish.csv", index=False, sep=";", decimal=",")
    frame.to_parquet(folder / "people.parquet")
    pyreadstat.write_sav(frame, str(folder / "people.sav"))
    pyreadstat.write_dta(frame, str(folder / "people.dta"))
    files = {path.name: path for path in folder.iterdir()}
    relation = duckdb.connect().from_df(frame)
    return {**files, "arrow": pa.Table.from_pandas(frame), "duckdb": relation, "pandas": frame}


def test_every_reader_gives_the_same_cells(tmp_path: Path) -> None:
    frame = people()
    wanted = cells_of(frame.assign(age=(frame["age"] * 2).round() / 2), model(round={"wage": 5000}))
    assert wanted.sizes["cell"] < cells_of(frame, model(round={})).sizes["cell"]
    forms = written(frame, tmp_path)
    assert len(forms) == 8
    for name, form in forms.items():
        assert cells_of(form, model()).identical(wanted), name
    counts = counts_model(covariates=(AGE, WAGE), data={"round": STEPS})
    assert cells_of(counted(frame), counts).identical(wanted)


def test_people_are_rounded_and_missing_values_are_dropped_as_before(
    people_of: Callable[..., pd.DataFrame],
) -> None:
    text = "u,y,age,wage\nA,1,20.25,2500\nB,0,20.75,2501\nA,0,,2500\nB,1,-0.2,9999\n"
    found = people_of(model(missing="drop"), text)
    assert found["age"].tolist() == [20.0, 21.0, 0.0]
    assert found["wage"].tolist() == [0.0, 5000.0, 10000.0]
    assert found.attrs["dropped"] == {"A": 1}


def test_what_is_no_number_is_told_as_before(problems_of: Callable[..., str]) -> None:
    text = "u,y,age,wage\nA,1,x,2500\nB,0,inf,2501\nB,0,20,7000\n"
    assert '"age" has no number in 2 rows (1, 2)' in problems_of(model(), text)


def test_steps_go_by_the_name_of_the_column() -> None:
    """A name in another spelling of Unicode, or with white space, is the same column."""
    covariates = ({"name": "a\u030age", "kind": "linear"},)
    found = a_model(covariates, data={"round": {" \u00e5ge": 2}})
    assert steps_of(found) == {"\u00e5ge": 2.0}
    assert found.covariates[0].name in steps_of(found)


@pytest.mark.parametrize(
    ("step", "text"), [(1.0, "1"), (0.5, "0.5"), (5e3, "5000"), (1e6, "1000000"), (1e-7, "1e-07")]
)
def test_a_step_is_written_as_in_the_file(step: float, text: str) -> None:
    assert step_text(step) == text


def test_it_is_said_with_what_is_left() -> None:
    frame = people()
    cells = cells_of(frame, model())
    ages = {round(2 * age) / 2 for age in frame["age"]}
    wages = {round(wage / 5000) * 5000 for wage in frame["wage"]}
    assert rounded_covariates(cells, model()) == [
        Rounded("age", 0.5, len(ages)),
        Rounded("wage", 5000.0, len(wages)),
    ]
    (note,) = rounding_notes(cells, model())
    assert note == (
        f'rounded before counting (data.round): "age" to the nearest 0.5, {len(ages)} different '
        f'values; "wage" to the nearest 5000, {len(wages)} different values; 600 people in '
        f"{cells.sizes['cell']} cells"
    )
    assert rounding_notes(xr.Dataset(), a_model((AGE, WAGE))) == []
