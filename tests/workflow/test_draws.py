"""Draws with their verdict: new ones, or those that the same run left behind."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import xarray as xr

from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.fitted import Fit
from bayes_bench.posterior.diagnostics import diagnose
from bayes_bench.posterior.sampling import assess_parameters
from bayes_bench.posterior.store import load_posterior
from bayes_bench.posterior.verdict import Finding, Verdict
from bayes_bench.quantities.assessment import Assessment
from bayes_bench.workflow import draws
from bayes_bench.workflow.draws import drawn, drawn_in, save
from bayes_bench.workflow.folder import Folder
from bayes_bench.workflow.progress import Stages
from tests.builders.posterior import refuse_laplace
from tests.builders.registers import bristol_analysis
from tests.builders.run import content

type Benchmark = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    taken = Folder(tmp_path, "f")
    taken.begin()
    return taken


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The verdict rests on the parameters alone, and not on every number of a report."""

    def parameters_alone(fit: Fit) -> Assessment:
        posterior = fit.posterior
        return Assessment(
            fit,
            diagnose(posterior["posterior"].to_dataset()),
            assess_parameters(posterior).verdict,
        )

    monkeypatch.setattr(draws, "assess_in_time", parameters_alone)


def no_new_draws(*_: object) -> None:
    message = "these were there already"
    raise AssertionError(message)


def same(one: xr.DataTree | None, other: xr.DataTree | None) -> bool:
    assert one is not None
    assert other is not None
    return one.identical(other)


def draws_of(tree: xr.DataTree | None) -> xr.DataTree:
    assert tree is not None
    return tree.drop_nodes("benchmark")


