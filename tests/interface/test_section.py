"""A section of a model: frozen, strict about keys and numbers, and told of like one of a file."""

from collections.abc import Callable

import pytest
from pydantic import ValidationError

import bayes_bench as bb
from bayes_bench.errors import ArgumentError, ModelFileError
from bayes_bench.inputs.model.file import model_from_table
from bayes_bench.interface.section import Number, Positive, Section


class Example(Section):
    """Two numbers."""

    number: Number
    positive: Positive = 1.0


def problems(make: Callable[[], object]) -> tuple[str, ...]:
    """What is wrong with what is made."""
    with pytest.raises(ModelFileError) as caught:
        make()
    return caught.value.problems


def of_file(**table: object) -> tuple[str, ...]:
    """What is wrong with a whole model file; its title and data are given."""
    data = {"unit": "u", "outcome": "y", "better": "lower"}
    return problems(lambda: model_from_table({"title": "T", "data": data, **table}))


def test_a_section_is_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Example(number=1.0).number = 2.0


@pytest.mark.parametrize(
    "keys",
    [
        {"number": 1.0, "other": 1.0},
        {"number": "1"},
        {"number": float("inf")},
        {"number": True},
        {"number": 1.0, "positive": 0.0},
    ],
)
def test_what_is_not_declared_is_refused(keys: dict[str, object]) -> None:
    assert Example.model_validate({"number": 1}).positive == 1.0
    with pytest.raises(ValidationError):
        Example.model_validate(keys)


def test_a_model_of_python_is_that_of_a_table() -> None:
    made = bb.Model(
        title="T",
        data=bb.Data(unit="u", outcome="y", better="lower", merge={"AB": ["a", "b"]}),
        covariates=[bb.Covariate("age", kind="spline"), bb.Covariate("sex", reference=1)],
        priors=bb.Priors(unit_sd=bb.HalfNormalPrior(scale=1.0)),
        report=bb.Report(key_figures=["income"]),
    )
    data = {"unit": "u", "outcome": "y", "better": "lower", "merge": {"AB": ["a", "b"]}}
    covariates = [{"name": "age", "kind": "spline"}, {"name": "sex", "reference": 1}]
    table = {
        "title": "T",
        "data": data,
        "covariates": covariates,
        "priors": {"unit_sd": {"scale": 1.0}},
        "report": {"key_figures": ["income"]},
    }
    assert made == model_from_table(table)
    assert isinstance(made.covariates, tuple)
    assert made.path is None


def test_every_problem_of_a_section_is_told_as_of_a_file() -> None:
    told = problems(lambda: bb.Data(unit="u", beter="lower"))  # type: ignore[call-arg]
    table = {"title": "T", "data": {"unit": "u", "beter": "lower"}}
    of_table = problems(lambda: model_from_table(table))
    assert set(told) == {line for line in of_table if not line.startswith("data.outcome")}
    assert len(told) == 2


@pytest.mark.parametrize(
    ("make", "table"),
    [
        (
            lambda: bb.Covariate("age", kind="splin"),  # type: ignore[arg-type]
            {"covariates": [{"name": "age", "kind": "splin"}]},
        ),
        (
            lambda: bb.Covariate("age", kind="spline", df=1),
            {"covariates": [{"name": "age", "kind": "spline", "df": 1}]},
        ),
        (lambda: bb.Benchmark(interval=95), {"benchmark": {"interval": 95}}),
        (lambda: bb.Sampling(sampler="gibbs"), {"sampling": {"sampler": "gibbs"}}),
        (lambda: bb.Disclosure(minimum_count=1), {"disclosure": {"minimum_count": 1}}),
        (lambda: bb.Sensitivity(without=[""]), {"sensitivity": {"without": [""]}}),
        (
            lambda: bb.HalfNormalPrior(scale=-1.0),
            {"priors": {"unit_sd": {"family": "half-normal", "scale": -1.0}}},
        ),
        (lambda: bb.InterceptPrior(sd=0.0), {"priors": {"intercept": {"sd": 0.0}}}),
    ],
)
def test_a_section_of_python_is_told_of_like_one_of_a_file(
    make: Callable[[], object], table: dict[str, object]
) -> None:
    told = problems(make)
    assert set(told) <= set(of_file(**table))
    assert len(told) == 1


def test_rules_between_keys_hold_in_python() -> None:
    data = bb.Data(unit="u", outcome="y", better="lower")
    twice = [bb.Covariate("age"), bb.Covariate("age")]
    assert problems(lambda: bb.Model(title="T", data=data, covariates=twice)) == (
        'covariates: "age" is listed 2 times, keep one',
    )


def test_only_the_name_of_a_covariate_goes_without_one() -> None:
    with pytest.raises(ArgumentError, match=r"such as Covariate\(name=…\)"):
        bb.Covariate("age", "spline")
    with pytest.raises(ArgumentError, match="Data takes its keys by name"):
        bb.Data("u")  # type: ignore[call-arg]
