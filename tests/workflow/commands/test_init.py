"""`bayes-bench init`: what was guessed on the screen, and a model file beside the table."""

from pathlib import Path

import pytest

from bayes_bench.workflow import init
from bayes_bench.workflow.command import main
from bayes_bench.workflow.commands.init import VERB
from tests.builders.guesses import patients


def test_it_hands_on_what_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, ...]] = []

    def work(*given: object) -> str:
        asked.append(given)
        return "said"

    monkeypatch.setattr(init, "write_model", work)
    assert main(["init", "p.csv"]) == 0
    assert main(["init", "p.xlsx", "--sheet", "People"]) == 0
    assert main(["init", "p.csv", "--unit", "a", "b", "--outcome", "y", "--out", "m.toml"]) == 0
    assert asked == [
        (Path("p.csv"), None, [], None, None),
        (Path("p.xlsx"), None, [], None, "People"),
        (Path("p.csv"), Path("m.toml"), ["a", "b"], "y", None),
    ]
    assert VERB.name == "init"


def test_from_a_table_to_a_model_file_that_is_understood(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "patients.csv"
    patients().to_csv(table, index=False)
    assert main(["init", str(table)]) == 0
    model = capsys.readouterr().out.splitlines()[-1]
    assert main(["check", model]) == 0
    assert "12 ranked by hospital" in capsys.readouterr().out
    assert main(["init", str(table)]) == 2
    assert "is there already" in capsys.readouterr().err


def test_a_table_that_cannot_be_told_is_refused_and_nothing_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert main(["init", str(tmp_path / "p.csv")]) == 2
    assert "--outcome COLUMN" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["p.csv"]
