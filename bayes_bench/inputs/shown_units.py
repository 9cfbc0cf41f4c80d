"""What is said of each shown unit beside its counts: name and place, and whether it is ranked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bayes_bench.errors import DataError
from bayes_bench.inputs.codes import OTHER, composed
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.names import UnitList
from bayes_bench.interface.plain_text import told_apart
from bayes_bench.interface.suggestions import did_you_mean, listed

type Coordinates = dict[str, tuple[str, NDArray[Any]]]


@dataclass(frozen=True)
class ShownUnits:
    """Units as they are shown.

    Attributes
    ----------
    codes : sequence of str
        In their order.
    labels : mapping of str to str
        What the table of people calls some of them.
    has_other : bool
        Whether the last of them is those too small to be shown, which has no rank and no place.
    """

    codes: Sequence[str]
    labels: Mapping[str, str]
    has_other: bool


def labels_of(people: pd.DataFrame, column: str) -> dict[str, str]:
    """Code -> text, where the file of people has such labels."""
    table: Mapping[str, Mapping[str, str]] = people.attrs.get("labels", {})
    return dict(table.get(column, {}))


def unit_coordinates(units: ShownUnits, known: UnitList, model: Model) -> Coordinates:
    """Coordinates of the dimension unit.

    Parameters
    ----------
    units : ShownUnits
    known : UnitList
        From `bayes_bench.inputs.names.unit_list`.
    model : Model

    Returns
    -------
    dict
        ``unit``, ``name`` (no two look alike) and ``ranked``; ``region``, ``tile_column`` and
        ``tile_row`` where the list has them.

    Raises
    ------
    DataError
        Where a unit is not in the list of names.
    """
    ranked = np.array([not units.has_other or code != OTHER for code in units.codes])
    return {
        "unit": ("unit", _texts(units.codes)),
        "name": ("unit", _texts(_names(units, known, model))),
        "ranked": ("unit", ranked),
        **_places(units, known.places, model),
    }


def _texts(values: Sequence[str]) -> NDArray[np.str_]:
    return np.array(values, dtype=object).astype(str)


def _names(units: ShownUnits, known: UnitList, model: Model) -> list[str]:
    names = {**units.labels, **known.names}
    own = {*model.data.merge, *([OTHER] if units.has_other else [])}
    unknown = [code for code in units.codes if code not in names and code not in own]
    if model.data.names is not None and unknown:
        raise DataError(_unnamed(unknown, names, model))
    called = {code: code if code in own else names.get(code, code) for code in units.codes}
    return [*told_apart(called).values()]


def _unnamed(unknown: Sequence[str], names: Mapping[str, str], model: Model) -> str:
    first = min(unknown)
    # spreadsheets eat the zeros that a code begins with
    alike = [code for code in names if code.lstrip("0") == first.lstrip("0")]
    units = model.labels.counted_units(len(unknown))
    return (
        f"{units} not in the list of names ({model.data.names}): "
        f"{listed(unknown, most=6)}{did_you_mean(first, alike)}"
    )


def _places(units: ShownUnits, known: pd.DataFrame, model: Model) -> Coordinates:
    """Region and tile of each unit, where the list of names has them.

    Units that were joined by name have the region that their members have in common, and the first
    tile.
    """
    if known.empty:
        return {}
    members = [
        (place, code) for place, codes in enumerate(_members(units, model)) for code in codes
    ]
    pairs = pd.DataFrame(members, columns=["place", "code"])
    in_list = known.assign(order=np.arange(len(known)))
    found = pairs.join(in_list, on="code", how="inner").sort_values(["place", "order"])
    by_unit, everywhere = found.groupby("place"), range(len(units.codes))
    places: Coordinates = {}
    if "region" in known:
        regions = by_unit["region"].first().where(by_unit["region"].nunique() == 1, "")
        places["region"] = ("unit", _texts(regions.reindex(everywhere, fill_value="").tolist()))
    for name in ("tile_column", "tile_row"):
        if name in known:
            first = by_unit[name].first().reindex(everywhere)  # of those that have a tile
            places[name] = ("unit", first.to_numpy(dtype=np.float64))
    return places


def _members(units: ShownUnits, model: Model) -> list[list[str]]:
    """Codes of the list that each unit stands for."""
    joined = {composed(name): [*codes] for name, codes in model.data.merge.items()}
    nowhere = OTHER if units.has_other else None
    return [[] if code == nowhere else joined.get(code, [code]) for code in units.codes]
