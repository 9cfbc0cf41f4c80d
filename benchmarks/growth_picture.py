"""A picture of how whole commands grow with the cells: their seconds, and their memory."""

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

ALLOWED = 1.2
"""Times linear growth that is allowed for."""
_MEASURES = (("seconds", "seconds, the whole command"), ("megabytes", "megabytes, all processes"))


def growth_picture(runs: pd.DataFrame) -> Figure:
    """Seconds and memory against cells, both axes logarithmic.

    Parameters
    ----------
    runs : DataFrame
        From `whole_runs`: of problems that differ only in how many people they are.

    Returns
    -------
    Figure
        The seconds beside a line for `ALLOWED` times linear growth from the smallest problem on.
    """
    known = runs.dropna(subset=["cells"]).sort_values("cells")
    with mpl.rc_context({"svg.hashsalt": "growth"}):
        figure = Figure(figsize=(9.0, 3.6), layout="constrained")
        for axes, (measure, label) in zip(figure.subplots(1, 2), _MEASURES, strict=True):
            _draw(axes, known["cells"], known[measure], label)
    first = known.iloc[0]
    linear = ALLOWED * first["seconds"] / first["cells"] * known["cells"]
    figure.axes[0].plot(known["cells"], linear, "--", color="0.5", label=f"{ALLOWED} x linear")
    figure.axes[0].legend(frameon=False)
    return figure


def _draw(axes: Axes, cells: pd.Series, values: pd.Series, label: str) -> None:
    axes.loglog(cells, values, "o-", color="#1b6ca8", label="measured")
    for x, y in zip(cells, values, strict=True):
        axes.annotate(f"{y:,.0f}", (x, y), xytext=(0, 7), textcoords="offset points", ha="center")
    axes.set(xlabel="cells", ylabel=label, ylim=(values.min() / 3, values.max() * 3))
    axes.grid(visible=True, alpha=0.3)
