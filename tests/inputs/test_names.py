"""The list of units: shipped or one's own, each code once, places only where they are whole."""

import csv
from pathlib import Path

import numpy as np
import pytest

from bayes_bench.errors import DataError
from bayes_bench.inputs.model.file import model_from_table
from bayes_bench.inputs.names import shipped_codes, unit_list
from tests.builders.fits import cells_of
from tests.builders.inputs import a_model, counts_model, units_of

ROOT = Path(__file__).parents[2]


def test_without_a_list_nothing_is_known() -> None:
    found = unit_list(a_model())
    assert found.names == {}
    assert found.places.empty


def test_the_shipped_list_is_the_file_in_the_checkout() -> None:
    """Read here by the standard library; no two municipalities on one tile."""
    with (ROOT / "data" / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = unit_list(a_model(data={"names": "municipalities"}))
    assert found.names == {row["code"]: row["name"] for row in rows}
    assert found.places["region"].to_dict() == {row["code"]: row["region"] for row in rows}
    tiles = found.places[["tile_column", "tile_row"]].dropna()
    assert not tiles.duplicated().any()
    assert [tuple(tile) for tile in tiles.to_numpy()] == [
        (float(row["tile_column"]), float(row["tile_row"])) for row in rows if row["tile_column"]
    ]


def test_a_list_lies_beside_the_model_file(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("code,name\n 7.0 ,A\u030abo\n0101,x\n", encoding="utf-8")
    data = {"unit": "u", "outcome": "y", "better": "lower", "names": "names.csv"}
    model = model_from_table({"title": "T", "data": data}, tmp_path / "m.toml")
    assert unit_list(model).names == {"7": "\u00c5bo", "0101": "x"}


def test_half_a_tile_is_none_and_one_column_of_them_too(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("code,name,region,tile_column,tile_row\nA,a,,1,\nB,b, N ,2,3\nC,c,,,4\n")
    places = unit_list(a_model(data={"names": str(path)})).places
    assert places["region"].tolist() == ["", "N", ""]
    np.testing.assert_array_equal(places["tile_column"], [np.nan, 2.0, np.nan])
    np.testing.assert_array_equal(places["tile_row"], [np.nan, 3.0, np.nan])
    path.write_text("code,name,tile_row\nA,a,1\n")
    assert list(unit_list(a_model(data={"names": str(path)})).places) == []


def test_codes_that_are_spelt_alike_are_one(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("code,name\n7,a\n7.0,b\n")
    with pytest.raises(DataError, match=r"gives codes more than once \(1 row\)"):
        unit_list(a_model(data={"names": str(path)}))


def test_own_names_and_doubtful_lists(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    model = counts_model(data={"names": str(path)})
    path.write_text("code;name\nA;Ærø\nB;Båstad\n", encoding="cp1252")
    table = units_of({"A": (1, 3), "B": (2, 4)})
    assert cells_of(table, model)["name"].values.tolist() == ["Ærø", "Båstad"]
    path.write_text("code,name\nA,x\nA,y\nB,\n")
    with pytest.raises(DataError) as caught:
        cells_of(table, model)
    assert "gives codes more than once (1 row)" in str(caught.value)
    assert "without a name (1 row)" in str(caught.value)


def test_regions_and_tiles_of_a_list(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text(
        "code,name,region,tile_column,tile_row\n"
        "A,a,North,1,2\nB,b,North,3,\nC,c,South,4,5\nD,d,,6,7\nE,e,South,8,9\n"
    )
    merge = {"AB": ["B", "A"], "CA": ["C", "D"]}
    model = counts_model(data={"names": str(path), "merge": merge})
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
            counts_model(data={"names": str(path)}),
        )


def test_the_shipped_codes_are_denmarks_municipalities() -> None:
    codes = shipped_codes()
    assert len(codes) == 98
    assert {"0101", "0851"} <= codes


def test_what_was_guessed_of_a_list_is_said_with_the_cells(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("code,name\nA,Å\nB,Ø\n", encoding="cp1252")
    data = {"names": str(tmp_path / "names.csv")}
    model = counts_model(data=data)
    (note,) = unit_list(model).notes
    assert note.startswith("names.csv: does not say its encoding")
    cells = cells_of(units_of({"A": (3, 9), "B": (4, 8)}), model)
    assert note in cells.attrs["warnings"]
