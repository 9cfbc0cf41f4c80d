"""Own range, range of chance and next period, against binomial distributions and quadrature."""

import numpy as np
import pytest
import xarray as xr
from numpy.polynomial.chebyshev import chebval
from scipy.integrate import quad
from scipy.special import expit
from scipy.stats import binom, norm

from bayes_bench import parameters
from bayes_bench.estimands.references import REFERENCES
from bayes_bench.inputs.model.file import Model
from bayes_bench.numerics.lanes import DRAWS as LANES
from bayes_bench.predictive.ranges import RANGES, _curves, range_draws
from tests.builders.checks import predicted_ranges
from tests.builders.fits import fit_of, model_of_sections

DRAWS = 1000
N = 40
INTERCEPT, SD = -0.8, 0.9
EFFECTS = np.array([-0.9, 0.0, 0.4, 1.3])


@pytest.fixture(scope="module")
def model() -> Model:
    data = {"unit": "u", "outcome": "y", "better": "lower"}
    return model_of_sections(title="T", data=data)


@pytest.fixture(scope="module")
def cells() -> xr.Dataset:
    """Four units of forty people who are all alike: one cell each."""
    units = ["a", "b", "c", "other"]
    coords = {
        "unit": units,
        "name": ("unit", units),
        "ranked": ("unit", [True, True, True, False]),
        "unit_index": ("cell", np.arange(4)),
    }
    counts = {"events": ("cell", [8, 12, 16, 25]), "trials": ("cell", [N] * 4)}
    return xr.Dataset(counts, coords)


