"""Model files: every default, every problem told at once, nothing unknown accepted."""

import contextlib
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from bayes_bench.errors import ModelFileError
from bayes_bench.inputs.model import file
from bayes_bench.inputs.model.file import Model, read_model, resolved, top_k, with_keys
from tests.builders.fits import model_of_sections
from tests.builders.inputs import MIN_FILE, file_problems, model_of_file


def test_resolved_model_reads_back_as_the_same(tmp_path: Path) -> None:
    text = MIN_FILE + (
        'merge = { "Æ-Ø" = [561, "0563"] }\n'
        '[[covariates]]\nname = "age"\nkind = "spline"\n'
        '[[covariates]]\nname = "joint"\nreference = 2\n'
        '[priors]\nunit_sd = { family = "half-t", df = 3, scale = 1 }\n'
    )
    first = model_of_file(tmp_path, text)
    second = model_of_file(tmp_path, tomli_w.dumps(resolved(first)))
    assert resolved(second) == resolved(first)
    assert first.covariates[0].df == 4
    assert first.covariates[1].reference == "2"
    assert first.data.merge == {"Æ-Ø": ("561", "0563")}


def test_resolved_names_no_folder() -> None:
    data = {"unit": "u", "outcome": "y", "better": "lower", "path": "C:\\secret\\p.csv"}
    assert resolved(model_of_sections(title="T", data=data))["data"]["path"] == "p.csv"


def test_path_is_where_it_was_read_from(tmp_path: Path) -> None:
    assert model_of_file(tmp_path, MIN_FILE).path == tmp_path / "right.toml"
    assert (
        model_of_sections(title="T", data={"unit": "u", "outcome": "y", "better": "lower"}).path
        is None
    )


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    text = """
    fromat = 1
    [data]
    unit = "u"
    events = "e"
    [[covariates]]
    name = "u"
    [disclosure]
    minimum_count = 2
    [sampling]
    chains = 1
    [report]
    key_figures = ["u"]
    """
    said = file_problems(tmp_path, text)
    for words in (
        "fromat",
        "title is missing",
        "data.better",
        "data.trials",
        '"u" is data.unit',
        "minimum_count is 2",
        "chains is 1",
        "report.key_figures",
    ):
        assert words in said


def test_what_is_not_toml_is_placed(tmp_path: Path) -> None:
    assert "line 2, column 7 is not TOML" in file_problems(tmp_path, 'title = "T"\nunit =\n')
    assert "single quotes" in file_problems(tmp_path, 'path = "C:\\data\\x.csv"\n')
    assert "line 2 is not UTF-8" in file_problems(tmp_path, 'a = "b"\nt = "Ærø"\n'.encode("cp1252"))
    assert "TOML" in file_problems(tmp_path, "a = " + "[" * 100_000)


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    assert model_of_file(tmp_path, "\ufeff" + MIN_FILE).title == "T"


def test_a_file_that_is_not_there_is_named_with_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "surgical.toml").write_text(MIN_FILE)
    with pytest.raises(ModelFileError, match=r'surgcal\.toml: .* did you mean "surgical\.toml"'):
        read_model(tmp_path / "surgcal.toml")
    with pytest.raises(ModelFileError, match="is a folder"):
        read_model(tmp_path)


def test_top_is_ten_or_half_of_the_units() -> None:
    data = {"unit": "u", "outcome": "y", "better": "lower"}
    plain = model_of_sections(title="T", data=data)
    assert [top_k(plain, units) for units in (2, 7, 98)] == [1, 3, 10]
    named = model_of_sections(title="T", data=data, benchmark={"top": 4})
    assert top_k(named, 5) == 4
    with pytest.raises(ModelFileError, match=r"benchmark.top is 4, but 4 units are ranked"):
        top_k(named, 4)


@pytest.mark.parametrize("name", ["surgical", "election88"])
def test_shipped_models_are_read(name: str) -> None:
    path = Path(__file__).parents[3] / "models" / f"{name}.toml"
    assert read_model(path).disclosure.public


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=5,
)
KEYS = st.sampled_from([*Model.model_fields, "groups", "titel"])
INNER = st.sampled_from(["unit", "merge", "better", "family", "unit_sd", "interval", "name", "df"])


@given(st.dictionaries(KEYS, VALUES | st.dictionaries(INNER, VALUES, max_size=4), max_size=5))
def test_any_table_is_read_or_refused_in_words(table: dict[str, object]) -> None:
    with contextlib.suppress(ModelFileError):
        assert file.model_from_table(table).format == 1


AGE = '[[covariates]]\nname = "age"\nkind = "linear"\n'


def test_covariates_to_leave_out_are_named(tmp_path: Path) -> None:
    model = model_of_file(tmp_path, MIN_FILE + AGE + '[sensitivity]\nwithout = [" age"]\n')
    assert model.sensitivity.without == ("age",)
    assert resolved(model_of_file(tmp_path, tomli_w.dumps(resolved(model)))) == resolved(model)


def test_keys_of_the_table_are_read_and_written_again(tmp_path: Path) -> None:
    data = (
        'title = "T"\n[data]\nunit = ["school", " class "]\noutcome = "y"\nbetter = "lower"\n'
        'event = ["Y", 2]\nmissing_values = [-99, "NA"]\nname_column = "n"\nweights = "w"\n'
        'period = "year"\n[[covariates]]\nname = "sex"\nmissing = "drop"\n'
    )
    model = model_of_file(tmp_path, data)
    assert model.data.unit == ("school", "class")
    assert model.data.unit_columns == ("school", "class")
    assert model.data.unit_name == "school / class"
    assert model.data.event == ("Y", "2")
    assert model.data.missing_values == ("-99", "NA")
    again = model_of_file(tmp_path, tomli_w.dumps(resolved(model)))
    assert resolved(again) == resolved(model)
    assert with_keys(model, {"sampling": {"draws": 200}}).data == model.data
    one = model_of_file(tmp_path, f'{MIN_FILE}event = "Y"\n').data
    assert (one.event, one.unit_name, one.unit_columns) == (("Y",), "u", ("u",))


def test_a_key_of_very_many_parts_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    for key in (".".join("a" * 100_000), " . ".join(['"b c"'] * 60)):
        assert "has a key of 50 parts or more" in file_problems(tmp_path, f"{key} = 1\n{MIN_FILE}")


def test_a_table_or_a_folder_is_no_model_file(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(ModelFileError, match=r"people\.csv: is a table, .*: bayes-bench init"):
        read_model(tmp_path / "people.csv")
    with pytest.raises(ModelFileError, match="is a folder: name the model file in it"):
        read_model(tmp_path)
    with pytest.raises(ModelFileError, match="there is no such model file"):
        read_model(tmp_path / "other.csv")
