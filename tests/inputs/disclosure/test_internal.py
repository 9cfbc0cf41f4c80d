import pandas as pd
import pytest

from bayes_bench.inputs.disclosure.internal import COLUMN, NOT_FOR_RELEASE, is_internal, marked
from tests.builders.inputs import a_model


def test_a_table_for_internal_use_has_a_column_more_and_the_given_one_none() -> None:
    table = pd.DataFrame({"unit": ["a", "b"], "n": [3, 4]})
    told = marked(table, "internal")
    assert list(told) == ["unit", "n", COLUMN]
    assert (told[COLUMN] == NOT_FOR_RELEASE).all()
    assert list(table) == ["unit", "n"]


def test_without_rows_the_header_says_it() -> None:
    assert "internal" in str(list(marked(pd.DataFrame({"unit": []}), "internal"))[-1])


@pytest.mark.parametrize("use", ["release", ""])
def test_any_other_table_is_as_it_is(use: str) -> None:
    table = pd.DataFrame({"unit": ["a"]})
    assert marked(table, use) is table


def test_data_that_are_public_already_may_be_for_internal_use_all_the_same() -> None:
    assert is_internal(a_model(disclosure={"public": True, "use": "internal"}))
    assert not is_internal(a_model(disclosure={"public": True}))
    assert not is_internal(a_model())
