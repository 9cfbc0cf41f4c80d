"""People become binomial cells: events and trials of each unit and covariate pattern.

The last module that sees a person. In order: levels that too few people have become one, units are
joined by name, everybody is counted, and units too small become one. Who is too small takes the
events expected of a unit's own people, by a regression on the merged levels; that regression is
handed in (`bayes_bench.aggregation`).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from bayes_bench.errors import DataError
from bayes_bench.inputs.codes import OTHER, in_order
from bayes_bench.inputs.disclosure.levels import Merged, merged_levels
from bayes_bench.inputs.disclosure.units import Sizes, merged_by_name, too_small
from bayes_bench.inputs.facts import Count, Facts, counted_people
from bayes_bench.inputs.key_figures import as_text, key_figures
from bayes_bench.inputs.missing import used_levels
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.model.sections import Covariate
from bayes_bench.inputs.names import unit_list
from bayes_bench.inputs.people_rules import FEW_UNITS, events_of, needed_columns, persons_of
from bayes_bench.inputs.readers.duckdb_session import session
from bayes_bench.inputs.shown_units import ShownUnits, labels_of, unit_coordinates
from bayes_bench.inputs.values.note import facts_in
from bayes_bench.interface.plain_text import told_apart
from bayes_bench.typing import Floats, Integers

type Pooled = Callable[[xr.Dataset, Model], Floats]
"""From cells and their model to each cell's probability where units do not differ (cell,)."""


def counted_cells(people: pd.DataFrame, model: Model, pooled: Pooled) -> xr.Dataset:
    """Count people by the distinct patterns of unit and covariates.

    A row per person and counts of the same people give the same bytes.

    Parameters
    ----------
    people : DataFrame
        From :func:`bayes_bench.inputs.people.read_people`.
    model : Model
    pooled : callable
        Gives what is expected of the units; not asked where nothing is hidden.

    Returns
    -------
    Dataset
        events(cell), trials(cell), int64, sorted by unit, then covariates in the model's order.
        Coordinates unit(unit), name(unit), ranked(unit), and region(unit), tile_column(unit),
        tile_row(unit) where the list of names has them; unit_index(cell), and for each covariate
        c `covariate_<c>`(cell): a category as places in attrs["levels"], else the measurement.
        attrs: "facts" (`facts_of` reads them), and in words for files "merged_units" (list of
        codes), "dropped" (JSON: unit -> people, blurred below `minimum_count`), "warnings"; and
        "key_figures" where the model names any (`key_figures_of` reads them).

    Raises
    ------
    DataError
        Where units or levels cannot be merged, named or shown as the model says.
    """
    _refuse_unread(people, model)
    known = unit_list(model)
    people = used_levels(people[persons_of(people, model) > 0])
    levels = merged_levels(people, model)
    rows = _rows(levels.people, model)
    units = [str(unit) for unit in people[model.data.unit_name].cat.categories]
    owner = merged_by_name(units, model, known.names)
    owners = in_order(owner.values())
    of_unit = _places([owner[unit] for unit in units], owners)[rows["unit_index"]]
    cells = _grouped(rows.assign(unit_index=of_unit))
    small = _small(cells, owners, levels, pooled, model)
    order, places = _with_other(owners, small)
    if small:
        cells = _grouped(cells.assign(unit_index=places[cells["unit_index"]]))
    shown = ShownUnits(order, labels_of(people, model.data.unit_name), has_other=bool(small))
    dataset = _dataset(cells, levels, model).assign_coords(unit_coordinates(shown, known, model))
    periods = people[model.data.period].nunique() if model.data.period else 0
    final = dict(zip(owners, (order[place] for place in places), strict=True))
    dropped = _dropped(people, {unit: final[code] for unit, code in owner.items()}, model)
    told = people.attrs.get("left_out"), facts_in(people.attrs.get("warnings", ()))
    facts = Facts(tuple(small), levels.merged, dropped, periods, *told)
    if model.report.key_figures:
        dataset = dataset.assign_attrs(
            key_figures=as_text(key_figures(people, places[of_unit], order, model))
        )
    return dataset.assign_attrs(
        facts=facts.text,
        merged_units=small,
        dropped=json.dumps({unit: str(count) for unit, count in dropped.items()}, sort_keys=True),
        warnings=[
            *known.notes,
            *_merging(small, dataset, model),
            *_warnings(len(units), len(order), model),
            *levels.warnings(model.labels.who),
        ],
    )


def _refuse_unread(people: pd.DataFrame, model: Model) -> None:
    needed = set(needed_columns(model))
    if not needed <= set(people.columns) or people[model.data.unit_name].dtype != "category":
        raise DataError(
            "aggregate takes the table that read_people returned for the same model; a data frame "
            "of one's own goes through read_people(model, data=frame) first"
        )


