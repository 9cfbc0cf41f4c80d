"""Work that reports to nobody is silent."""

import inspect

import pytest

from bayes_bench.numerics.parallel import on_all_cores
from bayes_bench.posterior.sampling import fit, fit_until, sample
from bayes_bench.progress import silent, unheard


def test_nobody_hears_anything(capfd: pytest.CaptureFixture[str]) -> None:
    silent(1, 2)
    unheard("something")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("work", [fit, sample, fit_until])
def test_work_is_silent_unless_it_is_asked(work: object) -> None:
    assert callable(work)
    assert inspect.signature(work).parameters["progress"].default is silent


def test_it_may_be_told_of_every_step() -> None:
    told: list[tuple[int, int]] = []
    assert on_all_cores(str, range(3), lambda *step: told.append(step)) == ["0", "1", "2"]
    assert told == [(1, 3), (2, 3), (3, 3)]
