"""What the stages of a run take, as far as their size tells beforehand: for the bar, no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True)
class Size:
    """How large a run is.

    Attributes
    ----------
    cells : int
    draws : int
        Least number of draws, of all chains.
    units : int
    """

    cells: int = 20_000
    draws: int = 4_000
    units: int = 100


LEFT_OUT = 1e-3
"""Seconds of a stage that does nothing."""


@dataclass(frozen=True)
class Cost:
    """Seconds of a stage.

    Attributes
    ----------
    fixed : float
        Whatever the size.
    by_cells : float
        For a million cells.
    by_draws : float
        For a million cells, each in a draw.
    by_units : float
        For a thousand units.
    most_cells : float
        Beyond which it is left out.
    """

    fixed: float
    by_cells: float = 0.0
    by_draws: float = 0.0
    by_units: float = 0.0
    most_cells: float = inf

    def seconds(self, size: Size) -> float:
        """What is to be expected of a run of this size."""
        if size.cells > self.most_cells:
            return LEFT_OUT
        million_cells = size.cells / 1e6
        return (
            self.fixed
            + self.by_cells * million_cells
            + self.by_draws * million_cells * size.draws
            + self.by_units * size.units / 1000
        )


COSTS: Mapping[str, Cost] = {
    "read": Cost(0.3, by_cells=2.0),
    "aggregate": Cost(0.5, by_cells=3.9),
    "sample": Cost(1.5, by_draws=0.0036, by_units=2.5),
    "benchmark": Cost(1.5, by_draws=0.0044, by_units=9.0),
    "further_draws": Cost(0.4, by_draws=0.0085, most_cells=250_000),
    "checks": Cost(10.0, by_draws=0.007, by_units=25.0),
    "publish": Cost(3.5, by_units=11.0),
}
"""Of the stages in order, on two cores, from whole runs of the demo, of a million people and of a
thousand units (`scripts/time_whole_runs.py`). How fast the machine is does not matter: that shows
as the run goes."""


def expected_seconds(size: Size) -> dict[str, float]:
    """Seconds of each stage of a run of this size.

    Parameters
    ----------
    size : Size

    Returns
    -------
    dict
        By stage, in order.
    """
    return {name: cost.seconds(size) for name, cost in COSTS.items()}
