"""What pydantic finds wrong, as sentences: each by the path of its key, with what to write."""

from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, ValidationError

from bayes_bench.interface.messages import model_problems
from bayes_bench.interface.section import Number, Section
from tests.builders.inputs import MIN_FILE, file_problems


class Inner(Section):
    """A section below."""

    size: Number = 1.0
    kind: Literal["round", "square"] = "round"


class Outer(Section):
    """A whole table."""

    inner: Inner
    flags: tuple[bool, ...] = ()


AGE = '[[covariates]]\nname = "age"\nkind = "linear"\n'


def told(table: dict[str, object], at: tuple[str | int, ...] = ()) -> list[str]:
    """What is said of a table, validated as a whole or as what stands at a place."""
    kind: type[BaseModel] = Inner if at else Outer
    with pytest.raises(ValidationError) as caught:
        kind.model_validate(table)
    return model_problems(caught.value, table, kind, at)


def test_every_problem_is_a_sentence_that_begins_with_its_path() -> None:
    said = told({"inner": {"sise": 2.0, "size": "2", "kind": "rond"}, "flags": 1, "x": 1})
    assert sorted(said) == [
        "flags must be a list, in square brackets",
        'inner.kind is "rond": write one of "round", "square"; did you mean "round"?',
        'inner.sise is not a key of the model file; did you mean "size"? (known here: kind, size)',
        "inner.size must be a number",
        "x is not a key of the model file (known here: flags, inner)",
    ]


def test_what_is_missing_is_told() -> None:
    assert told({}) == ["inner is missing"]


def test_a_section_made_alone_is_told_of_at_its_place() -> None:
    assert told({"size": float("inf"), "kind": "x"}, at=("inner",)) == [
        "inner.size must be a finite number",
        'inner.kind is "x": write one of "round", "square"',
    ]


def test_a_long_value_is_cut() -> None:
    (said,) = told({"kind": "x" * 100}, at=("inner",))
    assert f'inner.kind is "{"x" * 56}…: write one of' in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[sampling]\nrandom_seed = -1\n", "sampling.random_seed is -1: it must be at least 0"),
        ("[sampling]\nchains = 101\n", "sampling.chains is 101: it must be at most 100"),
        ("[benchmark]\nmargin = 100\n", "benchmark.margin is 100: it must be below 100"),
        ("[benchmark]\nfdr = 5\n", "must be between 0 and 1, write 0.05"),
        ("[benchmark]\nfdr = 100\n", "benchmark.fdr is 100: it must be between 0 and 1"),
        ("[disclosure]\npublic = 1\n", "disclosure.public must be true or false"),
        ("[report]\nkey_figures = [1]\n", "report.key_figures[1] must be text, in quotation marks"),
        ("[covariates]\nname = 1\n", "covariates must be written as [[covariates]]"),
        ("merge = 1\n", "data.merge must be a table { name = [codes] }"),
        ("round = 1\n", "data.round must be a table { column = step }"),
        (f"round = {{ age = 0 }}\n{AGE}", "data.round.age is 0: it must be above 0"),
        (f"round = {{ age = -0.5 }}\n{AGE}", "data.round.age is -0.5: it must be above 0"),
        (f"round = {{ age = inf }}\n{AGE}", "data.round.age must be a finite number"),
        (f"round = {{ age = nan }}\n{AGE}", "data.round.age must be a finite number"),
        (f"round = {{ age = '1' }}\n{AGE}", "data.round.age must be a number"),
        (f"round = {{ age = true }}\n{AGE}", "data.round.age must be a number"),
        (
            "round = { fdr = 0 }\n" + AGE.replace("age", "fdr"),  # a column, and no probability
            "data.round.fdr is 0: it must be above 0",
        ),
    ],
)
def test_sentences_of_a_model_file(tmp_path: Path, text: str, words: str) -> None:
    said = file_problems(tmp_path, MIN_FILE + text)
    assert words in said
    assert said.count("\n") == 0


def test_what_a_section_has_to_say_is_asked_for(tmp_path: Path) -> None:
    said = file_problems(tmp_path, "[benchmark]\n")
    assert "title is missing: say in plain words what is compared" in said
    assert "data is missing: write a [data] section" in said


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
    assert words in file_problems(tmp_path, f"{MIN_FILE}[benchmark]\n{text}\n")


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
    assert words in file_problems(tmp_path, f"{MIN_FILE}[priors]\n{text}\n")


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
    assert words in file_problems(tmp_path, f"{MIN_FILE}[[covariates]]\n{text}\n")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (
            f'weights = "w"\n{MIN_FILE}',
            "weights is not a key of the model file; it belongs under [data]",
        ),
        (f"{MIN_FILE}minimum_count = 3\n", "it belongs under [disclosure]"),
        (f'{MIN_FILE}kind = "linear"\n', "it belongs under [[covariates]]"),
        (f"{MIN_FILE}format = 1\n", "it belongs at the top of the file"),
    ],
)
def test_a_key_in_a_wrong_section_is_told_the_right_one(
    tmp_path: Path, text: str, place: str
) -> None:
    assert place in file_problems(tmp_path, text)


def test_many_unknown_keys_are_told_by_the_first_few(tmp_path: Path) -> None:
    text = "".join(f"k{n} = 1\n" for n in range(3000)) + MIN_FILE
    lines = file_problems(tmp_path, text).splitlines()
    assert len(lines) == 11
    assert lines[-1] == "wrong.toml: 2990 further keys are not keys of the model file"


def test_an_event_is_a_text_or_a_number(tmp_path: Path) -> None:
    said = file_problems(tmp_path, f"{MIN_FILE}event = true\n")
    assert "data.event must be text or an integer, or a list of these" in said


@pytest.mark.parametrize("place", ["{key}\n{rest}", "{rest}{key}\n"], ids=["top", "data"])
def test_the_distribution_of_unit_effects_belongs_under_model(tmp_path: Path, place: str) -> None:
    text = place.format(key='unit_effects = "normal"', rest=MIN_FILE)
    assert "it belongs under [model]" in file_problems(tmp_path, text)


def test_later_formats_are_refused(tmp_path: Path) -> None:
    assert "this version reads format 1" in file_problems(tmp_path, f"format = 2\n{MIN_FILE}")
    assert "format" in file_problems(tmp_path, f"format = true\n{MIN_FILE}")
