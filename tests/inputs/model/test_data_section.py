"""The section of columns: one or several that name the unit."""

from bayes_bench.inputs.model.data_section import Data


def test_one_column_is_kept_as_it_is_written() -> None:
    data = Data(unit=" hospital ", outcome="died", better="lower")
    assert (data.unit, data.unit_name, data.unit_columns) == ("hospital", "hospital", ("hospital",))


def test_several_columns_are_one_in_the_table_of_people() -> None:
    data = Data(unit=["school", "class"], outcome="pass", better="higher", event="yes")
    assert data.unit_columns == ("school", "class")
    assert data.unit_name == "school / class"
    assert data.event == ("yes",)
    assert data.model_dump(mode="json")["unit"] == ["school", "class"]
