"""Whole numbers that their type cannot tell apart: from 2 to the bits of its significand on."""

import numpy as np
import pandas as pd
import pytest

from bayes_bench.inputs.readers.exactness import exact_to, inexact_codes
from bayes_bench.inputs.readers.raw_table import RawTable


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_limits_are_where_numbers_begin_to_be_one(kind: type) -> None:
    limit = exact_to(np.dtype(kind).name)
    assert kind(limit - 1) != kind(limit)
    assert kind(limit) + kind(1) == kind(limit)


def test_names_of_other_libraries() -> None:
    assert exact_to("FLOAT") == exact_to("float[pyarrow]") == exact_to("Float32") == 2**24
    assert exact_to("halffloat[pyarrow]") == 2**11
    assert exact_to("DOUBLE") == exact_to("object") == exact_to("int64") == 2**53


def test_rows_are_counted_and_only_of_codes() -> None:
    columns = pd.DataFrame(
        {
            "u": [2.0**24, -(2.0**24), 5.0, np.nan],
            "text": pd.Categorical(["99999999999999999999"] * 4),
            "x": [1e300] * 4,
        }
    )
    raw = RawTable("t", columns, exact_to={"u": 2**24})
    (told,) = inexact_codes(raw, ["u", "text", "nowhere"])
    assert told.startswith(
        't: the column "u" names units or categories by numbers above 16,777,216 in 2 rows'
    )
    assert [*inexact_codes(RawTable("t", columns), ["u"])] == []
