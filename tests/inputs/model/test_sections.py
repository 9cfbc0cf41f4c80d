"""The sections of a model file: what each key is, by default and by its limits."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

import bayes_bench as bb
from bayes_bench.errors import ModelFileError
from bayes_bench.inputs.model import data_section, sections
from bayes_bench.inputs.model.file import Model, model_from_table, resolved
from bayes_bench.inputs.model.sections import SPLINE_COLUMNS, Covariate, Disclosure, Priors
from bayes_bench.interface.section import Section
from bayes_bench.priors.base import families
from tests.builders.fits import model_of_sections
from tests.builders.inputs import MIN_FILE, a_model, model_of_file


def test_defaults_are_those_of_the_interface(tmp_path: Path) -> None:
    table = resolved(model_of_file(tmp_path, MIN_FILE))
    assert table == {
        "format": 1,
        "title": "T",
        "data": {
            "unit": "u",
            "outcome": "y",
            "event": [],
            "better": "lower",
            "missing": "refuse",
            "missing_values": [],
            "merge": {},
            "round": {},
        },
        "covariates": [],
        "groups": [],
        "model": {"unit_effects": "normal"},
        "priors": {
            "intercept": {"family": "normal", "mean": 0.0, "sd": 1.5},
            "coefficient": {"family": "normal", "mean": 0.0, "sd": 1.0},
            "unit_sd": {"family": "half-normal", "scale": 0.5},
            "group_sd": {"family": "half-normal", "scale": 0.5},
        },
        "benchmark": {
            "reference": "national",
            "interval": 0.95,
            "margin": 1.0,
            "flag_probability": 0.95,
            "average_weights": "units",
            "unit_covariates": "case_mix",
            "fdr": 0.05,
        },
        "sampling": {"sampler": "auto", "draws": 1000, "chains": 4, "random_seed": 20160101},
        "disclosure": {"minimum_count": 5, "use": "release", "public": False},
        "report": {"key_figures": []},
        "sensitivity": {"without": []},
        "labels": {"columns": {}, "levels": {}, "da": {"columns": {}, "levels": {}}},
    }


def test_models_are_frozen() -> None:
    model = model_of_sections(title="T", data={"unit": "u", "outcome": "y", "better": "lower"})
    with pytest.raises(ValidationError):
        model.title = "other"


def test_sections_know_where_they_stand() -> None:
    for name, field in Model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            assert field.annotation.at == (name,)


OF_THE_FILE = [
    found
    for module in (data_section, sections)
    for found in vars(module).values()
    if isinstance(found, type) and found.__module__ == module.__name__
]


@pytest.mark.parametrize("section", OF_THE_FILE, ids=lambda section: section.__name__)
def test_a_default_is_a_value_that_the_key_takes(section: type[BaseModel]) -> None:
    """Defaults are not validated when a model is read; here each goes through its own key."""
    needed = {
        "Data": {"unit": "u", "better": "lower"},
        "Covariate": {"name": "a"},
        "Group": {"name": "a"},
        "Published": {"best": -4.6, "worst": 4.4, "source": "s"},
    }.get(section.__name__, {})
    made = section.model_validate(needed)
    assert section.model_validate(made.model_dump()) == made


LIMITS: dict[tuple[str, str], tuple[list[float], list[float]]] = {
    ("benchmark", "margin"): ([0.0, 99.9], [-0.1, 100.0]),
    ("benchmark", "interval"): ([0.001, 0.999], [0.0, 1.0]),
    ("benchmark", "fdr"): ([0.001, 0.999], [0.0, 1.0]),
    ("benchmark", "top"): ([1], [0]),
    ("sampling", "draws"): ([100, 1_000_000], [99, 1_000_001]),
    ("sampling", "chains"): ([2, 100], [1, 101]),
    ("sampling", "random_seed"): ([0, 2**63 - 1], [-1, 2**63]),
    ("disclosure", "minimum_count"): ([3], [2]),
}


def model_with(section: str, key: str, value: object) -> Model:
    sections: dict[str, Any] = {section: {key: value}}
    return a_model(**sections)


@pytest.mark.parametrize(("section", "key"), LIMITS)
def test_limits_of_numbers(section: str, key: str) -> None:
    allowed, refused = LIMITS[section, key]
    for value in allowed:
        made = model_with(section, key, value)
        assert getattr(getattr(made, section), key) == value
    for value in refused:
        with pytest.raises(ValidationError, match=rf"{section}\.{key}"):
            model_with(section, key, value)


def test_a_spline_has_columns_and_nothing_else_does() -> None:
    assert Covariate("age", kind="spline").df == SPLINE_COLUMNS
    assert Covariate("age", kind="spline", df=20).df == 20
    assert Covariate("age", kind="linear").df is None
    for df in (1, 21):
        with pytest.raises(ModelFileError, match=f"df is {df}"):
            Covariate("age", kind="spline", df=df)


@pytest.mark.parametrize("family", families(), ids=lambda family: family.name)
def test_a_prior_family_is_chosen_by_its_name(family: Any) -> None:
    keys = {name: 2.0 for name, key in family.prior.model_fields.items() if key.annotation is float}
    taken = Priors.model_validate({"unit_sd": {"family": family.name, **keys}}).unit_sd
    assert type(taken) is family.prior
    assert Priors(unit_sd=taken).unit_sd == taken  # made in Python


def test_a_prior_without_a_family_is_half_normal() -> None:
    assert Priors.model_validate({"unit_sd": {"scale": 2.0}}).unit_sd == bb.HalfNormalPrior(scale=2)


def test_every_sampler_may_be_named() -> None:
    for name in ("auto", "laplace", "nuts"):
        assert a_model(sampling={"sampler": name}).sampling.sampler == name
    with pytest.raises(ModelFileError, match='sampler is "gibbs": write one of "auto", '):
        bb.Sampling(sampler="gibbs")


def test_messages_name_single_people_only_where_everything_may_be_shown() -> None:
    assert Disclosure().least == 5
    assert Disclosure(minimum_count=8).least == 8
    assert Disclosure(public=True).least == 1
    assert Disclosure(use="internal").least == 1


def with_groups(**group_sd: object) -> Model:
    groups = [{"name": "region"}, {"name": "diagnosis"}]
    return model_of_sections(
        title="T",
        data={"unit": "u", "outcome": "y", "better": "lower"},
        groups=groups,
        priors={"group_sd": group_sd},
    )


def test_one_grouping_may_have_a_prior_of_its_own() -> None:
    own = {"family": "exponential", "rate": 2.0}
    model = with_groups(scale=0.3, region=own)
    priors = model.priors.group_sd
    assert priors.of("diagnosis").parameters == {"scale": 0.3}
    assert (priors.of("region").family, priors.of("region").parameters) == (
        "exponential",
        {"rate": 2.0},
    )
    # written as it was read
    written = {"family": "half-normal", "scale": 0.3, "region": own}
    assert resolved(model)["priors"]["group_sd"] == written
    assert with_groups(**written) == model


@pytest.mark.parametrize(
    ("group_sd", "words"),
    [
        ({"scale": -1.0}, "priors.group_sd.scale is -1.0: it must be above 0"),
        (
            {"famly": "half-t"},
            'priors.group_sd.famly is not a key of the model file; did you mean "family"',
        ),
        ({"region": {"scal": 1.0}}, "priors.group_sd.region.scal is not a key"),
        ({"region": {"family": "flat"}}, 'priors.group_sd.region.family is "flat": write one of'),
        (
            {"regoin": {"scale": 1.0}},
            (
                'priors.group_sd names "regoin", which is no grouping of the model; did you mean '
                '"region"'
            ),
        ),
    ],
)
def test_a_wrong_prior_of_groupings_is_told_by_its_path(
    group_sd: dict[str, Any], words: str
) -> None:
    table = {
        "title": "T",
        "data": {"unit": "u", "outcome": "y", "better": "lower"},
        "groups": [{"name": "region"}],
        "priors": {"group_sd": group_sd},
    }
    with pytest.raises(ModelFileError) as caught:
        model_from_table(table)
    assert any(problem.startswith(words) for problem in caught.value.problems)
