"""`bayes-bench run`: what is typed is what the run is asked for."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bayes_bench.inputs.model.sections import Sampling
from bayes_bench.workflow import stages
from bayes_bench.workflow.command import main
from bayes_bench.workflow.commands.run import SAMPLING, VERB
from bayes_bench.workflow.stages import Options

type Asked = Callable[..., tuple[Path, Options]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What the run is asked for by what is typed."""

    def of(*typed: str) -> tuple[Path, Options]:
        found: list[tuple[Path, Options]] = []

        def run(path: Path, options: Options) -> Path:
            found.append((path, options))
            return Path("out/report.html")

        monkeypatch.setattr(stages, "run", run)
        assert main(["run", *typed]) == 0
        return found[0]

    return of


def test_by_default_nothing_of_the_model_is_replaced(
    asked: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked("m.toml") == (Path("m.toml"), Options())
    assert capsys.readouterr().out == f"{Path('out/report.html')}\n"
    assert VERB.place == 1


def test_every_option_arrives_where_it_belongs(asked: Asked) -> None:
    typed = "m.toml --data p.csv --out o --language da --overwrite --sampler nuts"
    more = "--random-seed 0 --draws 200 --chains 3"
    _, options = asked(*typed.split(), *more.split())
    sampling = {"sampler": "nuts", "random_seed": 0, "draws": 200, "chains": 3}
    assert options == Options(Path("p.csv"), Path("o"), "da", overwrite=True, sampling=sampling)


def test_the_keys_that_are_replaced_are_those_of_sampling() -> None:
    assert set(SAMPLING) == set(Sampling.model_fields)
