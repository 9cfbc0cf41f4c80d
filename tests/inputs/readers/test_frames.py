"""A data frame is read as a file is: by the names of its columns, row by row as they stand."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers.frames import raw_frame
from bayes_bench.inputs.readers.headers import Wanted


def test_an_index_is_left_behind() -> None:
    """Of a frame that was filtered and sorted: a row is the place it stands in."""
    frame = pd.DataFrame({"u": ["a", "b", "c"], "x": [1.0, 2.0, 3.0]}).iloc[[2, 0]]
    table = raw_frame(frame, Wanted(["x", "u"]), "the data frame")
    assert table.columns.index.tolist() == [0, 1]
    assert table.columns["u"].tolist() == ["c", "a"]
    assert table.columns["x"].tolist() == [3.0, 1.0]
    assert (table.name, table.labels, table.decimal) == ("the data frame", {}, ".")


def test_columns_may_be_called_by_numbers_and_must_not_be_doubled() -> None:
    frame = pd.DataFrame([[1, 2, 3]], columns=[7, "u", "u"])
    assert raw_frame(frame, Wanted(["7"]), "f").columns["7"].tolist() == ["1"]
    with pytest.raises(DataError, match='f: the column "u" is there 2 times'):
        raw_frame(frame, Wanted(["u"]), "f")


@pytest.mark.parametrize(
    ("kind", "number", "is_refused"),
    [
        ("float32", 2**24, True),
        ("float32", 2**24 - 1, False),
        ("float[pyarrow]", 2**24, True),
        ("float64", 2**24 + 1, False),
        ("float64", 2**53, True),
        ("Float64", 2**53 - 1, False),
        ("int64", 2**62 + 1, False),
    ],
)
def test_codes_that_lost_digits_are_refused(kind: str, number: int, is_refused: bool) -> None:
    frame = pd.DataFrame(
        {"u": pd.Series([1, number]).astype(kind), "x": np.array([2**30, 1], dtype=np.float32)}
    )
    wanted = Wanted(["u", "x"], codes=["u"])
    if is_refused:
        with pytest.raises(DataError, match=r'the column "u" names .* in 1 row, and its type'):
            raw_frame(frame, wanted, "f")
    else:
        assert raw_frame(frame, wanted, "f").columns["x"].tolist() == [2**30, 1]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([None, ["KANARIEFUGL"]], "list"),
        (["a", {"KANARIEFUGL": 1}], "dict"),
        ([("KANARIEFUGL", 1), None], "tuple"),
        ([np.array([1, 2]), "a"], "ndarray"),
    ],
)
def test_lists_in_cells_are_refused(values: list[object], kind: str) -> None:
    frame = pd.DataFrame({"u": ["a", "b"], "x": pd.Series(values, dtype=object)})
    with pytest.raises(
        DataError, match=rf'f: the column "x" holds lists or records \({kind}\)'
    ) as caught:
        raw_frame(frame, Wanted(["u", "x"]), "f")
    assert "KANARIEFUGL" not in str(caught.value)


def test_lists_of_arrow_are_refused() -> None:
    lists = pd.Series([[1], [2]], dtype=pd.ArrowDtype(pa.list_(pa.int64())))
    with pytest.raises(DataError, match=r"holds lists or records \(list\)"):
        raw_frame(pd.DataFrame({"u": ["a", "b"], "x": lists}), Wanted(["u", "x"]), "f")
