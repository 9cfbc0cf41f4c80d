"""`az.loo` of a file of draws against brute force: the model fitted again without the unit.

The refit keeps the design, its centre and its scales, so that its target is the very posterior that
importance weights aim at. What it predicts of the unit's people is worked out here, person by
person on a fine grid over the unit's effect, and not by the package's quadrature.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import arviz as az
import numpy as np
import pytest
import xarray as xr
from scipy.special import expit, gammaln, logsumexp
from scipy.stats import norm

from bayes_bench.aggregation import aggregate
from bayes_bench.analysis import Analysis
from bayes_bench.checks.leave_unit_out import without_people_of
from bayes_bench.fitted import Fit
from bayes_bench.inputs.model.file import read_model, with_keys
from bayes_bench.inputs.people import read_people
from bayes_bench.inputs.seeds import with_seed
from bayes_bench.posterior.sampling import sample
from bayes_bench.posterior.store import save_posterior
from bayes_bench.typing import Floats
from bayes_bench.workflow.arviz_groups import with_arviz_groups

MODELS = Path(__file__).parents[2] / "models"
DRAWS = 400
"""Of a refit, that the density is a mean over: its error is known and small."""
UNITS = 6
"""Units of each model that are left out: the one of most people under 700, and others of any size.
"""

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:Estimated shape:UserWarning")]


@cache
def fitted(name: str) -> Fit:
    model = read_model(MODELS / f"{name}.toml")
    model = with_keys(model, {"sampling": {"sampler": "laplace", "draws": 2000}})
    cells = aggregate(read_people(model), model)
    analysis = Analysis(with_seed(model, cells), cells)
    return Fit(analysis, sample(analysis))


@dataclass(frozen=True)
class Density:
    """Log predictive density of a unit's people, and its Monte Carlo error."""

    log: float
    error: float


def brute_force(fit: Fit, unit: int) -> Density:
    """From a fit without the unit's people, of the same design."""
    others = Analysis(fit.model, without_people_of(fit.analysis.cells, unit))
    vars(others)["design"] = fit.analysis.design
    draws = sample(others)["posterior"].to_dataset().stack(sample=("chain", "draw"))
    some = draws.isel(sample=np.linspace(0, draws.sizes["sample"] - 1, DRAWS).astype(int))
    each = np.array([log_density(fit, unit, some.isel(sample=place)) for place in range(DRAWS)])
    weights = np.exp(each - each.max())
    error = weights.std() / weights.mean() / np.sqrt(DRAWS)
    return Density(float(logsumexp(each) - np.log(DRAWS)), float(error))


def log_density(fit: Fit, unit: int, draw: xr.Dataset) -> float:
    """Of the unit's people at one draw, over 1,201 values of its effect."""
    cells, design = fit.analysis.cells, fit.analysis.design
    own = np.flatnonzero(cells["unit_index"].to_numpy() == unit)
    events, trials = (cells[name].to_numpy()[own] for name in ("events", "trials"))
    eta = np.full(own.size, float(draw["intercept"]))
    if design.terms:
        eta += (design.matrix[own].toarray() - design.center) @ draw["coefficient"].to_numpy()
    sd = float(draw["unit_sd"])
    effects = np.linspace(-6.0, 6.0, 1201) * sd
    chance = expit(eta[:, None] + effects)
    log: Floats = events @ np.log(chance) + (trials - events) @ np.log1p(-chance)
    step = np.log(effects[1] - effects[0])
    return float(logsumexp(log + norm.logpdf(effects, 0, sd) + step))


def chosen(fit: Fit) -> list[int]:
    people = fit.analysis.population.people
    fair = np.flatnonzero(people < 700)
    by_size = fair[np.argsort(people[fair], kind="stable")]
    return [int(by_size[at]) for at in np.linspace(0, by_size.size - 1, UNITS).astype(int)]


@pytest.mark.parametrize("name", ["surgical", "election88", "rehabilitation"])
def test_loo_of_the_file_is_leaving_out_a_unit(name: str, tmp_path: Path) -> None:
    fit = fitted(name)
    save_posterior(with_arviz_groups(fit), tmp_path / "posterior.nc")
    file = xr.load_datatree(tmp_path / "posterior.nc", engine="h5netcdf")
    loo, left_out = az.loo(file, pointwise=True), file["leave_one_unit_out"].to_dataset()
    seen = logsumexp(file["log_likelihood"]["events"], axis=(0, 1)) - np.log(loo.n_samples)
    population, gaps, controls = fit.analysis.population, [], []
    for unit in chosen(fit):
        expected = brute_force(fit, unit)
        n, y = int(population.people[unit]), int(population.unit_events[unit])
        coefficient = gammaln(n + 1) - gammaln(y + 1) - gammaln(n - y + 1)
        exact, tolerance = expected.log + coefficient, 5 * expected.error + 0.02
        found = left_out if bool(left_out["refitted"][unit]) else {"elpd": loo.elpd_i}
        # a refit of the package codes and centres over the others
        slack = 0.15 if bool(left_out["refitted"][unit]) else 0.0
        gaps.append(abs(float(found["elpd"][unit]) - exact) / (tolerance + slack))
        controls.append(abs(seen[unit] - exact) / tolerance)
    assert max(gaps) < 1
    assert max(controls) > 1, "the negative control: nobody is left out"
