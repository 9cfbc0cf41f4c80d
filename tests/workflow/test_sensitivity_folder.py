"""Where a sensitivity analysis may write, and whose draws it takes for its own."""

import json
from pathlib import Path

import pytest
import xarray as xr

from bayes_bench.aggregation import aggregate
from bayes_bench.analysis import Analysis
from bayes_bench.errors import OutputError
from bayes_bench.files import temporary_path
from bayes_bench.inputs.model.file import read_model, with_keys
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.sampling import sample
from bayes_bench.tables.registry import every_table
from bayes_bench.workflow.sensitivity import SensitivityOptions, _with_options
from bayes_bench.workflow.sensitivity_folder import (
    SENSITIVITY_FILES,
    earlier_draws,
    refuse_another,
)
from tests.builders.run import leave_run


@pytest.fixture
def own(analysis: Path) -> Analysis:
    """The analysis of the folder."""
    model = read_model(analysis / "wards.toml")
    return Analysis(model, aggregate(read_people(model), model))


def rewritten(out: Path, **changes: object) -> None:
    """Change what the record of a run says."""
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    (out / "run.json").write_text(json.dumps({**record, **changes}), encoding="utf-8")


def test_the_files_are_two_tables_of_a_run() -> None:
    assert set(SENSITIVITY_FILES) <= {table.file for table in every_table()}
    assert SENSITIVITY_FILES[-1] == "sensitivity.csv"


def test_a_folder_of_its_own_is_free(own: Analysis, tmp_path: Path) -> None:
    out = tmp_path / "out"
    refuse_another(out, own)  # missing
    (out / ".unfinished").mkdir(parents=True)  # of a run killed as it began
    for name in SENSITIVITY_FILES:
        (out / name).write_text("", encoding="utf-8")
        temporary_path(out / name).write_text("", encoding="utf-8")
    refuse_another(out, own)
    (out / "indicators.csv").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="holds something else"):
        refuse_another(out, own)


@pytest.mark.parametrize("text", ["[]", "{}", "not JSON", '{"verdict": "accepted"}'])
def test_a_record_that_is_not_ours_is_something_else(
    own: Analysis, tmp_path: Path, text: str
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "run.json").write_text(text, encoding="utf-8")
    with pytest.raises(OutputError, match="holds something else"):
        refuse_another(tmp_path / "out", own)
    assert earlier_draws(tmp_path / "out", own) is None


def test_a_refused_run_keeps_its_folder(own: Analysis, analysis: Path) -> None:
    leave_run(analysis, own.model)
    refuse_another(analysis, own)
    rewritten(analysis, verdict="refused")
    with pytest.raises(OutputError, match="that its diagnostics refused"):
        refuse_another(analysis, own)


def test_other_people_are_another_analysis(own: Analysis, analysis: Path) -> None:
    leave_run(analysis, own.model)
    rewritten(analysis, cells="0" * 64)
    with pytest.raises(OutputError, match=r"another analysis \(other model or data\)"):
        refuse_another(analysis, own)


@pytest.mark.parametrize(
    ("sections", "is_other"),
    [
        ({"priors": {"intercept": {"sd": 2.0}}}, True),
        ({"benchmark": {"margin": 2.0}}, True),
        ({"sampling": {"draws": 2000}}, False),
        ({"report": {"key_figures": ["ward2"]}}, False),
    ],
)
def test_of_which_sections_a_run_may_differ(
    own: Analysis, analysis: Path, sections: dict[str, dict[str, object]], is_other: bool
) -> None:
    leave_run(analysis, own.model)
    other = own.with_model(with_keys(own.model, sections))
    if not is_other:
        refuse_another(analysis, other)
        return
    with pytest.raises(OutputError, match="another analysis"):
        refuse_another(analysis, other)


def test_draws_of_another_version_are_not_taken(own: Analysis, analysis: Path) -> None:
    draws = xr.DataTree.from_dict({"/posterior": xr.Dataset({"unit_sd": ("draw", [0.5])})})
    leave_run(analysis, own.model, draws)
    assert earlier_draws(analysis, own) is not None
    for change in ({"versions": {"bayes_bench": "0"}}, {"versions": None}, {"verdict": "refused"}):
        leave_run(analysis, own.model, draws)
        rewritten(analysis, **change)
        assert earlier_draws(analysis, own) is None


def test_the_draws_of_a_run_are_taken_where_they_are_its_own(analysis: Path) -> None:
    model = read_model(analysis / "wards.toml")
    cells = aggregate(read_people(model), model)
    own = Analysis(model, cells)
    assert earlier_draws(analysis, own) is None
    posterior = sample(own)
    leave_run(analysis, model, posterior)
    shown = own.with_model(_with_options(model, SensitivityOptions(without=["age"])))
    found = earlier_draws(analysis, shown)
    assert found is not None
    xr.testing.assert_equal(found["posterior"].to_dataset(), posterior["posterior"].to_dataset())
    reseeded = own.with_model(_with_options(model, SensitivityOptions(random_seed=7)))
    assert earlier_draws(analysis, reseeded) is None
    refuse_another(analysis, reseeded)  # but its place may be written to
    (analysis / "posterior.nc").write_bytes(b"damaged")
    assert earlier_draws(analysis, own) is None
    leave_run(analysis, model)  # damaged from the beginning
    assert earlier_draws(analysis, own) is None


def test_the_tables_of_a_report_are_not_replaced_by_others(analysis: Path) -> None:
    model = read_model(analysis / "wards.toml")
    cells = aggregate(read_people(model), model)

    same = _with_options(model, SensitivityOptions(without=["age"]))
    leave_run(analysis, same)
    refuse_another(analysis, Analysis(same, cells))
    for options in ({"without": ["sex"]}, {"without": ["age"], "random_seed": 7}):
        other = _with_options(model, SensitivityOptions(**options))
        with pytest.raises(OutputError, match="sensitivity analysis with other options"):
            refuse_another(analysis, Analysis(other, cells))
    leave_run(analysis, model)  # the report of that run shows none
    refuse_another(analysis, Analysis(other, cells))
