"""Measurements that the model file says to round (`[data] round`), and what that left of them."""

from dataclasses import dataclass

import pandas as pd
import xarray as xr

from bayes_bench.inputs.codes import composed
from bayes_bench.inputs.model.file import Model


@dataclass(frozen=True)
class Rounded:
    """A covariate that was rounded before anybody was counted.

    Attributes
    ----------
    name : str
    step : float
        What its values are multiples of.
    values : int
        How many different ones are left.
    """

    name: str
    step: float
    values: int

    @property
    def words(self) -> str:
        """In English, for the terminal: to the nearest 0.5, 80 different values."""
        return f"to the nearest {step_text(self.step)}, {self.values:,} different values"


def steps_of(model: Model) -> dict[str, float]:
    """Covariate -> the step that it is rounded to."""
    return {composed(name): float(step) for name, step in model.data.round.items()}


def step_text(step: float) -> str:
    """A step as a model file has it: 1, 0.5, 5000."""
    return f"{step:.15g}"


def rounded_covariates(cells: xr.Dataset, model: Model) -> list[Rounded]:
    """The covariates that were rounded, in the model's order.

    Parameters
    ----------
    cells : Dataset
        From `bayes_bench.aggregate`.
    model : Model
    """
    steps = steps_of(model)
    names = [covariate.name for covariate in model.characteristics if covariate.name in steps]
    return [Rounded(name, steps[name], distinct_values(cells, name)) for name in names]


def distinct_values(cells: xr.Dataset, name: str) -> int:
    """How many different values of a covariate there are."""
    return pd.unique(cells[f"covariate_{name}"].to_numpy()).size


def rounding_notes(cells: xr.Dataset, model: Model) -> list[str]:
    """What was rounded and what that left, in a sentence; none where nothing was."""
    found = rounded_covariates(cells, model)
    if not found:
        return []
    told = "; ".join(f'"{item.name}" {item.words}' for item in found)
    who, count = f"{int(cells['trials'].sum()):,} {model.labels.who}", cells.sizes["cell"]
    return [f"rounded before counting (data.round): {told}; {who} in {count:,} cells"]
