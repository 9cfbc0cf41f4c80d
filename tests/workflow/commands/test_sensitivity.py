"""`bayes-bench sensitivity`: what is typed is what is varied."""

from pathlib import Path

import pytest

from bayes_bench.workflow import sensitivity
from bayes_bench.workflow.command import main
from bayes_bench.workflow.commands.sensitivity import VERB
from bayes_bench.workflow.sensitivity import SensitivityOptions

type Asked = list[tuple[Path, SensitivityOptions]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    found: Asked = []

    def work(path: Path, options: SensitivityOptions) -> str:
        found.append((path, options))
        return "said"

    monkeypatch.setattr(sensitivity, "run_sensitivity", work)
    return found


def test_by_default_the_model_says_what_is_left_out(
    asked: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sensitivity", "m.toml"]) == 0
    assert asked == [(Path("m.toml"), SensitivityOptions(without=[]))]
    assert capsys.readouterr().out == "said\n"
    assert VERB.name == "sensitivity"


def test_every_option_arrives_where_it_belongs(asked: Asked) -> None:
    given = "--data p.csv --out o --random-seed 0 --without age sex"
    assert main(["sensitivity", "m.toml", *given.split()]) == 0
    options = SensitivityOptions(Path("p.csv"), Path("o"), ["age", "sex"], 0)
    assert asked == [(Path("m.toml"), options)]


def test_without_wants_a_name(asked: Asked) -> None:
    with pytest.raises(SystemExit):
        main(["sensitivity", "m.toml", "--without"])
    assert asked == []
