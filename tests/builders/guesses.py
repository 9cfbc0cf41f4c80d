"""A table of patients in hospitals, as somebody may have one, and what its columns hold."""

import numpy as np
import pandas as pd

from bayes_bench.inputs.guess.profile import Profile, profile_of
from bayes_bench.inputs.readers.frames import raw_frame
from bayes_bench.inputs.readers.headers import Wanted

HOSPITALS, EACH = 12, 60


def patients() -> pd.DataFrame:
    """Patients of twelve hospitals; some ages are missing."""
    rng = np.random.default_rng(7)
    rows = np.arange(HOSPITALS * EACH)
    hospital = rows % HOSPITALS
    age = rng.integers(18, 90, rows.size).astype(float)
    died = rng.random(rows.size) < 0.2
    return pd.DataFrame(
        {
            "patient_id": rows + 100_000,
            "hospital": [f"H{place:02}" for place in hospital],
            "hospital_title": [f"Saint {'ABCDEFGHIJKL'[place]}" for place in hospital],
            "teaching": np.where(hospital < 4, "yes", "no"),
            "died30": np.where(died, "Y", "N"),
            "sex": np.where(rng.random(rows.size) < 0.5, "f", "m"),
            "sex_code": 0,
            "smoker": rng.integers(1, 4, rows.size),
            "age": np.where(rows % 50 == 7, np.nan, age),
            "discharged": np.where(died, "dead", "home"),
            "admitted": [f"2024-03-{1 + row % 28:02}" for row in rows],
        }
    ).assign(sex_code=lambda table: table["sex"].map({"f": 2, "m": 1}))


def profiles(table: pd.DataFrame) -> list[Profile]:
    """What the columns of a table hold."""
    raw = raw_frame(table, Wanted((), every=True), "table.csv")
    return [profile_of(raw, str(name)) for name in raw.columns]
