"""A run from Python: what it holds, shows and writes, and what it refuses."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import bayes_bench as bb
from tests.builders.posterior import refuse_laplace
from tests.builders.run import ROOT, content, write_analysis

type Command = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_analysis(tmp_path_factory.mktemp("analysis"))


@pytest.fixture(scope="module")
def result(folder: Path) -> bb.Result:
    return bb.run(folder / "wards.toml")


def test_it_holds_what_was_found(result: bb.Result) -> None:
    assert result.verdict.accepted
    assert result.model.title == "Wards"
    assert result.bench.sizes["unit"] == 6
    mean = result.bench["indicator"].mean(("chain", "draw")).to_series()
    table = result.tables["indicators"].set_index("unit")["indicator"]
    np.testing.assert_allclose(table, mean.loc[table.index], rtol=1e-12)
    assert {"posterior", "benchmark"} <= set(result.posterior.children)
    assert len(result.tables["ranks"]) == 6


def test_nothing_is_written(folder: Path, result: bb.Result) -> None:
    assert result.tables
    assert {path.name for path in folder.iterdir()} == {"people.csv", "wards.toml"}


def test_a_model_and_a_data_frame_do_as_well(folder: Path, result: bb.Result) -> None:
    model = bb.Model(
        title="Wards",
        data=bb.Data(unit="ward", outcome="outcome", better="lower"),
        covariates=[bb.Covariate("sex", reference="f"), bb.Covariate("age", kind="linear")],
    )
    other = bb.run(model, pd.read_csv(folder / "people.csv"))
    pd.testing.assert_frame_equal(other.tables["indicators"], result.tables["indicators"])


def test_it_writes_what_the_command_writes(
    result: bb.Result, folder: Path, tmp_path: Path, benchmark: Command
) -> None:
    report = result.report(tmp_path / "ours")
    assert report == tmp_path / "ours" / "report.html"
    assert benchmark(folder / "wards.toml", "--out", tmp_path / "theirs")[0] == 0
    ours, theirs = content(tmp_path / "ours"), content(tmp_path / "theirs")
    assert ours == theirs
    # and the command takes it for its own
    assert benchmark(folder / "wards.toml", "--out", tmp_path / "ours")[0] == 0


def test_it_can_be_written_in_another_language(result: bb.Result, tmp_path: Path) -> None:
    report = result.report(tmp_path / "out", language="da")
    assert '<html lang="da"' in report.read_text(encoding="utf-8")
    with pytest.raises(bb.OutputError, match="another run"):
        result.report(tmp_path / "out")
    result.report(tmp_path / "out", overwrite=True)
    assert '<html lang="en"' in report.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["caterpillar", "ranks", "rank_probabilities"])
def test_pictures_are_figures(result: bb.Result, name: str) -> None:
    assert isinstance(getattr(result.plot, name)(), Figure)


def test_a_picture_that_is_not_there_says_why(result: bb.Result) -> None:
    with pytest.raises(bb.InputError, match="tile_column"):
        result.plot.map()


def test_it_shows_itself(result: bb.Result) -> None:
    text = repr(result)
    assert text.startswith("Wards\n27.1% of 240 people had the outcome “outcome”.")
    shown = ET.fromstring(result._repr_html_())  # noqa: S314 - our own
    assert [child.tag for child in shown][:2] == ["h3", "p"]
    assert shown[-1].tag.endswith("svg")
    assert all(line in "".join(shown.itertext()) for line in text.split("\n"))


def test_a_folder_is_written_at_once(folder: Path, tmp_path: Path, result: bb.Result) -> None:
    out = tmp_path / "out"
    again = bb.run(folder / "wards.toml", out=out, language="da")
    assert '<html lang="da"' in (out / "report.html").read_text(encoding="utf-8")
    pd.testing.assert_frame_equal(again.tables["ranks"], result.tables["ranks"])
    with pytest.raises(bb.OutputError, match="another run"):
        bb.run(folder / "wards.toml", out=out)


def test_a_refused_result_raises_with_its_findings(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_laplace(monkeypatch)
    sampling = bb.Sampling(sampler="laplace")
    model = bb.read_model(folder / "wards.toml").model_copy(update={"sampling": sampling})
    with pytest.raises(bb.RefusedError) as caught:
        bb.run(model, folder / "people.csv")
    assert len(caught.value.findings) > 1


@pytest.mark.parametrize(
    ("options", "words"),
    [({"language": "dk"}, "one of da, en"), ({"out": __file__}, "is a file")],
)
def test_options_that_cannot_be_used(options: dict[str, str], words: str) -> None:
    with pytest.raises(bb.InputError, match=words):
        bb.run(ROOT / "models" / "surgical.toml", **options)  # type: ignore[arg-type]
