"""Cells: every person counted once, and no unit shown that may not be."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from bayes_bench.errors import DataError
from bayes_bench.inputs.cells import aggregate
from bayes_bench.inputs.model.file import Model, model_from_table
from bayes_bench.inputs.people import read_people
from tests.builders.fits import model_of_sections

COVARIATES = ({"name": "joint"}, {"name": "age", "kind": "linear"})


def units_of(counts: dict[str, tuple[int, int]]) -> pd.DataFrame:
    """Return a table of counts: unit -> (events, trials)."""
    rows = [(unit, events, trials) for unit, (events, trials) in counts.items()]
    return pd.DataFrame(rows, columns=["u", "e", "n"])


def counts_model(model_of: Any, **sections: Any) -> Model:
    data = {"events": "e", "trials": "n"} | sections.pop("data", {})
    return model_of(data=data, **sections)


def cells_of(frame: pd.DataFrame, model: Model) -> xr.Dataset:
    return aggregate(read_people(model, frame), model)


def totals(cells: xr.Dataset) -> dict[str, tuple[int, int]]:
    sums = cells[["events", "trials"]].groupby("unit_index").sum()
    pairs = zip(sums["events"].values, sums["trials"].values, strict=True)
    return dict(zip(cells["unit"].values, ((int(e), int(n)) for e, n in pairs), strict=True))


def register(seed: int, persons: int = 400) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "u": rng.choice(["0101", "0147", "B", "Ø"], persons),
            "y": rng.integers(0, 2, persons),
            "joint": rng.choice(["hip", "hand", "knee"], persons),
            "age": rng.choice([30.0, 40.5, -0.0, 0.0], persons),
        }
    )


def counted(frame: pd.DataFrame) -> pd.DataFrame:
    keys = ["u", "joint", "age"]
    table = frame.groupby(keys)["y"].agg(["sum", "size"]).reset_index()
    return table.rename(columns={"sum": "e", "size": "n"}).sample(frac=1, random_state=3)


def test_cells_count_everyone_once(model_of: Any) -> None:
    frame = register(1)
    cells = cells_of(frame, model_of(COVARIATES))
    assert int(cells["trials"].sum()) == len(frame)
    assert int(cells["events"].sum()) == int(frame["y"].sum())
    joint = cells["covariate_joint"]
    for cell in range(0, cells.sizes["cell"], 7):
        same = frame[
            (frame["u"] == cells["unit"].values[cells["unit_index"].values[cell]])
            & (frame["joint"] == joint.attrs["levels"][joint.values[cell]])
            & (frame["age"] == cells["covariate_age"].values[cell])
        ]
        assert (len(same), same["y"].sum()) == (cells["trials"][cell], cells["events"][cell])


def test_cells_are_sorted_by_unit_then_covariates(model_of: Any) -> None:
    cells = cells_of(register(2), model_of(COVARIATES))
    names = ("unit_index", "covariate_joint", "covariate_age")
    keys = list(zip(*(cells[name].values.tolist() for name in names), strict=True))
    assert keys == sorted(set(keys))
    assert cells["unit"].values.tolist() == ["0101", "0147", "B", "Ø"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_rows_and_counts_give_identical_bytes(model_of: Any, seed: int, tmp_path: Path) -> None:
    frame = register(seed)
    from_rows = cells_of(frame, model_of(COVARIATES, disclosure={"public": False}))
    model = counts_model(model_of, covariates=COVARIATES, disclosure={"public": False})
    from_counts = cells_of(counted(frame), model)
    from_rows.to_netcdf(tmp_path / "rows.nc", engine="h5netcdf")
    from_counts.to_netcdf(tmp_path / "counts.nc", engine="h5netcdf")
    assert from_rows.identical(from_counts)
    for name in from_rows.variables:
        assert from_rows[name].values.tobytes() == from_counts[name].values.tobytes()
    assert (tmp_path / "rows.nc").read_bytes() == (tmp_path / "counts.nc").read_bytes()


def test_people_are_not_changed(model_of: Any) -> None:
    model = model_of(COVARIATES)
    people = read_people(model, register(4))
    before = people.copy(deep=True)
    aggregate(people, model)
    pd.testing.assert_frame_equal(people, before)


def test_reference_is_the_most_frequent_or_named(model_of: Any) -> None:
    frame = pd.DataFrame({"u": list("ABAB"), "y": [0, 1, 1, 0], "joint": ["b", "b", "c", "c"]})
    tie = cells_of(frame, model_of(({"name": "joint"},)))["covariate_joint"]
    assert tie.attrs == {
        "kind": "category",
        "levels": ["b", "c"],
        "labels": ["b", "c"],
        "reference": "b",
    }
    frame.loc[0, "joint"] = "c"
    assert (
        cells_of(frame, model_of(({"name": "joint"},)))["covariate_joint"].attrs["reference"] == "c"
    )
    named = model_of(({"name": "joint", "reference": "b"},))
    assert cells_of(frame, named)["covariate_joint"].attrs["reference"] == "b"


SMALL = {"A": (10, 20), "B": (10, 40), "C": (2, 30), "D": (20, 23), "E": (9, 18)}


def test_units_too_small_are_merged_into_other(model_of: Any) -> None:
    model = counts_model(model_of, disclosure={"public": False})
    cells = cells_of(units_of(SMALL), model)
    assert totals(cells) == {"A": (10, 20), "B": (10, 40), "E": (9, 18), "other": (22, 53)}
    assert cells.attrs["merged_units"] == ["C", "D"]
    assert cells["ranked"].values.tolist() == [True, True, True, False]
    assert cells["name"].values.tolist() == ["A", "B", "E", "other"]
    merged, few = cells.attrs["warnings"]
    assert merged.startswith('2 units became "other", without a rank: too few people, events')
    assert few == "only 4 units are left after merging: their variation rests on its prior"


def test_other_takes_the_next_smallest_while_it_is_too_small(model_of: Any) -> None:
    model = counts_model(model_of, disclosure={"public": False})
    cells = cells_of(units_of(SMALL | {"D": (10, 23)}), model)
    assert cells.attrs["merged_units"] == ["C", "E"]
    assert totals(cells)["other"] == (11, 48)


def test_public_data_are_shown_as_they_are(model_of: Any) -> None:
    cells = cells_of(units_of(SMALL), counts_model(model_of))
    assert totals(cells) == SMALL
    assert cells["ranked"].all()


def test_two_units_have_to_remain(model_of: Any) -> None:
    model = counts_model(model_of, disclosure={"public": False})
    with pytest.raises(DataError, match=r"^1 of 3 units have at least 5 .*public = true"):
        cells_of(units_of({"A": (10, 20), "B": (1, 20), "C": (9, 18)}), model)


def test_a_unit_called_other_does_not_collide(model_of: Any) -> None:
    table = units_of(SMALL | {"other": (30, 60)})
    with pytest.raises(DataError, match='called "other"'):
        cells_of(table, counts_model(model_of, disclosure={"public": False}))
    public = cells_of(table, counts_model(model_of))
    assert public["ranked"].all()
    assert totals(public)["other"] == (30, 60)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=3, max_size=9),
    st.integers(3, 10),
)
def test_nothing_too_small_is_ever_shown(pairs: list[tuple[int, int]], minimum: int) -> None:
    table = units_of({f"U{n}": (e, e + none) for n, (e, none) in enumerate(pairs)})
    model = model_of_sections(
        title="T",
        data={"unit": "u", "events": "e", "trials": "n", "better": "lower"},
        disclosure={"minimum_count": minimum},
    )
    try:
        cells = cells_of(table, model)
    except DataError:
        return
    for events, trials in totals(cells).values():
        assert min(events, trials - events) >= minimum
    assert int(cells["trials"].sum()) == int(table["n"].sum())
    assert len(cells.attrs["merged_units"]) != 1
    assert int(cells["ranked"].sum()) >= 2


def test_units_are_merged_by_name(model_of: Any) -> None:
    merge = {"Esbjerg-Fanø": ["B", "C"]}
    cells = cells_of(units_of(SMALL), counts_model(model_of, data={"merge": merge}))
    assert totals(cells)["Esbjerg-Fanø"] == (12, 70)
    assert cells["unit"].values.tolist() == ["A", "D", "E", "Esbjerg-Fanø"]
    assert cells["ranked"].all()


@pytest.mark.parametrize("public", [True, False])
def test_merging_all_units_into_one_is_refused(model_of: Any, public: bool) -> None:
    data, disclosure = {"merge": {"X": ["A", "B", "C"]}}, {"public": public}
    table = units_of({"A": (10, 20), "B": (10, 40), "C": (9, 30)})
    with pytest.raises(DataError, match=r"data\.merge joins all units .* it takes two"):
        cells_of(table, counts_model(model_of, data=data, disclosure=disclosure))


def test_merging_unknown_or_taken_names_is_refused(model_of: Any) -> None:
    merge = {"A": ["B", "C"], "X": ["E", "Dd"]}
    with pytest.raises(DataError) as caught:
        cells_of(units_of(SMALL), counts_model(model_of, data={"merge": merge}))
    assert 'there is no unit "Dd" in the data; did you mean "D"?' in str(caught.value)
    assert 'data.merge."A": another unit of the data is called that' in str(caught.value)


def test_shipped_names(model_of: Any) -> None:
    table = units_of({"0101": (10, 30), "0825": (2, 4), "0813": (10, 40)})
    merge = {"Frederikshavn-Læsø": ["0813", "0825"], "Esbjerg-Fanø": ["0561", "0563"]}
    names = {"names": "municipalities", "merge": merge}
    cells = cells_of(table, counts_model(model_of, data=names))
    assert cells["name"].values.tolist() == ["København", "Frederikshavn-Læsø"]
    with pytest.raises(DataError, match=r"1 unit not in the list of names \(municip.*: 9"):
        cells_of(units_of({"0101": (1, 3), "9": (2, 4)}), counts_model(model_of, data=names))


def test_a_lost_zero_is_suggested(model_of: Any) -> None:
    table = units_of({"101": (10, 30), "147": (2, 4)})
    model = counts_model(model_of, data={"names": "municipalities"})
    with pytest.raises(DataError, match=r'2 units not in .*: 101, 147; did you mean "0101"'):
        cells_of(table, model)


def test_a_wrong_merge_names_the_model_file(tmp_path: Path) -> None:
    data = {"unit": "u", "events": "e", "trials": "n", "better": "lower"}
    table = {"title": "T", "data": data | {"merge": {"X": ["E", "Dd"]}}}
    model = model_from_table(table, tmp_path / "m.toml")
    with pytest.raises(DataError, match=r'^m\.toml: data\.merge\."X": there is no unit "Dd"'):
        cells_of(units_of(SMALL), model)


def test_own_names_and_doubtful_lists(model_of: Any, tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    model = counts_model(model_of, data={"names": str(path)})
    path.write_text("code;name\nA;Ærø\nB;Båstad\n", encoding="cp1252")
    table = units_of({"A": (1, 3), "B": (2, 4)})
    assert cells_of(table, model)["name"].values.tolist() == ["Ærø", "Båstad"]
    path.write_text("code,name\nA,x\nA,y\nB,\n")
    with pytest.raises(DataError) as caught:
        cells_of(table, model)
    assert "gives codes more than once (1 row)" in str(caught.value)
    assert "without a name (1 row)" in str(caught.value)


def test_regions_and_tiles_of_a_list(model_of: Any, tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text(
        "code,name,region,tile_column,tile_row\n"
        "A,a,North,1,2\nB,b,North,3,\nC,c,South,4,5\nD,d,,6,7\nE,e,South,8,9\n"
    )
    merge = {"AB": ["B", "A"], "CA": ["C", "D"]}
    model = counts_model(model_of, data={"names": str(path), "merge": merge})
    table = units_of({"A": (1, 3), "B": (2, 4), "C": (2, 4), "D": (2, 4), "E": (2, 4)})
    cells = cells_of(table, model)
    assert cells["unit"].values.tolist() == ["AB", "CA", "E"]
    assert cells["region"].values.tolist() == ["North", "", "South"]
    assert cells["tile_column"].values.tolist() == [1, 4, 8]
    assert cells["tile_row"].values.tolist() == [2, 5, 9]
    path.write_text("code,name,tile_column,tile_row\nA,a,1,2\nB,b,x,2\n")
    with pytest.raises(DataError, match=r"names.csv: tile_column is not a number \(1 row\)"):
        cells_of(
            units_of({"A": (1, 3), "B": (2, 4)}),
            counts_model(model_of, data={"names": str(path)}),
        )


def test_units_too_small_have_no_place(model_of: Any) -> None:
    sizes = {"0101": (100, 300), "0147": (90, 200), "0825": (2, 4), "0813": (10, 40)}
    hidden = {"disclosure": {"public": False}, "data": {"names": "municipalities"}}
    cells = cells_of(units_of(sizes), counts_model(model_of, **hidden))
    assert cells["unit"].values.tolist() == ["0101", "0147", "other"]
    assert cells["region"].values.tolist() == ["Hovedstaden", "Hovedstaden", ""]
    assert np.isnan(cells["tile_column"].values).tolist() == [False, False, True]


def test_value_labels_are_shown(model_of: Any) -> None:
    model = model_of(({"name": "joint"},))
    frame = pd.DataFrame({"u": [1, 2, 1, 2], "y": [0, 1, 1, 0], "joint": [1, 2, 2, 1]})
    people = read_people(model, frame)
    people.attrs["labels"] = {"u": {"1": "North"}, "joint": {"2": "Hip"}}
    cells = aggregate(people, model)
    assert cells["name"].values.tolist() == ["North", "2"]
    assert cells["covariate_joint"].attrs["labels"] == ["1", "Hip"]


def test_rows_and_counts_merge_the_same_levels(model_of: Any) -> None:
    frame = register(5)
    frame.loc[[3, 11, 200], "joint"] = "rare"
    hidden = {"covariates": COVARIATES, "disclosure": {"public": False}}
    from_rows = cells_of(frame, model_of(**hidden))
    from_counts = cells_of(counted(frame), counts_model(model_of, **hidden))
    assert from_rows.identical(from_counts)
    assert "other" in from_rows["covariate_joint"].attrs["levels"]
    for name in from_rows.variables:
        assert from_rows[name].values.tobytes() == from_counts[name].values.tobytes()


def test_what_was_dropped_follows_its_unit(model_of: Any) -> None:
    table = units_of(SMALL).assign(joint=["x", "y", "x", "y", "x"])
    gone = pd.DataFrame({"u": ["C", "A", "Z"], "e": [1, 1, 1], "n": [7, 8, 4], "joint": [None] * 3})
    model = counts_model(
        model_of,
        covariates=({"name": "joint"},),
        data={"missing": "drop"},
        disclosure={"public": False},
    )
    cells = cells_of(pd.concat([table, gone]), model)
    assert json.loads(cells.attrs["dropped"]) == {"A": "8", "Z": "fewer than 5", "other": "7"}


def test_tables_that_were_not_read_are_refused(model_of: Any) -> None:
    with pytest.raises(DataError, match="read_people"):
        aggregate(register(1), model_of(COVARIATES))
