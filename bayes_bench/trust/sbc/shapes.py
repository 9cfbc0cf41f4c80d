"""The shapes of the data sets of a calibration: a deterministic factorial design.

Each of eight factors cycles through its levels. The lengths of the cycles are pairwise coprime, so
that any run of consecutive numbers is balanced in every factor, and any two factors are crossed;
the two factors of two levels change after eight and after sixteen numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayes_bench.inputs.model.file import Model, model_from_table

UNITS = (3, 5, 8, 12, 25, 50, 100, 200)
RATES = (0.005, 0.02, 0.1, 0.3, 0.5, 0.8, 0.95)
UNIT_SD_PRIORS: tuple[dict[str, Any], ...] = (
    {"family": "half-normal", "scale": 0.5},
    {"family": "half-t", "df": 3.0, "scale": 0.5},
    {"family": "exponential", "rate": 2.0},
    {"family": "half-normal", "scale": 1.0},
    {"family": "exponential", "rate": 5.0},
)
COVARIATES = ((), ("group",), ("group", "score", "age"))
LARGEST = (2000, 60, 2000, 400, 2000, 150, 2000, 60, 1000, 25, 2000)
REFERENCES = (*("national",) * 7, *("typical", "population", "average_unit") * 2)
KINDS: dict[str, dict[str, Any]] = {
    "group": {"kind": "category"},
    "score": {"kind": "linear"},
    "age": {"kind": "spline", "df": 3},
}
DEGREES = (4.0, 2.5, 4.0, 10.0, 4.0, 3.0, 30.0, 4.0, 6.0, 4.0, 2.5, 4.0, 8.0)
"""Of Student-t effects; thirteen, for the other cycles have other lengths."""
COMMON_RATES = (0.1, 0.9)
"""At other rates small tables would often hold no event, or nothing else, and be refused."""
INTERCEPT_SD = 0.5


@dataclass(frozen=True)
class Shape:
    """What a data set looks like, and the priors it is drawn from.

    Attributes
    ----------
    number : int
        Of the data set.
    units : int
    largest : int
        People in the largest unit; the smallest has one.
    rate : float
        Probability of the event for the average person at the intercept's prior mean.
    unit_sd : dict
        Prior of the sd between units, as in a model file.
    covariates : tuple of str
        Names, of `KINDS`.
    reference, better : str
        As in a model file.
    counted : bool
        Whether the table holds counts by covariate pattern, and not a row per person.
    intercept_sd : float
        Prior sd of the intercept.
    smallest : int
        People in the smallest unit.
    df : float or None
        Degrees of freedom of Student-t unit effects; None where they are normal.
    released : bool
        Whether the model has the default disclosure control, under which units are merged and
        hidden, and not public data.
    """

    number: int
    units: int
    largest: int
    rate: float
    unit_sd: dict[str, Any]
    covariates: tuple[str, ...] = ()
    reference: str = "national"
    better: str = "lower"
    counted: bool = True
    intercept_sd: float = INTERCEPT_SD
    smallest: int = 1
    df: float | None = None
    released: bool = False

    @property
    def sizes(self) -> NDArray[np.int64]:
        """People by unit, from the smallest to the largest (unit,).

        Most units are small where the smallest has one person; else sizes are evenly spaced.
        """
        place = np.linspace(0.0, 1.0, self.units)
        if self.smallest > 1:
            return np.rint(self.smallest + place * (self.largest - self.smallest)).astype(np.int64)
        return np.rint(self.largest ** (place**2)).astype(np.int64)

    @property
    def intercept_mean(self) -> float:
        """Log odds at `rate`."""
        return float(np.log(self.rate / (1.0 - self.rate)))


def shape_of(number: int) -> Shape:
    """Shape of the data set with that number, from 0."""
    rate = RATES[number % len(RATES)]
    largest = LARGEST[number % len(LARGEST)]
    return Shape(
        number=number,
        units=UNITS[number % len(UNITS)],
        largest=largest if COMMON_RATES[0] <= rate <= COMMON_RATES[1] else max(LARGEST),
        rate=rate,
        unit_sd=UNIT_SD_PRIORS[number % len(UNIT_SD_PRIORS)],
        covariates=COVARIATES[number % len(COVARIATES)],
        reference=REFERENCES[number % len(REFERENCES)],
        better=("lower", "higher")[number // 8 % 2],
        counted=number // 16 % 2 == 0,
    )


def released_shape_of(number: int) -> Shape:
    """A shape under the default disclosure control: units of which some are merged, some hidden.

    Of 60 to 98 units with 60 to 100 people and rates of 5 to 10 %, some have fewer than five
    expected events and many fewer than five observed ones.
    """
    return Shape(
        number=number,
        units=(60, 98, 75, 88)[number % 4],
        smallest=60,
        largest=100,
        rate=(0.08, 0.10, 0.09)[number % 3],
        intercept_sd=0.1,
        unit_sd=UNIT_SD_PRIORS[(0, 3)[number // 2 % 2]],
        better=("lower", "higher")[number % 2],
        released=True,
    )


def student_t_shape_of(number: int) -> Shape:
    """The shape of that number with Student-t unit effects, of few and of more degrees of freedom.

    Units up to 400 people: how the smaller ones are held back is what tails decide.
    """
    shape = shape_of(number)
    common = COMMON_RATES[0] <= shape.rate <= COMMON_RATES[1]
    largest = min(shape.largest, 400) if common else shape.largest
    return replace(shape, df=DEGREES[number % len(DEGREES)], largest=largest)


def small_shape_of(number: int) -> Shape:
    """A shape that is quick to fit: few people, common events; for the seeded reduction."""
    return Shape(
        number=number,
        units=(5, 8, 12, 20)[number % 4],
        largest=(60, 150, 400)[number % 3],
        rate=(0.1, 0.2, 0.35, 0.5, 0.8)[number % 5],
        unit_sd=({"family": "half-normal", "scale": 0.5}, {"family": "exponential", "rate": 2.0})[
            number // 4 % 2
        ],
        covariates=COVARIATES[number % 7 % 3],
        reference=REFERENCES[number % len(REFERENCES)],
        better=("lower", "higher")[number // 2 % 2],
        counted=number // 8 % 2 == 0,
    )


def model_of(shape: Shape, random_seed: int) -> Model:
    """Return the model that is fitted to a data set of that shape: its priors are the truth's."""
    outcome = {"events": "events", "trials": "people"} if shape.counted else {"outcome": "event"}
    return model_from_table(
        {
            "title": f"Data set {shape.number}",
            "data": {"unit": "unit", **outcome, "better": shape.better},
            "covariates": [{"name": name, **KINDS[name]} for name in shape.covariates],
            "priors": {
                "intercept": {"mean": shape.intercept_mean, "sd": shape.intercept_sd},
                "unit_sd": shape.unit_sd,
            },
            "model": {} if shape.df is None else {"unit_effects": "student-t", "df": shape.df},
            "benchmark": {"reference": shape.reference},
            "sampling": {"random_seed": random_seed},
            # unless it is asked for, no unit is merged, and the truth with it
            "disclosure": {"public": not shape.released},
        }
    )


FAMILIES: dict[str, tuple[Callable[[int], Shape], str]] = {
    "normal": (shape_of, "calibration"),
    "released": (released_shape_of, "calibration_released"),
    "student-t": (student_t_shape_of, "calibration_student_t"),
}
"""Kinds of models that are calibrated: shapes by number, and the stem of their page in ``docs``.

A further member of the family is a function from a number to a `Shape`, and a line here.
"""
