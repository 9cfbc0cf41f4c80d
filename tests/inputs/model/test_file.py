"""Model files: every default, every problem told at once, nothing unknown accepted."""

import contextlib
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bayes_bench.errors import ModelFileError
from bayes_bench.inputs.model import file
from bayes_bench.inputs.model.file import Model, read_model, resolved, top_k
from bayes_bench.inputs.model.sections import Data
from tests.builders.fits import model_of_sections

LEAST = """
title = "T"
[data]
unit = "u"
outcome = "y"
better = "lower"
"""


def told(tmp_path: Path, text: str | bytes) -> str:
    path = tmp_path / "wrong.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ModelFileError) as caught:
        read_model(path)
    assert all(line.startswith("wrong.toml: ") for line in caught.value.problems)
    return str(caught.value)


def read(tmp_path: Path, text: str) -> Model:
    path = tmp_path / "right.toml"
    path.write_text(text, encoding="utf-8")
    return read_model(path)


def test_defaults_are_those_of_the_interface(tmp_path: Path) -> None:
    table = resolved(read(tmp_path, LEAST))
    assert table == {
        "format": 1,
        "title": "T",
        "data": {"unit": "u", "outcome": "y", "better": "lower", "missing": "refuse", "merge": {}},
        "covariates": [],
        "priors": {
            "intercept": {"family": "normal", "mean": 0.0, "sd": 1.5},
            "coefficient": {"family": "normal", "mean": 0.0, "sd": 1.0},
            "unit_sd": {"family": "half-normal", "scale": 0.5},
        },
        "benchmark": {
            "reference": "national",
            "interval": 0.95,
            "margin": 1.0,
            "flag_probability": 0.95,
            "average_weights": "units",
            "fdr": 0.05,
        },
        "sampling": {"sampler": "auto", "draws": 1000, "chains": 4, "random_seed": 20160101},
        "disclosure": {"minimum_count": 5, "public": False},
        "report": {"key_figures": []},
        "sensitivity": {"without": []},
    }


def test_resolved_model_reads_back_as_the_same(tmp_path: Path) -> None:
    text = LEAST + (
        'merge = { "Æ-Ø" = [561, "0563"] }\n'
        '[[covariates]]\nname = "age"\nkind = "spline"\n'
        '[[covariates]]\nname = "joint"\nreference = 2\n'
        '[priors]\nunit_sd = { family = "half-t", df = 3, scale = 1 }\n'
    )
    first = read(tmp_path, text)
    second = read(tmp_path, tomli_w.dumps(resolved(first)))
    assert resolved(second) == resolved(first)
    assert first.covariates[0].df == 4
    assert first.covariates[1].reference == "2"
    assert first.data.merge == {"Æ-Ø": ("561", "0563")}


def test_resolved_names_no_folder() -> None:
    data = {"unit": "u", "outcome": "y", "better": "lower", "path": "C:\\secret\\p.csv"}
    assert resolved(model_of_sections(title="T", data=data))["data"]["path"] == "p.csv"


def test_columns_have_one_spelling(tmp_path: Path) -> None:
    text = LEAST.replace('"u"', '" a\u030arhus "') + '[[covariates]]\nname = "A\u030a "\n'
    model = read(tmp_path, text)
    assert (model.data.unit, model.covariates[0].name) == ("\u00e5rhus", "\u00c5")
    said = told(tmp_path, text + '[[covariates]]\nname = "\u00c5"\n')
    assert 'covariates: "\u00c5" is listed 2 times' in said
    assert "is data.outcome already" in told(tmp_path, LEAST + '[[covariates]]\nname = " y"\n')
    figures = LEAST + '[report]\nkey_figures = [" u "]\n'
    assert 'report.key_figures lists "u", which the model uses' in told(tmp_path, figures)