def _small(
    cells: pd.DataFrame, owners: Sequence[str], levels: Merged, pooled: Pooled, model: Model
) -> list[str]:
    """Units that become "other", from all units as they are before."""
    if model.disclosure.shows_all:
        return []
    trials, unit = cells["trials"].to_numpy(), cells["unit_index"].to_numpy()
    expected = trials * pooled(_dataset(cells, levels, model), model)
    return too_small(
        Sizes(
            pd.Series(np.bincount(unit, trials).astype(np.int64), list(owners)),
            pd.Series(np.bincount(unit, expected), list(owners)),
        ),
        model,
    )


def _with_other(owners: Sequence[str], small: Sequence[str]) -> tuple[list[str], Integers]:
    """The units when some of them are one, "other" the last; and where each is then (unit,)."""
    gone = set(small)
    order = [*(code for code in owners if code not in gone), *([OTHER] if small else [])]
    return order, _places([OTHER if code in gone else code for code in owners], order)


def _places(codes: Sequence[str], order: Sequence[str]) -> Integers:
    """The place of each code in an order (code,)."""
    at = {code: place for place, code in enumerate(order)}
    return np.array([at[code] for code in codes], dtype=np.int64)


def _merging(small: Sequence[str], cells: xr.Dataset, model: Model) -> list[str]:
    """Return how many were merged, why, and how much of all people they have."""
    if not small:
        return []
    people = cells["trials"].to_numpy()
    is_other = cells["unit_index"].to_numpy() == cells.sizes["unit"] - 1
    part = 100 * people[is_other].sum() / people.sum()
    became = f'{model.labels.counted_units(len(small))} became "{OTHER}", without a rank'
    why = (
        f"too few {model.labels.who}, expected events or expected non-events to be shown, or "
        "needed to hide those that have (disclosure.minimum_count)"
    )
    return [f"{became}: {why}; together they have {part:.1f} % of all {model.labels.who}"]


def _warnings(before: int, after: int, model: Model) -> list[str]:
    if not after < FEW_UNITS <= before:
        return []
    left = model.labels.counted_units(after)
    return [f"only {left} are left after merging: their variation rests on its prior"]


def _rows(people: pd.DataFrame, model: Model) -> pd.DataFrame:
    """Return integers and floats only: unit, covariates x0, x1, ..., events, trials."""
    trials = persons_of(people, model)
    columns = {"unit_index": _numeric(people[model.data.unit_name])}
    for place, covariate in enumerate(model.characteristics):
        columns[f"x{place}"] = _numeric(people[covariate.name])
    events = events_of(people, model)
    return pd.DataFrame({**columns, "events": events, "trials": trials})


def _numeric(values: pd.Series) -> NDArray[Any]:
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy(np.int64)
    # adding zero makes one value of 0.0 and -0.0
    return values.to_numpy(np.float64) + 0.0


def _grouped(rows: pd.DataFrame) -> pd.DataFrame:
    keys = ", ".join(name for name in rows.columns if name not in ("events", "trials"))
    with session() as connection:
        connection.register("rows", rows)
        return connection.execute(
            f"SELECT {keys}, sum(events)::BIGINT AS events, sum(trials)::BIGINT AS trials "  # noqa: S608
            f"FROM rows GROUP BY {keys} ORDER BY {keys}"
        ).df()


def _dataset(cells: pd.DataFrame, levels: Merged, model: Model) -> xr.Dataset:
    counts = {name: ("cell", cells[name].to_numpy(np.int64)) for name in ("events", "trials")}
    coordinates: dict[str, Any] = {"unit_index": ("cell", cells["unit_index"].to_numpy(np.int64))}
    for place, covariate in enumerate(model.characteristics):
        values = cells[f"x{place}"].to_numpy()
        about = _about(levels, covariate)
        coordinates[f"covariate_{covariate.name}"] = ("cell", values, about)
    return xr.Dataset(counts, coords=coordinates)


def _about(found: Merged, covariate: Covariate) -> dict[str, Any]:
    if covariate.kind != "category":
        return {"kind": covariate.kind}
    levels = [str(level) for level in found.people[covariate.name].cat.categories]
    labels = labels_of(found.people, covariate.name)
    if covariate.name in found.merged:
        labels[OTHER] = OTHER
    return {
        "kind": covariate.kind,
        "levels": levels,
        "labels": [*told_apart({level: labels.get(level, level) for level in levels}).values()],
        "reference": found.references[covariate.name],
    }


def _dropped(people: pd.DataFrame, final: Mapping[str, str], model: Model) -> dict[str, Count]:
    """How many people of each unit were dropped, as far as that may be shown."""
    least = model.disclosure.least
    moved = _moved(people.attrs.get("dropped", {}), final)
    return {unit: counted_people(persons, least) for unit, persons in moved.items()}


def _moved(dropped: Mapping[str, int], final: Mapping[str, str]) -> dict[str, int]:
    moved: dict[str, int] = {}
    for unit, persons in dropped.items():
        owner = final.get(unit, unit)
        moved[owner] = moved.get(owner, 0) + persons
    return moved