@pytest.fixture(scope="module")
def posterior(cells: xr.Dataset) -> xr.DataTree:
    """The same parameters in every draw: all that varies is chance."""
    shape = (2, DRAWS // 2)
    draws = {
        "intercept": (("chain", "draw"), np.full(shape, INTERCEPT)),
        "unit_sd": (("chain", "draw"), np.full(shape, SD)),
        "unit_effect": (("chain", "draw", "unit"), np.broadcast_to(EFFECTS, (*shape, 4)).copy()),
    }
    return xr.DataTree.from_dict({"/posterior": xr.Dataset(draws, {"unit": cells["unit"].values})})


@pytest.fixture(scope="module")
def ranges(posterior: xr.DataTree, cells: xr.Dataset, model: Model) -> xr.Dataset:
    return predicted_ranges(fit_of(posterior, cells, model))


def population_share() -> float:
    return float(quad(lambda u: expit(INTERCEPT + u) * norm.pdf(u, scale=SD), -9, 9)[0])


def expected(reference: str) -> float:
    """Everybody is alike, so that a reference is one number."""
    own = expit(INTERCEPT + EFFECTS)
    return {
        "national": own.mean(),
        "typical": expit(INTERCEPT),
        "population": population_share(),
        "average_unit": own.mean(),
    }[reference]


def counts(gaps: np.ndarray, rate: float) -> np.ndarray:
    """Gaps in percentage points back to numbers of people."""
    found = N * (gaps / 100 + rate)
    np.testing.assert_allclose(found, found.round(), atol=1e-5)  # the mesh errs by 1e-9
    return found.round().astype(int)


def agrees(seen: np.ndarray, probability: np.ndarray) -> bool:
    """Frequencies of 0 ... N within what so many draws give; z of mean and variance below 4."""
    k = np.arange(N + 1)
    mean, variance = probability @ k, probability @ k**2 - (probability @ k) ** 2
    fourth = probability @ (k - mean) ** 4
    z = (seen.mean() - mean) / np.sqrt(variance / seen.size)
    spread = (seen.var() - variance) / np.sqrt((fourth - variance**2) / seen.size)
    return bool(abs(z) < 4 and abs(spread) < 4)


@pytest.mark.parametrize("reference", REFERENCES)
def test_chance_alone_is_binomial_at_the_expected_share(ranges: xr.Dataset, reference: str) -> None:
    rate = expected(reference)
    gaps = ranges["chance_range"].sel(reference=reference).values
    exact = binom.pmf(np.arange(N + 1), N, rate)
    assert all(agrees(counts(gaps[:, j], rate), exact) for j in range(4))


@pytest.mark.parametrize("reference", REFERENCES)
def test_the_own_range_is_that_of_any_unit(ranges: xr.Dataset, reference: str) -> None:
    rate = expected(reference)
    gaps = ranges["own_range"].sel(reference=reference).values
    k = np.arange(N + 1)
    mixed = np.array(
        [
            quad(
                lambda u, m=m: binom.pmf(m, N, expit(INTERCEPT + u)) * norm.pdf(u, scale=SD), -9, 9
            )[0]
            for m in k
        ]
    )
    assert all(agrees(counts(gaps[:, j], rate), mixed) for j in range(4))
    # what units differ by is no part of chance, and a test that could not tell would be of no use
    chance = binom.pmf(k, N, rate)
    assert not any(agrees(counts(gaps[:, j], rate), chance) for j in range(4))


def test_the_next_period_is_drawn_at_the_units_own_share(ranges: xr.Dataset) -> None:
    for j, effect in enumerate(EFFECTS):
        seen = (N * ranges["next_period"].values[:, j]).round().astype(int)
        assert agrees(seen, binom.pmf(np.arange(N + 1), N, expit(INTERCEPT + effect)))


def test_replicate_and_expectation_are_of_the_same_draw(make_problem_like, model: Model) -> None:
    """Where the level varies from draw to draw, the gap does not vary with it."""
    cells, posterior = make_problem_like
    found = predicted_ranges(fit_of(posterior, cells, model))
    gap = found["chance_range"].sel(reference="typical")
    assert float(gap.mean("draw").max()) < 2.0
    # intercepts of ±1.5 would spread the rate by 30 points: the gap has the spread of chance
    assert float(gap.std("draw").max()) < 100 * np.sqrt(0.25 / N)


@pytest.fixture
def make_problem_like(cells: xr.Dataset, posterior: xr.DataTree) -> tuple[xr.Dataset, xr.DataTree]:
    draws = posterior["posterior"].to_dataset().copy(deep=True)
    draws["intercept"][:] = np.where(np.arange(DRAWS // 2) % 2, 1.5, -1.5)
    return cells, xr.DataTree.from_dict({"/posterior": draws})


@pytest.mark.parametrize(("name", "reference"), RANGES)
def test_a_range_read_twice_is_the_same(
    posterior: xr.DataTree, cells: xr.Dataset, model: Model, name: str, reference: str
) -> None:
    """Only numbers of events are kept."""
    fit = fit_of(posterior, cells, model)
    one, again = (range_draws(fit, name, reference) for _ in range(2))
    assert one.identical(again)
    assert one.dims == ("draw", "unit")


def test_each_says_what_it_is(ranges: xr.Dataset) -> None:
    assert set(ranges.data_vars) == {"own_range", "chance_range", "next_period"}
    for variable in ranges.data_vars.values():
        assert set(variable.attrs) == {"units", "long_name", "formula"}
    assert ranges["ranked"].values.tolist() == [True, True, True, False]


def test_the_number_of_threads_changes_no_bit(
    posterior: xr.DataTree, cells: xr.Dataset, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parameters, "_BLOCK", 40_000)  # several blocks
    tables = []
    for threads in (1, 5):
        monkeypatch.setattr("bayes_bench.numerics.parallel.cpu_count", lambda count=threads: count)
        tables.append(predicted_ranges(fit_of(posterior, cells, model)))
    assert tables[0].identical(tables[1])
    other = model.model_copy(
        update={"sampling": model.sampling.model_copy(update={"random_seed": 1})}
    )
    assert not predicted_ranges(fit_of(posterior, cells, other)).equals(tables[0])


def probabilities(curves: tuple[np.ndarray, np.ndarray, np.ndarray], eta: float) -> list[float]:
    """Every curve at a logit, of the first draw."""
    centres, row, orders = curves
    rows, total, place = row.reshape(-1, LANES)[:, 0], np.full(orders.size, 0.5), 0
    for centre in centres:
        for r, order in enumerate(orders):
            series = rows[place : place + order + 1][::-1]
            total[r] += 0.5 * chebval(np.tanh(0.5 * (eta + centre)), series)
            place += order + 1
    assert place == rows.size
    return total.tolist()


@pytest.mark.parametrize("sd", [0.0, 0.3, 2.0, 9.0, 300.0])
def test_an_expected_probability_is_its_series(sd: float) -> None:
    """However far the shifts are; those of next to no weight may be farther yet."""
    rng = np.random.default_rng(1)
    expected = [
        (np.full((3, 1), 0.2), np.ones((1, 1))),
        (sd * rng.normal(size=(3, 40)), np.full((1, 40), 1 / 40)),
        (sd * np.array([[-30.0, 0.0, 30.0]] * 3), np.array([[1e-9, 1 - 2e-9, 1e-9]])),
    ]
    curves = _curves(expected)
    assert curves[2].max() <= 48
    for eta in (-400.0, -8.0, -1.0, 0.0, 0.4, 3.0, 700.0):
        exact = [float((weights * expit(eta + of)).sum(axis=1)[0]) for of, weights in expected]
        assert probabilities(curves, eta) == pytest.approx(exact, abs=1e-6)
