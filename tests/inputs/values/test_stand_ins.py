"""What the model file says to mean missing is missing in every column."""

import numpy as np
import pandas as pd

from bayes_bench.inputs.readers.raw_table import RawTable
from bayes_bench.inputs.values.stand_ins import without_stand_ins


def raw() -> RawTable:
    """Texts and floats with codes for missing."""
    columns = {
        "sex": pd.Series(pd.Categorical(["m", "NA", " NA ", None])),
        "age": pd.Series([40.0, -99.0, np.nan, 50.0]),
        "n": pd.Series(pd.Categorical(["-99.0", "1", "2", "3"])),
    }
    return RawTable("t.csv", pd.DataFrame(columns))


def test_codes_are_missing_in_any_spelling() -> None:
    table, problems, notes = without_stand_ins(raw(), ("NA", "-99"))
    assert table.columns["sex"].isna().tolist() == [False, True, True, True]
    assert table.columns["age"].isna().tolist() == [False, True, True, False]
    assert table.columns["n"].isna().tolist() == [True, False, False, False]
    assert problems == notes == []


def test_a_code_that_is_nowhere_is_said() -> None:
    _, problems, notes = without_stand_ins(raw(), ("NA", "88", "-9"))
    assert problems == []
    assert notes == ["t.csv: no column has -9, 88 (data.missing_values)"]


def test_a_column_of_which_nothing_is_left_is_refused() -> None:
    _, problems, _ = without_stand_ins(raw(), ("m", "NA"))
    assert len(problems) == 1
    assert '"sex" has nothing but what data.missing_values lists' in problems[0]


def test_without_codes_the_table_is_the_same() -> None:
    table = raw()
    assert without_stand_ins(table, ())[0] is table


def test_a_unit_that_has_such_a_code_is_said() -> None:
    """missing_values = ["9"], meant for a covariate, empties unit 9 too."""
    _, problems, notes = without_stand_ins(raw(), ("1", "NA"), ["n"])
    assert problems == []
    (note,) = notes
    assert note.startswith(
        't.csv: the column "n" of units has what data.missing_values lists in row 2'
    )
    assert without_stand_ins(raw(), ("NA",), ["n"])[2] == []