def test_path_is_where_it_was_read_from(tmp_path: Path) -> None:
    assert read(tmp_path, LEAST).path == tmp_path / "right.toml"
    assert (
        model_of_sections(title="T", data={"unit": "u", "outcome": "y", "better": "lower"}).path
        is None
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("interval = 95", "benchmark.interval is 95: it must be between 0 and 1, write 0.95"),
        ("interval = 0.0", "benchmark.interval is 0.0: it must be between 0 and 1"),
        (
            "intervall = 0.9",
            "benchmark.intervall is not a key of the model file; did you mean ",
        ),
        ("top = 0", "benchmark.top is 0: it must be at least 1"),
        ("margin = -1", "benchmark.margin is -1: it must be at least 0"),
        ("fdr = nan", "benchmark.fdr must be a finite number"),
        ('flag_probability = "0.9"', "benchmark.flag_probability must be a number"),
        ("top = 3.0", "benchmark.top must be a whole number"),
        ("top = true", "benchmark.top must be a whole number"),
        (
            'reference = "nationl"',
            'write one of "average_unit", "national", "population", "typical"; did you mean "natio',
        ),
    ],
)
def test_benchmark_problems(tmp_path: Path, text: str, words: str) -> None:
    assert words in told(tmp_path, f"{LEAST}[benchmark]\n{text}\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("intercept = { sd = -1 }", "priors.intercept.sd is -1: it must be above 0"),
        ("coefficient = { sd = 0 }", "priors.coefficient.sd is 0: it must be above 0"),
        ('intercept = { family = "cauchy" }', 'priors.intercept.family is "cauchy": write one of'),
        ('unit_sd = { family = "half-t", df = 3 }', "priors.unit_sd.scale is missing"),
        ('unit_sd = { family = "exponential", scale = 3 }', "priors.unit_sd.scale is not a key"),
        ('unit_sd = { family = "gamma" }', '"exponential", "half-normal", "half-t"'),
        ("unit_sd = { rate = 1 }", "priors.unit_sd.rate is not a key of the model file"),
        ("unit_sd = 1", "priors.unit_sd must be a table"),
    ],
)
def test_prior_problems(tmp_path: Path, text: str, words: str) -> None:
    assert words in told(tmp_path, f"{LEAST}[priors]\n{text}\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('name = "u"', 'covariates: "u" is data.unit already'),
        ('name = "y"', 'covariates: "y" is data.outcome already'),
        ('name = "a"\ndf = 3', 'covariates["a"].df belongs to kind = "spline"'),
        ('name = "a"\nkind = "spline"\ndf = 1', 'covariates["a"].df is 1: it must be at least 2'),
        (
            'name = "a"\nkind = "linear"\nreference = 1',
            'covariates["a"].reference belongs to kind = "category"',
        ),
        ('name = "a"\nreference = 1.5', 'covariates["a"].reference must be text or an integer'),
        ('kind = "linear"', "covariates[1].name is missing"),
        ('name = "a"\n[[covariates]]\nname = "a"', 'covariates: "a" is listed 2 times'),
    ],
)
def test_covariate_problems(tmp_path: Path, text: str, words: str) -> None:
    assert words in told(tmp_path, f"{LEAST}[[covariates]]\n{text}\n")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ('unit = "u"\noutcome = "y"', "data.better is missing"),
        ('unit = "u"\nbetter = "lower"', "data.outcome is missing"),
        ('unit = "u"\nbetter = "lower"\nevents = "e"', "data.trials is missing"),
        (
            'unit = "u"\nbetter = "lower"\nevents = "e"\ntrials = "e"',
            "is data.events already",
        ),
        ('unit = "u"\nbetter = "lower"\noutcome = "y"\nevents = "e"', "exclude each other"),
        ('unit = "u"\nbetter = "lower"\noutcome = "y"\nmerge = { A = ["1"] }', "at least two"),
        (
            'unit = "u"\nbetter = "lower"\noutcome = "y"\nmerge = { A = [1, 2], B = ["2", "3"] }',
            'lists the unit "2" under more than one name',
        ),
        ('unit = " "\nbetter = "lower"\noutcome = "y"', "data.unit is empty"),
    ],
)
def test_data_problems(tmp_path: Path, data: str, words: str) -> None:
    assert words in told(tmp_path, f'title = "T"\n[data]\n{data}\n')


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
    said = told(tmp_path, text)
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


@pytest.mark.parametrize("key", ['weights = "w"', 'unit_effects = "normal"', "[[groups]]"])
def test_keys_of_later_versions_are_reserved(tmp_path: Path, key: str) -> None:
    text = f"{key}\n{LEAST}" if "=" in key else f"{LEAST}\n{key}\n"
    assert "is reserved for later" in told(tmp_path, text)


def test_later_formats_are_refused(tmp_path: Path) -> None:
    assert "this version reads format 1" in told(tmp_path, f"format = 2\n{LEAST}")
    assert "format" in told(tmp_path, f"format = true\n{LEAST}")


def test_what_is_not_toml_is_placed(tmp_path: Path) -> None:
    assert "line 2, column 7 is not TOML" in told(tmp_path, 'title = "T"\nunit =\n')
    assert "single quotes" in told(tmp_path, 'path = "C:\\data\\x.csv"\n')
    assert "line 2 is not UTF-8" in told(tmp_path, 'a = "b"\nt = "Ærø"\n'.encode("cp1252"))
    assert "TOML" in told(tmp_path, "a = " + "[" * 100_000)


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufeff" + LEAST).title == "T"


def test_a_file_that_is_not_there_is_named_with_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "surgical.toml").write_text(LEAST)
    with pytest.raises(ModelFileError, match=r'surgcal\.toml: .* did you mean "surgical\.toml"'):
        read_model(tmp_path / "surgcal.toml")
    with pytest.raises(ModelFileError, match="cannot be read"):
        read_model(tmp_path)


def test_models_are_frozen() -> None:
    model = model_of_sections(title="T", data={"unit": "u", "outcome": "y", "better": "lower"})
    with pytest.raises(ValidationError):
        model.title = "other"


def test_rules_between_keys_hold_in_python_too() -> None:
    with pytest.raises(ModelFileError, match=r"data\.trials is missing"):
        Model(title="T", data=Data(unit="u", events="y", better="lower"))


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
    model = read(tmp_path, LEAST + AGE + '[sensitivity]\nwithout = [" age"]\n')
    assert model.sensitivity.without == ("age",)
    assert resolved(read(tmp_path, tomli_w.dumps(resolved(model)))) == resolved(model)


@pytest.mark.parametrize(
    ("covariates", "text", "words"),
    [
        (AGE, 'without = ["agee"]', '"agee", which is no covariate of the model; did you mean'),
        (AGE, 'without = ["y"]', '"y", which is no covariate of the model (covariates: age)'),
        ("", 'without = ["age"]', '"age", which is no covariate of the model (covariates: none)'),
        (AGE, 'without = ["age", " age"]', 'sensitivity.without lists "age" 2 times, keep one'),
        (AGE, 'without = "age"', "sensitivity.without must be a list"),
        (AGE, 'without = [" "]', "sensitivity.without[1] is empty"),
        (AGE, 'wihtout = ["age"]', "sensitivity.wihtout is not a key of the model file; did you"),
    ],
)
def test_sensitivity_problems(tmp_path: Path, covariates: str, text: str, words: str) -> None:
    assert words in told(tmp_path, f"{LEAST}{covariates}[sensitivity]\n{text}\n")
