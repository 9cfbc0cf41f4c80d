"""What is said of the shown units: names, places, and who is ranked."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from bayes_bench.aggregation import aggregate
from bayes_bench.errors import DataError
from bayes_bench.inputs.names import UnitList
from bayes_bench.inputs.people import read_people
from bayes_bench.inputs.shown_units import ShownUnits, labels_of, unit_coordinates
from tests.builders.fits import cells_of
from tests.builders.inputs import a_model, counts_model, units_of

NO_LIST = UnitList({}, pd.DataFrame())


def said(units: ShownUnits, known: UnitList = NO_LIST, **data: Any) -> dict[str, list[Any]]:
    """Coordinates as lists; each is along the dimension unit."""
    found = unit_coordinates(units, known, a_model(data=data))
    assert {dims for dims, _ in found.values()} == {"unit"}
    return {name: values.tolist() for name, (_, values) in found.items()}


def test_a_unit_without_a_name_is_called_by_its_code() -> None:
    assert said(ShownUnits(["7", "8"], {"8": "North"}, has_other=False)) == {
        "unit": ["7", "8"],
        "name": ["7", "North"],
        "ranked": [True, True],
    }


def test_the_list_goes_before_the_labels_of_the_table() -> None:
    known = UnitList({"7": "Ours"}, pd.DataFrame())
    units = ShownUnits(["7", "8"], {"7": "Theirs", "8": "Theirs too"}, has_other=False)
    assert said(units, known)["name"] == ["Ours", "Theirs too"]


@pytest.mark.parametrize(("has_other", "ranked"), [(True, False), (False, True)])
def test_a_unit_of_ones_own_may_be_called_other(has_other: bool, ranked: bool) -> None:
    places = pd.DataFrame({"region": ["N", "N"]}, index=["7", "other"])
    known = UnitList({"7": "Seven", "other": "Another"}, places)
    found = said(ShownUnits(["7", "other"], {}, has_other=has_other), known)
    assert found["ranked"] == [True, ranked]
    assert found["name"] == ["Seven", "Another" if ranked else "other"]
    assert found["region"] == ["N", "N" if ranked else ""]


def test_joined_units_lie_where_their_members_do() -> None:
    tiles = {"tile_column": [np.nan, 2.0, 5.0], "tile_row": [np.nan, 3.0, 6.0]}
    places = pd.DataFrame({"region": ["N", "N", "S"], **tiles}, index=["1", "2", "3"])
    known = UnitList({"1": "a", "2": "b", "3": "c"}, places)
    units = ShownUnits(["3", "ab", "abc", "9"], {"9": "d"}, has_other=False)
    merge = {"ab": ["2", "1"], "abc": ["8", "3"]}
    found = said(units, known, merge=merge)
    assert found["name"] == ["c", "ab", "abc", "d"]
    assert found["region"] == ["S", "N", "S", ""]
    np.testing.assert_array_equal(found["tile_column"], [5.0, 2.0, 5.0, np.nan])
    np.testing.assert_array_equal(found["tile_row"], [6.0, 3.0, 6.0, np.nan])


def test_labels_are_those_of_the_column() -> None:
    people = pd.DataFrame({"u": ["1"]})
    assert labels_of(people, "u") == {}
    people.attrs["labels"] = {"joint": {"1": "Hip"}}
    assert labels_of(people, "u") == {}
    assert labels_of(people, "joint") == {"1": "Hip"}


def test_shipped_names() -> None:
    table = units_of({"0101": (10, 30), "0825": (2, 4), "0813": (10, 40)})
    merge = {"Frederikshavn-Læsø": ["0813", "0825"], "Esbjerg-Fanø": ["0561", "0563"]}
    names = {"names": "municipalities", "merge": merge}
    cells = cells_of(table, counts_model(data=names))
    assert cells["name"].values.tolist() == ["København", "Frederikshavn-Læsø"]
    with pytest.raises(DataError, match=r"1 unit not in the list of names \(municip.*: 9"):
        cells_of(units_of({"0101": (1, 3), "9": (2, 4)}), counts_model(data=names))


def test_a_lost_zero_is_suggested() -> None:
    table = units_of({"101": (10, 30), "147": (2, 4)})
    model = counts_model(data={"names": "municipalities"})
    with pytest.raises(DataError, match=r'2 units not in .*: 101, 147; did you mean "0101"'):
        cells_of(table, model)


def test_units_too_small_have_no_place() -> None:
    sizes = {"0101": (100, 300), "0147": (90, 200), "0825": (2, 4), "0813": (3, 8), "0741": (3, 9)}
    hidden = {"disclosure": {"public": False}, "data": {"names": "municipalities"}}
    cells = cells_of(units_of(sizes), counts_model(**hidden))
    assert cells["unit"].values.tolist() == ["0101", "0147", "other"]
    assert cells["region"].values.tolist() == ["Hovedstaden", "Hovedstaden", ""]
    assert np.isnan(cells["tile_column"].values).tolist() == [False, False, True]


def test_value_labels_are_shown() -> None:
    model = a_model(({"name": "joint"},))
    frame = pd.DataFrame({"u": [1, 2, 1, 2], "y": [0, 1, 1, 0], "joint": [1, 2, 2, 1]})
    people = read_people(model, frame)
    people.attrs["labels"] = {"u": {"1": "North"}, "joint": {"2": "Hip"}}
    cells = aggregate(people, model)
    assert cells["name"].values.tolist() == ["North", "2"]
    assert cells["covariate_joint"].attrs["labels"] == ["1", "Hip"]


def test_names_and_labels_that_look_alike_are_told_apart_by_code() -> None:
    model = a_model(({"name": "joint"},))
    frame = pd.DataFrame(
        {"u": [1, 2, 3, 4] * 2, "y": [0, 1] * 4, "joint": [1, 1, 2, 2, 3, 3, 4, 4]}
    )
    people = read_people(model, frame)
    units = {"1": "North", "2": " ", "3": "Clinic", "4": "Clinic"}
    people.attrs["labels"] = {"u": units, "joint": {"1": "Other", "2": "", "4": "Other"}}
    cells = aggregate(people, model)
    assert cells["name"].values.tolist() == ["North", "2", "Clinic (3)", "Clinic (4)"]
    assert cells["covariate_joint"].attrs["labels"] == ["Other (1)", "2", "3", "Other (4)"]
