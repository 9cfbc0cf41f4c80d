"""The demo's people, simulated once."""

from functools import cache
from pathlib import Path

import pandas as pd

from demo.simulate import Simulated, simulate

DATA = Path(__file__).parents[2] / "data"


@cache
def read_municipalities() -> pd.DataFrame:
    """The country: code, name, region and population of its municipalities."""
    return pd.read_csv(DATA / "municipalities.csv", dtype={"code": str})


@cache
def shipped() -> Simulated:
    """The people that are shipped, and what is true of them."""
    return simulate(read_municipalities())
