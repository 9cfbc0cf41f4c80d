"""What is ranked in a calibration: functions of parameters and data, of draws and of the truth.

References
----------
Modrák, Moon, Kim, Bürkner, Huurre, Faltejsková, Gelman & Vehtari (2023), 10.1214/23-BA1404, on
functions of the data, the likelihood among them.
"""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from bayes_bench.trust.sbc.data_sets import CalibrationSet, Parameters
from bayes_bench.trust.sbc.estimands import log_likelihood, true_benchmark
from bayes_bench.typing import Floats

ESTIMANDS = ("predicted", "expected", "direct_rate", "indicator", "observed_gap", "persons", "rank")
PARAMETERS = ("intercept", "coefficient", "unit_sd", "unit_effect")


def drawn_state(made: CalibrationSet, kept: xr.Dataset) -> dict[str, Floats]:
    """Draws with units and terms in the order of the data set's own."""
    unit = [str(n + 1) for n in range(made.shape.units)]
    ordered = kept.sel(unit=unit)
    if made.patterns.labels:
        ordered = ordered.sel(term=[*made.patterns.labels])
    else:
        ordered["coefficient"] = (("sample", "term"), np.zeros((kept.sizes["sample"], 0)))
    return {
        name: ordered[name].transpose("sample", ...).to_numpy().astype(np.float64)
        for name in (*PARAMETERS, *ESTIMANDS)
    }


def true_state(made: CalibrationSet) -> dict[str, Floats]:
    """The truth, in the form of one draw."""
    return {name: getattr(made.truth, name) for name in PARAMETERS} | true_benchmark(made)


def quantities(made: CalibrationSet, state: Mapping[str, Floats]) -> dict[str, Floats]:
    """The functions of parameters and data whose ranks are tested.

    Parameters
    ----------
    made : CalibrationSet
    state : mapping of str to ndarray (draw,), (draw, term) or (draw, unit)
        Parameters and estimands.

    Returns
    -------
    dict of str to ndarray (draw,)
        "small", "lower", "middle", "upper" and "large" are units by their number of people.
    """
    return {
        "intercept": state["intercept"],
        "unit sd": state["unit_sd"],
        **_coefficients(made, state["coefficient"]),
        **_of_units(made, state),
        **_of_all(made, state),
    }


def _coefficients(made: CalibrationSet, coefficient: Floats) -> dict[str, Floats]:
    """The last term of each covariate."""
    last = {label.partition("[")[0]: n for n, label in enumerate(made.patterns.labels)}
    return {f"coefficient, {name}": coefficient[:, n] for name, n in last.items()}


def _of_units(made: CalibrationSet, state: Mapping[str, Floats]) -> dict[str, Floats]:
    order = np.argsort(made.patterns.sizes, kind="stable")
    small, lower, middle, upper, large = (
        int(order[round(q * (order.size - 1))]) for q in (0.0, 0.25, 0.5, 0.75, 1.0)
    )
    chosen = [
        ("unit effect", "unit_effect", {"small": small, "middle": middle, "large": large}),
        ("indicator", "indicator", {"small": small, "middle": middle, "large": large}),
        ("predicted", "predicted", {"lower": lower, "large": large}),
        ("expected", "expected", {"small": small}),
        ("direct rate", "direct_rate", {"upper": upper}),
        ("persons", "persons", {"upper": upper}),
        ("observed gap", "observed_gap", {"large": large}),
        ("rank", "rank", {"small": small, "large": large}),
    ]
    return {
        f"{title}, {size}": state[name][:, unit]
        for title, name, units in chosen
        for size, unit in units.items()
    }


def _of_all(made: CalibrationSet, state: Mapping[str, Floats]) -> dict[str, Floats]:
    best = np.sort(state["indicator"] * (1.0 if made.shape.better == "lower" else -1.0), axis=1)
    scaled = state["unit_effect"] / state["unit_sd"][:, None]
    at = Parameters(*(state[name] for name in PARAMETERS))
    return {
        "national mean": state["predicted"] @ made.patterns.sizes,
        "best units": best[:, : max(1, min(10, made.shape.units // 2))].mean(axis=1),
        "spread of indicators": state["indicator"].std(axis=1),
        "scaled effects": (scaled**2).mean(axis=1),
        "log likelihood": log_likelihood(made.patterns, at),
    }
