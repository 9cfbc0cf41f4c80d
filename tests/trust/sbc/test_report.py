"""Calibration on paper: the table, the figure and the page say what the verdict says."""

import numpy as np
import pandas as pd
import pytest

from bayes_bench.trust.sbc.calibration import DRAWS, SetResult
from bayes_bench.trust.sbc.report import (
    MARK,
    calibration_table,
    figure,
    page,
    summary,
    write_report,
)
from bayes_bench.trust.sbc.verdict import judge_sets
from tests.builders.calibration import result

GOOD = [result(number) for number in range(60)]
REFUSED = [SetResult(n, "", "pareto_k", 1.0) for n in range(60, 64)]


def test_the_report(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("docs")
    (folder / "calibration.md").write_text("# About\n<!-- old -->\n", encoding="utf-8")
    results = [result(number) for number in range(60)]
    found = write_report(folder, [(1, results)], 2.0, 1)
    assert not found.failures
    table = pd.read_csv(folder / "calibration.csv")
    assert table["table"].value_counts().to_dict() == {"ranks": 1, "coverage": 11}
    text = (folder / "calibration.md").read_text(encoding="utf-8")
    assert "60 data sets in 2 minutes on one process" in text
    assert text == page(text, results, 2.0, 1)  # what was written before is replaced
    assert (folder / "calibration.png").read_bytes().startswith(b"\x89PNG")
    assert len(figure(results).axes) == 4
    assert summary(results).endswith("calibrated")
    assert list(calibration_table([(1, results)])["random_seed"].unique()) == [1]


def test_the_table_holds_every_run_and_every_part() -> None:
    table = calibration_table([(1, [*GOOD, *REFUSED]), (2, GOOD)])
    found, first = judge_sets(GOOD), table[table["random_seed"] == 1]
    refused = first[first["table"] == "refused"].iloc[0]
    assert (refused["name"], refused["count"]) == ("pareto_k", 64)
    assert refused["value"] == pytest.approx(4 / 64)
    second = table[table["random_seed"] == 2].set_index("table")
    assert second.loc["coverage", "value"].tolist() == found.coverage["coverage"].tolist()
    assert second.loc["ranks", "p"] == found.ranks["p"][0]
    assert "refused" not in second.index


def test_failures_are_named_in_summary_and_page() -> None:
    results = [*GOOD, *REFUSED]
    assert summary(results).endswith("failed: 6.2% of the data sets refused")
    text = page("", results, 61.4, 2)
    assert "64 data sets in 61 minutes on 2 processes." in text
    assert "Answered: 60 by laplace. Refused: 4 (pareto_k)." in text
    assert "Failed: 6.2% of the data sets refused." in text


def test_what_stands_before_the_mark_is_kept() -> None:
    text = page(f"# Title\n\nWords.\n\n{MARK}\nold numbers\n", GOOD, 1.0, 1)
    assert text.startswith("# Title\n\nWords.\n\n" + MARK)
    assert "old numbers" not in text
    assert "Failed: nothing." in text
    lines = [line for line in text.splitlines() if line.startswith("|")]
    header, rule, row = lines[:3]
    assert header.count("|") == rule.count("|") == row.count("|")
    assert row.startswith("| x | 60 |")


def test_the_figure_shows_each_quantitys_ecdf_in_its_band() -> None:
    ranks = {"x": [r.ranks["x"] for r in GOOD], "y": [0] * 60}
    both = [
        SetResult(r.number, "laplace", "", 1.0, {"x": r.ranks["x"], "y": 0}, r.units) for r in GOOD
    ]
    drawn = figure(both)
    assert [axes.get_title() for axes in drawn.axes[:2]] == ["x (60)", "y (60)"]
    for axes, of in zip(drawn.axes, ranks.values(), strict=False):
        (line,) = axes.lines
        point, height = np.asarray(line.get_data(), dtype=float)
        wanted = [np.mean(np.array(of) <= p) - (p + 1) / (DRAWS + 1) for p in point]
        np.testing.assert_allclose(height, wanted, atol=1e-12)
        (band,) = axes.collections
        edges = band.get_paths()[0].vertices
        inside = edges[:, 1].min() <= height.min() and height.max() <= edges[:, 1].max()
        assert inside == (axes.get_title() == "x (60)")
