"""`bayes-bench rank`: what is typed is what is ranked by."""

from dataclasses import fields
from pathlib import Path

import pytest

from bayes_bench.workflow import rank
from bayes_bench.workflow.command import main
from bayes_bench.workflow.commands.rank import OPTIONS, VERB
from bayes_bench.workflow.rank import RankOptions


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, RankOptions]]:
    found: list[tuple[Path, RankOptions]] = []

    def work(path: Path, options: RankOptions) -> str:
        found.append((path, options))
        return "said"

    monkeypatch.setattr(rank, "rank_posterior", work)
    return found


def test_the_defaults_are_those_of_python(
    asked: list[tuple[Path, RankOptions]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rank", "posterior.nc"]) == 0
    assert asked == [(Path("posterior.nc"), RankOptions())]
    assert capsys.readouterr().out == "said\n"
    assert VERB.name == "rank"


def test_every_option_arrives_where_it_belongs(asked: list[tuple[Path, RankOptions]]) -> None:
    given = "--estimand ratio_pe --better higher --reference typical --top 3 --interval 0.5"
    assert main(["rank", "p.nc", *given.split(), "--language", "da", "--out", "list.csv"]) == 0
    options = RankOptions("ratio_pe", "higher", "typical", 3, 0.5, "da", Path("list.csv"))
    assert asked == [(Path("p.nc"), options)]


def test_every_option_of_python_can_be_typed() -> None:
    assert set(OPTIONS) == {field.name for field in fields(RankOptions)}


def test_two_posteriors_are_refused_with_the_reason(
    asked: list[tuple[Path, RankOptions]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rank", "one.nc", "other.nc"]) == 2
    assert not asked
    assert "never subtracted" in capsys.readouterr().err
