"""All that is found out of a table is told at once, and what was made of it is noted."""

import pandas as pd
import pytest

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers.found_out import looked_over
from bayes_bench.inputs.readers.headers import Wanted
from bayes_bench.inputs.readers.raw_table import RawTable


def raw_of(**columns: list[str | None]) -> RawTable:
    frame = pd.DataFrame(columns, dtype=object).astype("category")
    return RawTable("t.csv", frame, notes=("read",))


def test_notes_come_after_those_of_the_reader() -> None:
    raw = raw_of(u=['="01"', "K\ufffdge"], y=["1", "0"], z=["\ufffd", "a"])
    found = looked_over(raw, Wanted(["u", "y"], ["z"], codes=["u"]))
    assert found.columns["u"].tolist() == ["01", "K\ufffdge"]
    read, marks, letters = found.notes
    assert read == "read"
    assert "written as formulas" in marks
    assert "U+FFFD" in letters


def test_problems_are_told_together() -> None:
    raw = raw_of(u=["A", "u", "B"], y=["1", "y", "0"])
    raw = RawTable("t.csv", raw.columns.assign(g=[2.0**60, 1, 2]), exact_to={})
    with pytest.raises(DataError) as caught:
        looked_over(raw, Wanted(["u", "y"], codes=["g"]))
    assert len(caught.value.problems) == 2
