"""Data sets whose parameters are drawn from the priors of the model that is fitted to them.

Written from the definition of the model alone: covariates first, then intercept, coefficients and
the sd between units from their priors, u_j ~ Normal(0, sd) or Student's t of the standard deviation
sd, and every person's event from the person's own probability.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from bayes_bench.inputs.model.file import Model
from bayes_bench.trust.sbc.coding import coded
from bayes_bench.trust.sbc.shapes import Shape, model_of
from bayes_bench.typing import Floats

type Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Patterns:
    """Covariate patterns of each unit, with counts of their people.

    Attributes
    ----------
    design : ndarray (cell, term)
        Coded covariates, centred over people.
    unit : ndarray (cell,)
        From 0.
    trials, events : ndarray (cell,)
    labels : tuple of str
        Of the terms.
    """

    design: Floats
    unit: Ints
    trials: Ints
    events: Ints
    labels: tuple[str, ...]

    @property
    def sizes(self) -> Ints:
        """People by unit (unit,)."""
        return np.bincount(self.unit, self.trials).astype(np.int64)


@dataclass(frozen=True)
class Parameters:
    """Points of the parameter space, log odds.

    Attributes
    ----------
    intercept, unit_sd : ndarray (draw,)
    coefficient : ndarray (draw, term)
    unit_effect : ndarray (draw, unit)
    """

    intercept: Floats
    coefficient: Floats
    unit_sd: Floats
    unit_effect: Floats


@dataclass(frozen=True)
class CalibrationSet:
    """A data set and its true parameters.

    Attributes
    ----------
    shape : Shape
    model : Model
        What is to be fitted.
    people : DataFrame
        The table, as a user would give it; units are called "1", "2", ...
    patterns : Patterns
        The same people, coded.
    truth : Parameters
        One point.
    """

    shape: Shape
    model: Model
    people: pd.DataFrame
    patterns: Patterns
    truth: Parameters


def simulate_set(shape: Shape, random_seed: int) -> CalibrationSet:
    """Draw a data set of a shape from the prior.

    Parameters
    ----------
    shape : Shape
    random_seed : int
        The same seed gives the same people; data sets of other numbers have other streams.

    Returns
    -------
    CalibrationSet
    """
    rng = np.random.default_rng([random_seed, shape.number])
    unit = np.repeat(np.arange(shape.units), rng.permutation(shape.sizes))
    columns = _covariates(shape, unit, rng)
    design, labels = coded(columns)
    design = design if labels else np.zeros((unit.size, 0))
    truth = _from_prior(shape, len(labels), rng)
    log_odds = truth.intercept[0] + design @ truth.coefficient[0] + truth.unit_effect[0][unit]
    events = (rng.random(unit.size) < expit(log_odds)).astype(np.int64)
    table = pd.DataFrame({"unit": (unit + 1).astype(str), **columns, "event": events})
    people = _counted(table) if shape.counted else table.sample(frac=1.0, random_state=rng)
    return CalibrationSet(
        shape,
        model_of(shape, int(rng.integers(2**31))),
        people.reset_index(drop=True),
        _patterns(table, unit, design, labels),
        truth,
    )


def _from_prior(shape: Shape, terms: int, rng: np.random.Generator) -> Parameters:
    unit_sd = unit_sd_from_prior(shape.unit_sd, rng)
    return Parameters(
        intercept=rng.normal(shape.intercept_mean, shape.intercept_sd, 1),
        coefficient=rng.normal(0.0, 1.0, (1, terms)),
        unit_sd=np.array([unit_sd]),
        unit_effect=unit_sd * _scores(shape, rng),
    )


def _scores(shape: Shape, rng: np.random.Generator) -> Floats:
    """Effects of all units, of a standard deviation of 1 (1, unit).

    Student's t has the variance df / (df - 2).
    """
    size = 1, shape.units
    if shape.df is None:
        return rng.normal(0.0, 1.0, size)
    return np.asarray(rng.standard_t(shape.df, size) * np.sqrt(1.0 - 2.0 / shape.df))


def unit_sd_from_prior(prior: dict[str, Any], rng: np.random.Generator) -> float:
    """Draw the sd between units from its prior, written as in a model file."""
    match prior["family"]:
        case "half-normal":
            return float(abs(rng.normal(0.0, prior["scale"])))
        case "half-t":
            return float(prior["scale"] * abs(rng.standard_t(prior["df"])))
        case _:
            return float(rng.exponential(1.0 / prior["rate"]))


def _covariates(shape: Shape, unit: Ints, rng: np.random.Generator) -> dict[str, NDArray[Any]]:
    """Covariates whose distribution varies between units, rounded so that patterns repeat."""
    shift = rng.normal(size=(3, shape.units))[:, unit]
    probability = expit(np.array([0.2, -1.5])[:, None] + 0.4 * shift[0])
    uniform = rng.random(unit.size)
    columns = {
        "group": np.array(["a", "b", "c"])[(uniform < probability).sum(axis=0)],
        "score": np.clip(np.rint(rng.normal(4.5 + 0.6 * shift[1], 2.0)), 0.0, 9.0),
        "age": np.clip(np.rint(rng.normal(42.0 + 4.0 * shift[2], 12.0)), 18.0, 65.0),
    }
    return {name: columns[name] for name in shape.covariates}


def _counted(table: pd.DataFrame) -> pd.DataFrame:
    keys = [name for name in table if name != "event"]
    rows = table.groupby(keys, observed=True)["event"]
    return rows.agg(events="sum", people="size").reset_index()


def _patterns(table: pd.DataFrame, unit: Ints, design: Floats, labels: tuple[str, ...]) -> Patterns:
    keys = [name for name in table if name != "event"]
    cell = table.groupby(keys).ngroup().to_numpy()
    _, first = np.unique(cell, return_index=True)
    return Patterns(
        design=design[first],
        unit=unit[first],
        trials=np.bincount(cell).astype(np.int64),
        events=np.bincount(cell, table["event"]).astype(np.int64),
        labels=labels,
    )
