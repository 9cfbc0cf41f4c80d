"""What the stages of a run take, as far as their size tells beforehand: for the bar, no more."""

from collections.abc import Mapping
from dataclasses import dataclass


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
    """

    fixed: float
    by_cells: float = 0.0
    by_draws: float = 0.0
    by_units: float = 0.0

    def seconds(self, size: Size) -> float:
        """What is to be expected of a run of this size."""
        million_cells = size.cells / 1e6
        return (
            self.fixed
            + self.by_cells * million_cells
            + self.by_draws * million_cells * size.draws
            + self.by_units * size.units / 1000
        )


COSTS: Mapping[str, Cost] = {
    "read": Cost(0.3, by_cells=5.0),
    "aggregate": Cost(0.5, by_cells=12.0),
    "sample": Cost(0.5, by_draws=0.02, by_units=1.0),
    "benchmark": Cost(2.0, by_draws=0.38, by_units=20.0),
    "further_draws": Cost(0.5, by_draws=0.04),
    "checks": Cost(4.0, by_draws=0.8, by_units=20.0),
    "publish": Cost(3.0, by_units=5.0),
}
"""Of the stages in order, on two cores, from the demo
(`scripts/time_stages.py`). How fast the machine is does not matter: that shows as the run goes."""


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
