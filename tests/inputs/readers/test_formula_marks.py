"""="0101" is 0101, and the same unit as one written so."""

import pandas as pd

from bayes_bench.inputs.readers.formula_marks import unwrapped


def test_marks_are_taken_away_and_counted() -> None:
    texts = ['="0101"', "0101", '="0102" ', None, '="0101"', '=""']
    columns = pd.DataFrame({"u": pd.Categorical(texts), "x": [1.0] * 6})
    found, notes = unwrapped(columns, "t.csv")
    assert found["u"].astype(object).fillna("-").tolist() == [
        "0101", "0101", "0102", "-", "0101", "-",
    ]  # fmt: skip
    assert notes == (
        (
            't.csv: the column "u" is written as formulas, ="…", in 4 rows: what stands in the '
            "quotation marks was read"
        ),
    )


def test_other_texts_stay() -> None:
    columns = pd.DataFrame({"u": pd.Categorical(['="a"b', "=1", 'x="a"', '="'])})
    found, notes = unwrapped(columns, "t.csv")
    assert found["u"].tolist() == columns["u"].tolist()
    assert notes == ()
