"""The command as a user types it: what it writes and where, and what it refuses to touch."""

import io
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from rich.console import Console

from bayes_bench.inputs.model.file import read_model
from bayes_bench.report.language.words import words_for
from bayes_bench.report.terminal import variant_label
from bayes_bench.sensitivity_analysis.variants import variants_of
from bayes_bench.workflow.sensitivity import (
    _bar,
    _told,
)
from tests.builders.fits import fit_of
from tests.builders.posterior import refuse_laplace
from tests.builders.run import ROOT, Command, leave_run, typed

SCRIPT = ROOT / "scripts" / "sensitivity.py"
FILES = {"sensitivity.csv", "sensitivity_units.csv"}


@pytest.fixture
def command() -> Command:
    """``python scripts/sensitivity.py`` with arguments."""
    return partial(typed, SCRIPT)


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def refused(command: Command, folder: Path, *arguments: object, code: int = 2) -> str:
    """Run it; it must stop with this code, and nothing be written."""
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    got, printed, message = command(folder / "wards.toml", *arguments)
    assert (got, printed) == (code, "")
    assert "Traceback" not in message
    assert before == {p: p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}
    return message


def test_writes_two_tables_and_names_the_short_one_last(command: Command, analysis: Path) -> None:
    out = analysis / "new" / "out"
    code, printed, _ = command(analysis / "wards.toml", "--out", out, "--without", "age")
    assert code == 0
    assert printed.splitlines()[-1] == str(out / "sensitivity.csv")
    assert "without age" in printed
    assert {path.name for path in out.iterdir()} == FILES
    summary = pd.read_csv(out / "sensitivity.csv", keep_default_na=False)
    assert list(summary["detail"][summary["variant"] == "without"]) == ["age"]
    assert set(summary["verdict"]) <= {"accepted", "skipped"}
    units = pd.read_csv(out / "sensitivity_units.csv", keep_default_na=False)
    assert len(units) == 6 * (summary["verdict"] == "accepted").sum()


def test_the_run_of_another_analysis_is_left_alone(command: Command, analysis: Path) -> None:
    path, out = analysis / "wards.toml", analysis / "out"
    out.mkdir()
    leave_run(out, read_model(path))
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "[priors]\nintercept = { sd = 2 }\n", encoding="utf-8")
    assert "run of another analysis" in refused(command, analysis, "--out", out)


def test_a_run_that_shows_it_writes_the_same_bytes(
    command: Command, benchmark: Command, analysis: Path
) -> None:
    out, path = analysis / "out", analysis / "wards.toml"
    section = '[sensitivity]\nwithout = ["sex"]\n'
    path.write_text(path.read_text(encoding="utf-8") + section, encoding="utf-8")
    assert benchmark(path, "--out", out)[0] == 0
    before = written(out)
    assert set(before) > FILES
    assert command(path, "--out", out)[0] == 0
    assert written(out) == before
    assert command(path, "--out", analysis / "alone")[0] == 0
    assert written(analysis / "alone") == {name: before[name] for name in FILES}
    units = pd.read_csv(out / "sensitivity_units.csv")
    base, printed = units[units["variant"] == "base"], pd.read_csv(out / "indicators.csv")
    np.testing.assert_allclose(base["indicator"], printed["indicator"], rtol=1e-12)
    assert list(base["flag"]) == list(printed["flag"])


def test_what_is_not_ours_is_left_alone(command: Command, analysis: Path) -> None:
    out = analysis / "out"
    out.mkdir()
    (out / "thesis.docx").write_text("five years", encoding="utf-8")
    assert "something else" in refused(command, analysis, "--out", out)
    assert "is a file" in refused(command, analysis, "--out", out / "thesis.docx")
    (out / "thesis.docx").unlink()
    unfinished = out / ".unfinished"
    unfinished.mkdir()
    (unfinished / "begun.json").write_text('{"fingerprint": "x"}', encoding="utf-8")
    assert "something else" in refused(command, analysis, "--out", out)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--without", "agee"), '"agee", which is no covariate of the model; did you mean "age"?'),
        (("--without", "sex", "sex"), 'lists "sex" 2 times'),
        (("--random-seed", "-1"), "sampling.random_seed is -1"),
        (("--data", "nowhere.csv"), "nowhere.csv"),
    ],
)
def test_wrong_options_are_told(
    command: Command, analysis: Path, arguments: tuple[str, ...], words: str
) -> None:
    assert words in refused(command, analysis, "--out", analysis / "out", *arguments)
    assert not (analysis / "out").exists()


def test_a_base_that_is_refused_ends_it(
    command: Command, analysis: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_laplace(monkeypatch)
    model = analysis / "wards.toml"
    text = model.read_text(encoding="utf-8") + '\n[sampling]\nsampler = "laplace"\n'
    model.write_text(text, encoding="utf-8")
    assert "pareto_k" in refused(command, analysis, "--out", analysis / "out", code=1)
    assert not (analysis / "out").exists()


def test_the_bar_names_every_variant(analysis: Path) -> None:
    model = read_model(analysis / "wards.toml")
    variants, words = (
        variants_of(fit_of(xr.DataTree(), xr.Dataset(), model)),
        words_for(model, "en"),
    )
    screen = io.StringIO()
    with _bar(Console(file=screen, force_terminal=True, width=120)) as bar:
        for done in range(len(variants) + 1):
            _told(bar, variants, words)(done, len(variants))
            bar.refresh()
    shown = screen.getvalue()
    for variant in variants:
        assert variant_label(variant.variant, variant.details[0], words) in shown
    assert f"{len(variants)}/{len(variants)}" in shown
    assert all(
        "{" not in variant_label(v.variant, detail, words) for v in variants for detail in v.details
    )
