"""Simulation-based calibration as a table and as a figure."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from joblib import effective_n_jobs
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from bayes_bench.trust.sbc.band import rank_counts, simultaneous_band
from bayes_bench.trust.sbc.calibration import DRAWS, SetResult
from bayes_bench.trust.sbc.run import Run
from bayes_bench.trust.sbc.verdict import (
    LEVEL,
    Calibration,
    judge_sets,
    ranks_by_quantity,
)

COLUMNS = 4
PANEL = (2.3, 1.5)
"""Width and height of a panel, inches."""
MARK = "<!-- What follows is written by scripts/calibrate.py. -->"
INK, BAND, MUTED = "#1f5fa8", "#e3e7eb", "#59636e"


def calibration_table(runs: Sequence[Run]) -> pd.DataFrame:
    """All runs as one table.

    Parameters
    ----------
    runs : sequence of (int, sequence of SetResult)
        As `calibrate` returns them.

    Returns
    -------
    DataFrame
        Columns ``random_seed, table, name, count, value, standard_error, p, low, high, passed``.
        In the table "ranks" the value is the Kolmogorov-Smirnov distance of the ECDF from the
        uniform one, in "coverage" the proportion of intervals, in "refused" that of data sets.
    """
    parts = [_rows(judge_sets(results)).assign(random_seed=seed) for seed, results in runs]
    order = ["random_seed", "table", "name", "count", "value", "standard_error"]
    return pd.concat(parts, ignore_index=True)[[*order, "p", "low", "high", "passed"]]


def _rows(found: Calibration) -> pd.DataFrame:
    ranks = found.ranks.rename(columns={"quantity": "name", "sets": "count", "deviation": "value"})
    coverage = found.coverage.rename(columns={"coverage": "value"})
    rates = {reason: count / found.sets for reason, count in found.refused.items()}
    refused = pd.DataFrame({"name": [*rates], "value": [*rates.values()], "count": found.sets})
    parts = {
        "ranks": ranks,
        "coverage": coverage.assign(name=coverage["intervals"] + ": " + coverage["class"]),
        "refused": refused,
    }
    return pd.concat([part.assign(table=name) for name, part in parts.items() if len(part)])


def summary(results: Sequence[SetResult]) -> str:
    """The results of a run in a few lines."""
    found = judge_sets(results)
    return "\n".join(
        [
            found.ranks.to_string(index=False, float_format="{:.3g}".format),
            found.coverage.to_string(index=False, float_format="{:.4g}".format),
            f"{found.sets} data sets, answered {found.samplers}, refused {found.refused}",
            "failed: " + "; ".join(found.failures) if found.failures else "calibrated",
        ]
    )


def figure(results: Sequence[SetResult]) -> Figure:
    """ECDF difference plots: every quantity's ECDF of ranks minus the uniform one, with its band.

    Parameters
    ----------
    results : sequence of SetResult

    Returns
    -------
    Figure
        Small multiples; the bands are simultaneous over points and quantities (Bonferroni).
    """
    ranks = ranks_by_quantity(results)
    rows = -(-len(ranks) // COLUMNS)
    drawn = Figure(figsize=(COLUMNS * PANEL[0], rows * PANEL[1]), layout="constrained")
    axes = drawn.subplots(rows, COLUMNS, sharex=True, sharey=True, squeeze=False).ravel()
    for panel, (name, of) in zip(axes, ranks.items(), strict=False):
        _draw(panel, name, of, LEVEL / len(ranks))
    for panel in axes[len(ranks) :]:
        panel.set_axis_off()
    drawn.supxlabel(f"rank of the truth among {DRAWS} draws", fontsize=8, color=MUTED)
    drawn.supylabel("ECDF minus uniform", fontsize=8, color=MUTED)
    return drawn


def _draw(panel: Axes, name: str, ranks: NDArray[np.int64], level: float) -> None:
    point = np.arange(DRAWS)
    uniform = (point + 1) / (DRAWS + 1)
    band = simultaneous_band(ranks.size, DRAWS + 1, level)
    edges = (band.low / ranks.size - uniform, band.high / ranks.size - uniform)
    panel.fill_between(point, *edges, color=BAND, step="post", linewidth=0)
    ecdf = rank_counts(ranks, DRAWS + 1) / ranks.size
    panel.step(point, ecdf - uniform, where="post", color=INK, linewidth=0.9)
    panel.set_title(f"{name} ({ranks.size})", fontsize=8)
    panel.tick_params(labelsize=7, colors=MUTED)
    panel.spines[["top", "right"]].set_visible(False)


def page(text: str, results: Sequence[SetResult], minutes: float, processes: int) -> str:
    """Put the figures of a run into the page about calibration.

    Parameters
    ----------
    text : str
        The page, in Markdown. What follows the line `MARK` is replaced.
    results : sequence of SetResult
    minutes : float
        How long the run took.
    processes : int
        On how many at a time.

    Returns
    -------
    str
    """
    found = judge_sets(results)
    answered = ", ".join(f"{count:,} by {name}" for name, count in found.samplers.items())
    refused = "; ".join(f"{count} ({reason})" for reason, count in found.refused.items())
    at_a_time = "one process" if processes == 1 else f"{processes} processes"
    lines = [
        f"{found.sets:,} data sets in {minutes:.0f} minutes on {at_a_time}.",
        f"Answered: {answered}. Refused: {refused or 'none'}.",
        f"Failed: {'; '.join(found.failures) or 'nothing'}.",
        _markdown(found.ranks, {"deviation": "{:.3f}", "p": "{:.3f}"}),
        _markdown(
            found.coverage.drop(columns=["low", "high"]),
            {"count": "{:,}", "coverage": "{:.2%}", "standard_error": "{:.2%}"},
        ),
    ]
    return text.partition(MARK)[0] + "\n\n".join([MARK, *lines]) + "\n"


def _markdown(table: pd.DataFrame, formats: Mapping[str, str]) -> str:
    shown = table.assign(passed=np.where(table["passed"], "yes", "no"))
    shown = shown.assign(**{name: shown[name].map(form.format) for name, form in formats.items()})
    header = [str(name).replace("_", " ") for name in shown]
    lines = [header, ["---"] * len(header), *shown.astype(str).to_numpy().tolist()]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def write_report(
    folder: Path, runs: Sequence[Run], minutes: float, jobs: int, name: str = "calibration"
) -> Calibration:
    """Write a table, a picture and the figures of a page, such as ``calibration.md``.

    Parameters
    ----------
    folder : Path
        Where the page is.
    runs : sequence of (int, sequence of SetResult)
        As `calibrate` returns them; figure and page show the last one.
    minutes : float
        How long they took.
    jobs : int
        As given to `calibrate`.
    name : str, optional
        Of the three files.

    Returns
    -------
    Calibration
        Of the last run.
    """
    last = runs[-1][1]
    table = calibration_table(runs)
    table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    figure(last).savefig(folder / f"{name}.png", dpi=120)
    about = folder / f"{name}.md"
    text = page(about.read_text(encoding="utf-8"), last, minutes, effective_n_jobs(jobs))
    about.write_text(text, encoding="utf-8")
    return judge_sets(last)
