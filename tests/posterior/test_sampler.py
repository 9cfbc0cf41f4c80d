"""Samplers are found by their files, and tried in their order."""

from dataclasses import replace

import pytest

from bayes_bench.inputs.model.file import model_from_table
from bayes_bench.interface.choices import AUTO
from bayes_bench.posterior.sampler import samplers, samplers_to_try
from bayes_bench.registry import names_in
from bayes_bench.report.language.words import wording
from tests.builders.small_problems import counts_model

FOLDER = "bayes_bench.posterior.samplers"


def test_a_sampler_is_called_as_its_file() -> None:
    assert tuple(sorted(samplers())) == names_in(FOLDER)
    assert all(name == sampler.name for name, sampler in samplers().items())


def test_auto_begins_with_the_fast_one() -> None:
    tried = [sampler.name for sampler in samplers_to_try(AUTO)]
    assert tried[0] == "laplace"
    assert tried == [name for name, sampler in samplers().items() if sampler.tried_by_auto]
    places = [sampler.place for sampler in samplers().values()]
    assert places == sorted(set(places))


@pytest.mark.parametrize("name", names_in(FOLDER))
def test_a_model_file_may_name_it_and_a_report_has_words(name: str) -> None:
    table = counts_model().model_dump(exclude_none=True)
    model = model_from_table({**table, "sampling": {"sampler": name}})
    (sampler,) = samplers_to_try(model.sampling.sampler)
    assert sampler.name == name
    assert all(wording(language)["methods"]["sampler"][name] for language in ("en", "da"))


def test_a_limit_is_an_interval_of_a_figure() -> None:
    for sampler in samplers().values():
        assert all(low < high or low == high for low, high in sampler.standard.limits.values())
        assert sampler.max_draws > 0


def test_another_standard_leaves_the_registry_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    before = samplers()["nuts"]
    with monkeypatch.context() as patch:
        patch.setitem(samplers(), "nuts", replace(before, max_draws=1))
        assert samplers_to_try("nuts")[0].max_draws == 1
    assert samplers()["nuts"] is before
