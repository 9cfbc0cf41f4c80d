"""What a newcomer gets wrong: one clear message, exit code 2, nothing written, nobody's values."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

CANARY = "Kn2vXq"
"""A value that stands in the data and must never stand on the screen."""

type Benchmark = Callable[..., tuple[int, str, str]]


def refused(benchmark: Benchmark, folder: Path, *words: str, out: Path | None = None) -> str:
    """Run the analysis in `folder`; it must be refused, with `words` in the message."""
    out = out or folder / "out"
    before = sorted(folder.rglob("*"))
    code, printed, message = benchmark(folder / "wards.toml", "--out", out)
    assert (code, printed) == (2, "")
    assert [word for word in words if word.casefold() not in message.casefold()] == []
    assert "Traceback" not in message
    assert CANARY not in message
    assert sorted(folder.rglob("*")) == before
    return message


def change(folder: Path, column: str, values: object) -> None:
    """Replace a column of the people."""
    people = pd.read_csv(folder / "people.csv", dtype=str)
    people[column] = values
    people.to_csv(folder / "people.csv", index=False)


def edit(folder: Path, old: str, new: str) -> None:
    """Replace text of the model file."""
    model = folder / "wards.toml"
    text = model.read_text(encoding="utf-8")
    assert old in text
    model.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_missing_model_file(benchmark: Benchmark, analysis: Path) -> None:
    (analysis / "wards.toml").rename(analysis / "ward.toml")
    refused(benchmark, analysis, "wards.toml", "ward.toml")


def test_missing_data_file(benchmark: Benchmark, analysis: Path) -> None:
    (analysis / "people.csv").unlink()
    refused(benchmark, analysis, "people.csv")


def test_wrong_column(benchmark: Benchmark, analysis: Path) -> None:
    edit(analysis, 'name = "age"', 'name = "agee"')
    refused(benchmark, analysis, "agee", '"age"', "people.csv")


def test_misspelt_key(benchmark: Benchmark, analysis: Path) -> None:
    edit(analysis, 'better = "lower"', 'beter = "lower"')
    refused(benchmark, analysis, "beter", "better")


def test_outcome_with_a_third_value(benchmark: Benchmark, analysis: Path) -> None:
    values = pd.read_csv(analysis / "people.csv", dtype=str)["outcome"]
    values[[3, 17]] = CANARY
    change(analysis, "outcome", values)
    refused(benchmark, analysis, "outcome", "people.csv", "4", "18", "2 ")


def test_one_unit(benchmark: Benchmark, analysis: Path) -> None:
    change(analysis, "ward", CANARY)
    refused(benchmark, analysis, "ward", "unit")


def test_empty_table(benchmark: Benchmark, analysis: Path) -> None:
    header = (analysis / "people.csv").read_text(encoding="utf-8").splitlines()[0]
    (analysis / "people.csv").write_text(header + "\n", encoding="utf-8")
    refused(benchmark, analysis, "people.csv", "no rows")


@pytest.mark.parametrize("value", ["0", "1"])
def test_constant_outcome(benchmark: Benchmark, analysis: Path, value: str) -> None:
    change(analysis, "outcome", value)
    refused(benchmark, analysis, "outcome")


def test_covariate_without_variation(benchmark: Benchmark, analysis: Path) -> None:
    change(analysis, "age", "41")
    refused(benchmark, analysis, "age")


def test_absent_reference_level(benchmark: Benchmark, analysis: Path) -> None:
    edit(analysis, 'reference = "f"', 'reference = "female"')
    refused(benchmark, analysis, "female", "sex")


def test_look_alike_unit_names(benchmark: Benchmark, analysis: Path) -> None:
    forms = [unicodedata.normalize(form, "Ærø å") for form in ("NFC", "NFD")]
    wards = pd.read_csv(analysis / "people.csv", dtype=str)["ward"]
    wards[:40], wards[40:80] = forms
    change(analysis, "ward", wards)
    refused(benchmark, analysis, "ward")


def test_out_holds_something_else(benchmark: Benchmark, analysis: Path) -> None:
    out = analysis / "out"
    out.mkdir()
    (out / "thesis.docx").write_text("five years", encoding="utf-8")
    refused(benchmark, analysis, "--out", "--overwrite")


def test_out_is_a_file(benchmark: Benchmark, analysis: Path) -> None:
    (analysis / "out").write_text("a file", encoding="utf-8")
    refused(benchmark, analysis, "--out", "file")


def test_out_without_permission(
    benchmark: Benchmark, analysis: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # an administrator may write anywhere, so permission bits alone would not show it here
    monkeypatch.setattr("os.access", lambda path, _mode: Path(path) != analysis)
    refused(benchmark, analysis, "--out", "cannot be written to")


def test_not_toml(benchmark: Benchmark, analysis: Path) -> None:
    edit(analysis, "[data]", "[data")
    refused(benchmark, analysis, "wards.toml", "line 3", "not TOML")


def test_negative_prior_sd(benchmark: Benchmark, analysis: Path) -> None:
    edit(analysis, "[[covariates]]", "[priors]\nintercept = { sd = -1 }\n[[covariates]]")
    refused(benchmark, analysis, "priors.intercept.sd")


def test_interval_in_percent(benchmark: Benchmark, analysis: Path) -> None:
    edit(analysis, "[[covariates]]", "[benchmark]\ninterval = 95\n[[covariates]]")
    refused(benchmark, analysis, "benchmark.interval", "0.95")


def test_every_problem_is_told_at_once(benchmark: Benchmark, analysis: Path) -> None:
    edit(analysis, 'better = "lower"', 'better = "less"\nmissing = "guess"')
    refused(benchmark, analysis, "data.better", "data.missing", "higher", "refuse")


@pytest.mark.parametrize(
    ("option", "value", "key"), [("--draws", "3", "draws"), ("--chains", "1", "chains")]
)
def test_options_are_checked_as_the_keys_they_replace(
    benchmark: Benchmark, analysis: Path, option: str, value: str, key: str
) -> None:
    code, printed, message = benchmark(
        analysis / "wards.toml", "--out", analysis / "out", option, value
    )
    assert (code, printed) == (2, "")
    assert f"sampling.{key}" in message
