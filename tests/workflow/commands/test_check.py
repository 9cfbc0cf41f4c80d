"""`bayes-bench check`: a summary on the screen, and nothing in the folder."""

from pathlib import Path

import pandas as pd
import pytest

from bayes_bench.workflow import check
from bayes_bench.workflow.command import main
from bayes_bench.workflow.commands.check import VERB


def test_it_hands_on_the_model_and_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Path, Path | None]] = []

    def work(path: Path, data: Path | None) -> str:
        asked.append((path, data))
        return "said"

    monkeypatch.setattr(check, "check_model", work)
    assert main(["check", "m.toml"]) == main(["check", "m.toml", "--data", "p.csv"]) == 0
    assert asked == [(Path("m.toml"), None), (Path("m.toml"), Path("p.csv"))]
    assert VERB.name == "check"


def test_the_command(analysis: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(analysis.rglob("*"))
    model = analysis / "wards.toml"
    assert main(["check", str(model)]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[-1] == str(model)
    assert "6 ranked by ward" in said.out
    assert sorted(analysis.rglob("*")) == before


def test_the_command_takes_other_data(analysis: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = analysis / "other.csv"
    pd.read_csv(analysis / "people.csv").iloc[:180].to_csv(other, index=False)
    assert main(["check", str(analysis / "wards.toml"), "--data", str(other)]) == 0
    assert "180, nobody dropped" in capsys.readouterr().out
    other.write_text("ward\n", encoding="utf-8")
    assert main(["check", str(analysis / "wards.toml"), "--data", str(other)]) == 2
    assert "other.csv" in capsys.readouterr().err
