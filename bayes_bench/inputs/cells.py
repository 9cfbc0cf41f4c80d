"""People become binomial cells: events and trials of each unit and covariate pattern.

The last module that sees a person. What leaves it is a function of units that may be shown.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from bayes_bench.errors import DataError
from bayes_bench.inputs.codes import OTHER, in_order
from bayes_bench.inputs.disclosure.levels import Merged, merged_levels
from bayes_bench.inputs.disclosure.units import Totals, merged_by_name, too_small
from bayes_bench.inputs.facts import Count, Facts, counted_people
from bayes_bench.inputs.key_figures import as_text, key_figures
from bayes_bench.inputs.missing import used_levels
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.model.sections import Covariate
from bayes_bench.inputs.names import unit_list
from bayes_bench.inputs.people_rules import FEW_UNITS, needed_columns, persons_of
from bayes_bench.inputs.readers.duckdb_session import session
from bayes_bench.inputs.shown_units import ShownUnits, labels_of, unit_coordinates
from bayes_bench.interface.suggestions import counted


def aggregate(people: pd.DataFrame, model: Model) -> xr.Dataset:
    """Aggregate people to the distinct patterns of unit and covariates.

    A row per person and counts of the same people give the same bytes.

    Parameters
    ----------
    people : DataFrame
        From :func:`bayes_bench.inputs.people.read_people`.
    model : Model

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
    units = [str(unit) for unit in people[model.data.unit].cat.categories]
    owner = merged_by_name(units, model, known.names)
    totals = _totals(rows, pd.Series(units).map(owner))
    small = too_small(totals, model)
    final = {unit: OTHER if owner[unit] in small else owner[unit] for unit in units}
    order = [*(u for u in totals.trials.index if u not in small), *([OTHER] if small else [])]
    places = pd.Series(units).map(final).map({unit: n for n, unit in enumerate(order)})
    unit_index = places.to_numpy()[rows["unit_index"]].astype(np.int64)
    cells = _grouped(rows.assign(unit_index=unit_index))
    shown = ShownUnits(order, labels_of(people, model.data.unit), has_other=bool(small))
    dataset = _dataset(cells, levels, model).assign_coords(unit_coordinates(shown, known, model))
    facts = Facts(tuple(small), levels.merged, _dropped(people, final, model))
    dropped = {unit: str(count) for unit, count in facts.dropped.items()}
    if model.report.key_figures:
        dataset = dataset.assign_attrs(
            key_figures=as_text(key_figures(people, unit_index, order, model))
        )
    return dataset.assign_attrs(
        facts=facts.text,
        merged_units=small,
        dropped=json.dumps(dropped, sort_keys=True),
        warnings=[
            *known.notes,
            *_merging(small),
            *_warnings(len(units), len(order)),
            *levels.warnings(),
        ],
    )


def _refuse_unread(people: pd.DataFrame, model: Model) -> None:
    needed = set(needed_columns(model))
    if not needed <= set(people.columns) or people[model.data.unit].dtype != "category":
        raise DataError(
            "aggregate takes the table that read_people returned for the same model; a data frame "
            "of one's own goes through read_people(model, data=frame) first"
        )


def _merging(small: Sequence[str]) -> list[str]:
    """Return what was merged: it can take the best or the worst out of the ranking."""
    if not small:
        return []
    became = f'{counted(len(small), "unit")} became "{OTHER}", without a rank'
    why = (
        "too few people, events or non-events to be shown, or needed to hide one that has "
        "(disclosure.minimum_count)"
    )
    return [f"{became}: {why}, however well they do"]


def _warnings(before: int, after: int) -> list[str]:
    if not after < FEW_UNITS <= before:
        return []
    return [f"only {after} units are left after merging: their variation rests on its prior"]


def _rows(people: pd.DataFrame, model: Model) -> pd.DataFrame:
    """Return integers and floats only: unit, covariates x0, x1, ..., events, trials."""
    trials = persons_of(people, model)
    columns = {"unit_index": _numeric(people[model.data.unit])}
    for place, covariate in enumerate(model.covariates):
        columns[f"x{place}"] = _numeric(people[covariate.name])
    events = people[model.data.outcome or model.data.events]
    return pd.DataFrame({**columns, "events": events, "trials": trials})


def _numeric(values: pd.Series) -> NDArray[Any]:
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy(np.int64)
    # adding zero makes one value of 0.0 and -0.0
    return values.to_numpy(np.float64) + 0.0


def _totals(rows: pd.DataFrame, owners: pd.Series) -> Totals:
    sums = rows.groupby(owners.to_numpy()[rows["unit_index"]])[["trials", "events"]].sum()
    ordered = sums.loc[in_order(sums.index)]
    return Totals(ordered["trials"], ordered["events"])


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
    for place, covariate in enumerate(model.covariates):
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
        "labels": [labels.get(level, level) for level in levels],
        "reference": found.references[covariate.name],
    }


def _dropped(people: pd.DataFrame, final: Mapping[str, str], model: Model) -> dict[str, Count]:
    """How many people of each unit were dropped, as far as that may be shown."""
    least = 1 if model.disclosure.public else model.disclosure.minimum_count
    moved = _moved(people.attrs.get("dropped", {}), final)
    return {unit: counted_people(persons, least) for unit, persons in moved.items()}


def _moved(dropped: Mapping[str, int], final: Mapping[str, str]) -> dict[str, int]:
    moved: dict[str, int] = {}
    for unit, persons in dropped.items():
        owner = final.get(unit, unit)
        moved[owner] = moved.get(owner, 0) + persons
    return moved