@pytest.mark.usefixtures("quick")
def test_new_draws_are_kept_and_taken_again(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = drawn_in(folder, bristol_analysis(), Stages())
    assert first.verdict.accepted
    assert first.assessment is not None
    # what follows from the draws is made again
    assert same(load_posterior(folder.checkpoint), draws_of(first.posterior))
    bench = benchmark_of(first.assessment.fit)
    assert first.posterior["benchmark"].to_dataset().identical(bench)
    monkeypatch.setattr(draws, "fit_until", no_new_draws)
    again = drawn_in(folder, bristol_analysis(), Stages())
    assert same(again.posterior, first.posterior)
    assert again.verdict == first.verdict
    pd.testing.assert_frame_equal(again.assessment.judged, first.assessment.judged)


def stop_at(monkeypatch: pytest.MonkeyPatch, judgement: int) -> list[bool]:
    """Interrupt that judgement, counted from 1; whether those before it accepted their draws."""
    judge = vars(draws)["assess_in_time"]
    found: list[bool] = []

    def judged(fit: Fit) -> Assessment:
        if len(found) + 1 == judgement:
            raise KeyboardInterrupt
        assessment = judge(fit)
        found.append(assessment.verdict.accepted)
        return assessment

    monkeypatch.setattr(draws, "assess_in_time", judged)
    return found


@pytest.mark.usefixtures("quick")
def test_draws_are_kept_before_they_are_judged(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped during the last diagnostics, a run goes on with its draws, to the same posterior."""
    expected = drawn(bristol_analysis(), Stages()).posterior
    with monkeypatch.context() as stopped:
        found = stop_at(stopped, 2)
        with pytest.raises(KeyboardInterrupt):
            drawn_in(folder, bristol_analysis(), Stages())
    assert found == [False]
    assert "benchmark" not in load_posterior(folder.checkpoint).children
    monkeypatch.setattr(draws, "fit_until", no_new_draws)
    assert same(drawn_in(folder, bristol_analysis(), Stages()).posterior, expected)


@pytest.mark.usefixtures("quick")
def test_draws_that_were_too_few_are_judged_once(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped during the first diagnostics, a run ends as one that was never stopped."""
    expected = drawn(bristol_analysis(), Stages()).posterior
    with monkeypatch.context() as stopped:
        stop_at(stopped, 1)
        with pytest.raises(KeyboardInterrupt):
            drawn_in(folder, bristol_analysis(), Stages())
    found = stop_at(monkeypatch, 0)
    assert same(drawn_in(folder, bristol_analysis(), Stages()).posterior, expected)
    assert found == [False, True]
    assert same(load_posterior(folder.checkpoint), draws_of(expected))


@pytest.mark.usefixtures("quick")
def test_a_checkpoint_of_other_draws_is_not_taken_for_these(folder: Folder) -> None:
    """A hundred of them, whole and well formed: too few, and not the first that are drawn."""
    expected = drawn(bristol_analysis(), Stages()).posterior
    assert expected is not None
    save(expected.isel(draw=slice(100)), folder.checkpoint)
    assert same(drawn_in(folder, bristol_analysis(), Stages()).posterior, expected)


@pytest.mark.usefixtures("quick")
def test_draws_that_are_refused_are_taken_away_again(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a run that is stopped while it draws more would judge them a second time."""
    judge, kept = vars(draws)["assess_in_time"], []

    def refused_once(fit: Fit) -> Assessment:
        kept.append(folder.checkpoint.exists())
        finding = Finding("ess_bulk", "unit_sd", 1000.0, 2000.0, more_draws=1.5)
        verdict = Verdict("laplace", (finding,)) if len(kept) == 1 else judge(fit).verdict
        if len(kept) == 2:
            assert fit.posterior["posterior"].sizes["draw"] > 1000
        return replace(judge(fit), verdict=verdict)

    unlinked: list[Path] = []
    unlink = Path.unlink

    def noted(path: Path, missing_ok: bool = False) -> None:
        unlinked.append(path)
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", noted)
    monkeypatch.setattr(draws, "assess_in_time", refused_once)
    assert drawn_in(folder, bristol_analysis(), Stages()).verdict.accepted
    assert kept == [True, True]
    assert folder.checkpoint in unlinked


@pytest.mark.usefixtures("quick")
def test_damaged_draws_are_drawn_again(folder: Folder) -> None:
    folder.checkpoint.write_bytes(b"damaged")
    found = drawn_in(folder, bristol_analysis(), Stages())
    assert same(load_posterior(folder.checkpoint), draws_of(found.posterior))
    assert same(drawn(bristol_analysis(), Stages()).posterior, found.posterior)


def test_draws_that_are_refused_by_the_sampler_are_not_kept(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_laplace(monkeypatch)
    found = drawn_in(folder, bristol_analysis(), Stages())
    assert not found.verdict.accepted
    assert found.assessment is None
    assert not folder.checkpoint.exists()
    assert "benchmark" not in found.posterior.children


def test_a_posterior_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(_tree: xr.DataTree, path: Path) -> None:
        path.write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(draws, "save_posterior", half)
    with pytest.raises(KeyboardInterrupt):
        save(xr.DataTree(), tmp_path / "posterior.nc")
    assert list(tmp_path.iterdir()) == []


def test_draws_of_another_run_are_not_taken_for_this_one(
    benchmark: Benchmark, analysis: Path
) -> None:
    out, other = analysis / "out", analysis / "other"
    benchmark(analysis / "wards.toml", "--out", out)
    first = content(out)
    benchmark(analysis / "wards.toml", "--out", other, "--random-seed", "7")
    (out / "posterior.nc").write_bytes((other / "posterior.nc").read_bytes())
    assert benchmark(analysis / "wards.toml", "--out", out)[0] == 0
    assert content(out) == first


def test_a_damaged_checkpoint_is_drawn_again(benchmark: Benchmark, analysis: Path) -> None:
    out = analysis / "out"
    benchmark(analysis / "wards.toml", "--out", out)
    first = content(out)
    (out / "posterior.nc").write_bytes(b"not a posterior")
    assert benchmark(analysis / "wards.toml", "--out", out)[0] == 0
    assert content(out) == first
