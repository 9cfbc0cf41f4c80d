"""Posteriors that several tests look at."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from numpy.typing import NDArray

from bayes_bench.fitted import Fit
from bayes_bench.inputs.model.file import model_from_table
from bayes_bench.predictive.ranges import RANGES, range_draws
from tests.builders.registers import BRISTOL, BRISTOL_MODEL, REGISTER, Register, fitted, register_of

MakeRegister = Callable[[int, NDArray[np.float64], int], Register]


@pytest.fixture(scope="session")
def bristol() -> Register:
    return fitted(BRISTOL_MODEL, pd.read_csv(BRISTOL))


@pytest.fixture(scope="session")
def make_register() -> MakeRegister:
    def make(seed: int, effects: NDArray[np.float64], people: int) -> Register:
        return fitted(model_from_table(REGISTER), register_of(seed, effects, people))

    return make


@pytest.fixture(scope="session")
def register(make_register: MakeRegister) -> Register:
    """Twelve units of 60 people."""
    return make_register(1, 0.4 * np.random.default_rng(9).normal(size=12), 60)


def predicted_ranges(fit: Fit) -> xr.Dataset:
    """Every range, with a dim ``reference`` where it has one."""
    apart = {name: [r for n, r in RANGES if n == name] for name, _ in RANGES}
    drawn = {
        name: xr.concat([range_draws(fit, name, r) for r in names], "reference").assign_coords(
            reference=names
        )
        for name, names in apart.items()
        if names != [""]
    }
    return xr.Dataset(drawn | {"next_period": range_draws(fit, "next_period")})
