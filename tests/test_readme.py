"""The README's Python runs as it stands, and its facts are the files'."""

import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from bayes_bench.inputs.model.file import read_model
from bayes_bench.workflow.stages import Options, run

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language, their indentation removed."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", README, re.MULTILINE | re.DOTALL)
    return [
        "".join(line.removeprefix(indent) for line in text.splitlines(keepends=True))
        for indent, text in found
    ]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the shipped data and models, and the output of the demo."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("data", "models"):
        shutil.copytree(ROOT / name, folder / name)
    run(
        folder / "models" / "rehabilitation.toml", Options(out=folder / "output" / "rehabilitation")
    )
    return folder


@pytest.mark.filterwarnings("ignore::UserWarning:arviz_plots")  # layouts of many panels
@pytest.mark.parametrize("number", range(len(blocks("python"))))
def test_python_blocks_run(number: int, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout)
    exec(compile(blocks("python")[number], "README.md", "exec"), {})  # noqa: S102 - our own README
    assert number > 0 or {path.name for path in checkout.glob("*.png")} == {
        "indicators.png",
        "chains.png",
    }


def test_the_model_file_is_legal(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(blocks("toml")[0], encoding="utf-8")
    assert read_model(tmp_path / "mine.toml").data.unit == "municipality"


def test_every_file_is_named(checkout: Path) -> None:
    written = {path.name for path in (checkout / "output" / "rehabilitation").iterdir()}
    assert {name for name in written if f"`{name}`" not in README} == set()


def figure(value: Any) -> str:
    """Three digits, or whole numbers."""
    return f"{value:,.0f}" if abs(value) >= 100.0 else f"{value:.3g}"


@pytest.mark.parametrize("page", ["README.md", "docs/performance.md"])
def test_the_speeds_shown_are_those_of_the_comparison(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for row in pd.read_csv(ROOT / "docs" / "samplers.csv").itertuples():
        numbers = (row.seconds, row.least_bulk_ess, row.ess_per_second, row.times_best)
        shown = [line for line in text.splitlines() if line.startswith(f"| {row.engine} |")]
        assert len(shown) == 1
        assert {figure(number) for number in numbers} <= set(re.split(r" *\| *", shown[0]))


def test_the_growth_shown_is_that_of_the_measurement() -> None:
    text = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    for row in pd.read_csv(ROOT / "docs" / "growth.csv").itertuples():
        shown = f"| {row.cells:,} | {row.units:,} | {row.way} | {figure(row.seconds)} |"
        assert shown in text
