"""The demo's people with a third level, nested or crossed, for engines side by side."""

from pathlib import Path

import pandas as pd

from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.model.sections import Group

DATA = Path(__file__).parents[1] / "data"
NESTED, CROSSED = "region", "joint"
LEVELS = ("two", "nested", "crossed")


def with_levels(model: Model, levels: str) -> tuple[Model, pd.DataFrame | None]:
    """The demo's model with a further grouping, and its people where they need another column.

    Parameters
    ----------
    model : Model
        Of the demo.
    levels : {"two", "nested", "crossed"}
        Nested: municipalities in the five regions. Crossed: the eight joints, a covariate of the
        demo, as a grouping across the municipalities.

    Returns
    -------
    Model
    DataFrame or None
        None: the people of the model file.
    """
    if levels == "two":
        return model, None
    if levels == "crossed":
        kept = tuple(c for c in model.covariates if c.name != CROSSED)
        update = {"covariates": kept, "groups": (Group(CROSSED),)}
        return model.model_copy(update=update), None
    people = pd.read_parquet(DATA / "rehabilitation.parquet")
    places = pd.read_csv(DATA / "municipalities.csv", dtype={"code": str})
    regions = dict(zip(places["code"], places["region"], strict=True))
    people = people.assign(**{NESTED: people["municipality"].astype(str).map(regions)})
    return model.model_copy(update={"groups": (Group(NESTED),)}), people
