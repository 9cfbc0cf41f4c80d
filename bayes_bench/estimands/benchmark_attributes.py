"""What a benchmark says of itself: what its variables mean, and what it was made under."""

import json

import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.estimands.estimand import COMPARED_EFFECT, Estimand
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.model.labels import Labels
from bayes_bench.registry import registered

_NOT_ESTIMANDS = {
    "expected": ("share", "share expected from the case mix", "E_j under the reference"),
    "expected_under": (
        "share",
        "share expected from the case mix, under each reference",
        "E_j under every reference",
    ),
    COMPARED_EFFECT: (
        "logits",
        "unit effect together with what covariates of units add to it",
        "u_j + z_j' gamma",
    ),
    "n": ("people", "people in the unit", "n_j"),
    "events": ("people", "people with the event", "y_j"),
    "observed": ("share", "observed share", "O_j = y_j / n_j"),
}
"""What the benchmark holds beside estimands, whose own files say what they are."""
_VARIABLES = (
    *("predicted", "expected", "expected_under", "indicator", "persons", "observed_gap"),
    *("direct_rate", "n", "events", "observed"),
)


def described(bench: xr.Dataset, analysis: Analysis) -> xr.Dataset:
    """Name the units and say what every variable is."""
    named = {
        one.name: one.attrs
        for one in registered("bayes_bench.estimands.of_units", "ESTIMAND", Estimand)
    }
    for name in _VARIABLES:
        bench[name].attrs = named.get(name) or attrs_of(name)
    settings, known = _settings(analysis.model), analysis.cells.attrs
    attrs = {
        "reference": settings["reference"],
        "better": settings["better"],
        # as text, because netCDF has no empty list
        "merged_units": json.dumps(list(known.get("merged_units", []))),
        "dropped": known.get("dropped", "{}"),
        **_labels(analysis.model),
        "hidden_units": json.dumps(sorted(analysis.hidden.units)),
        "minimum_count": analysis.hidden.least,
        "use": analysis.model.disclosure.use,
    }
    whole = bench[list(_VARIABLES)].assign_coords(analysis.unit_coords)
    return whole.assign_attrs(attrs | settings)


def _labels(model: Model) -> dict[str, str]:
    """The reader's words, for whoever has the draws and not the model file; nothing without any."""
    given = model.labels != Labels()
    return {"labels": model.labels.model_dump_json(exclude_none=True)} if given else {}


def attrs_of(name: str) -> dict[str, str]:
    """Unit of measure, meaning and formula of what is no estimand."""
    return dict(zip(("units", "long_name", "formula"), _NOT_ESTIMANDS[name], strict=True))


def is_of(bench: xr.Dataset, analysis: Analysis) -> bool:
    """Whether a saved benchmark is what this analysis would compute of the same draws."""
    wanted = _settings(analysis.model)
    is_same = all(bench.attrs.get(name, value) == value for name, value in wanted.items())
    return is_same and list(bench["unit"].values) == list(analysis.cells["unit"].values)


def _settings(model: Model) -> dict[str, str]:
    """What of a model a benchmark depends on, beside the draws."""
    settings: dict[str, str] = {
        "reference": model.benchmark.reference,
        "better": model.data.better,
    }
    if model.benchmark.reference == "average_unit":
        settings["average_weights"] = model.benchmark.average_weights
    if model.benchmark.unit_covariates != "case_mix":
        settings["unit_covariates"] = model.benchmark.unit_covariates
    return settings
