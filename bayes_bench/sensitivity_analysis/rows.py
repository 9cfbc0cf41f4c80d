"""What is said of a variant beside the base analysis: a row of the summary, and its units' rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.estimands.indicators import indicator_ranks
from bayes_bench.estimands.intervals import interval_columns
from bayes_bench.fitted import Fit, once
from bayes_bench.inputs.model.file import Model
from bayes_bench.ranking.draws import mcse_of_mean
from bayes_bench.sensitivity_analysis.conclusions import (
    Conclusions,
    changes,
    conclusions_of,
    summarised,
)
from bayes_bench.sensitivity_analysis.variants import Variant

BASE = "base"
ACCEPTED, REFUSED, SKIPPED = "accepted", "refused", "skipped"
_OF_ENDS = [
    f"{end}_{what}"
    for end in ("best", "worst")
    for what in ("changed", "changed_beyond_error", "left", "entered")
]
COLUMNS = [
    *("variant", "detail", "verdict", "unit_sd", "unit_sd_lower", "unit_sd_upper"),
    *("effect", "effect_lower", "effect_upper", "largest_change", "largest_unit", "mean_change"),
    *("kendall_tau", "flags_flipped", "flags_flipped_beyond_error", "flips", *_OF_ENDS, "note"),
]
"""Of `sensitivity.csv`, in order."""
ERRORS = ["quantity", "label", "mcse", "value"]
COUNTS = [name for name in COLUMNS if name.endswith(("flipped", "changed", "_beyond_error"))]
NO_TEXT = dict.fromkeys(("largest_unit", "flips", *set(_OF_ENDS) - set(COUNTS), "note"), "")
"""What stands in the columns of text where there is nothing to say."""


@once
def base_conclusions(fit: Fit) -> Conclusions:
    """Ranks, flags and top-k membership under the base analysis."""
    return conclusions_of(indicator_ranks(fit), fit.model)


type McseRow = tuple[str, str, float, float]
"""Quantity, label, Monte Carlo error and value."""


@dataclass(frozen=True)
class Comparison:
    """A row of the summary, the rows of the units that it sums up, and Monte Carlo errors."""

    row: Mapping[str, object]
    units: pd.DataFrame | None = None
    errors: tuple[McseRow, ...] = ()


def not_compared(variant: Variant, verdict: str, reasons: Sequence[str]) -> list[Comparison]:
    """Rows of a variant that could not be compared, with the reasons."""
    said = {**NO_TEXT, "variant": variant.variant, "verdict": verdict, "note": "; ".join(reasons)}
    return [Comparison({**said, "detail": detail}) for detail in variant.details]


def compared_with_base(
    name: tuple[str, str], posterior: xr.DataTree, theirs: Conclusions, base: Fit
) -> Comparison:
    """What a variant, of this name and detail, changes of the base.

    Parameters
    ----------
    name : tuple of str
        The variant and its detail.
    posterior : DataTree
        The variant's.
    theirs : Conclusions
        The variant's.
    base : Fit
    """
    named = dict(zip(("variant", "detail"), name, strict=True))
    units = changes(base_conclusions(base), theirs, base.model)
    unit_sd = posterior["posterior"].to_dataset()["unit_sd"]
    row = {
        **NO_TEXT,
        **named,
        "verdict": ACCEPTED,
        **_interval("unit_sd", unit_sd, base.model),
        **summarised(units, base.analysis.hidden.units),
    }
    errors = (
        _error("variant_unit_sd", name, unit_sd),
        ("variant_change", _label(name), float(units["change_error"].max()), np.nan),
        *(
            (f"variant_{what}", _label(name), error, np.nan)
            for what, error in theirs.errors.items()
        ),
    )
    return Comparison(row, pd.DataFrame(named, index=units.index).join(units), errors)


def with_effect(found: Comparison, effect: xr.DataArray, model: Model) -> Comparison:
    """The same with the log odds per unit of the unit-level covariate added (chain, draw)."""
    name = (str(found.row["variant"]), str(found.row["detail"]))
    row = {**found.row, **_interval("effect", effect, model)}
    return replace(found, row=row, errors=(*found.errors, _error("variant_effect", name, effect)))


def _error(quantity: str, name: tuple[str, str], draws: xr.DataArray) -> McseRow:
    mcse = mcse_of_mean(draws).fillna(0.0)
    return quantity, _label(name), float(mcse), float(draws.mean())


def _label(name: tuple[str, str]) -> str:
    return ", ".join(filter(None, name))


def _interval(name: str, draws: xr.DataArray, model: Model) -> dict[str, float]:
    columns = interval_columns(name, draws, model.benchmark.interval)
    return {column: float(value) for column, value in columns.items()}
