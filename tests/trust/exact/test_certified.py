"""The files of ``data/certified``: what ``certify`` gives, to the digits that they claim."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit

from bayes_bench.errors import InputError
from bayes_bench.trust.exact.certified import KEPT, SCATTERED_PERCENT
from bayes_bench.trust.exact.certify import (
    LICENCE,
    MAX_DIGITS,
    METHOD,
    Certified,
    certify,
    described,
    overview,
)
from bayes_bench.trust.exact.covariate import (
    CovariateProblem,
    Stack,
    Values,
    average,
    beta_moments,
    integrate_stack,
)
from bayes_bench.trust.exact.indicators import gap_summary
from bayes_bench.trust.exact.problem import Level, Unit
from bayes_bench.trust.exact.ranks import rank_probabilities
from bayes_bench.trust.exact.summaries import (
    HalfNormal,
    Prior,
    Problem,
    Surface,
    rate_cdf,
    solve,
    summarise,
)
from bayes_bench.trust.exact.surface import COARSE

FOLDER = Path(__file__).parents[3] / "data" / "certified"
DIGITS = 8.0
MOST_COMPARED = 10.0  # beyond, the rounding of long sums differs from machine to machine
FAST = ("two_units", "none_and_all")
MIXED = CovariateProblem(
    ((6, 4), (3, 8)), ((1, 2), (0, 5)), (-0.6, 0.4), Prior(0.2, 1.5, HalfNormal(0.5)), 1.0
)


@pytest.fixture(scope="module")
def mixed() -> Stack:
    """The coarse rules are good to five digits."""
    return integrate_stack(MIXED, COARSE)


@cache
def certified(name: str) -> Certified:
    return certify(KEPT[name].problem)


def document(name: str) -> dict:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def differences(found: Certified, kept: dict) -> dict[str, float]:
    """How far a new run is from a file, in units of the last digit that the file claims."""
    values = {name: np.array(value) for name, value in kept["values"].items()}
    off = {}
    for name, value in found.values.items():
        stem, _, kind = name.rpartition("_")
        scale = values[f"{stem}_sd"] if kind in ("mean", "sd") else 1.0
        worst = np.abs((value - values[name]) / scale).max()
        off[name] = float(worst * 10 ** min(kept["digits"][name], MOST_COMPARED))
    return off


def test_every_problem_has_its_file() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(KEPT)


def test_the_page_shows_the_files() -> None:
    page = FOLDER.parents[1] / "docs" / "certified.md"
    assert page.read_text(encoding="utf-8") == overview(sorted(FOLDER.glob("*.json")))


@pytest.mark.parametrize("name", KEPT)
def test_a_file_holds_the_problem_and_eight_digits(name: str) -> None:
    kept = document(name)
    assert described(KEPT[name].problem).items() <= kept.items()
    assert kept["title"] == KEPT[name].title
    assert kept["method"] == METHOD
    assert kept["provenance"]["licence"] == LICENCE
    assert set(kept["digits"]) == set(kept["values"])
    assert max(kept["digits"].values()) <= MAX_DIGITS
    assert kept["fewest_digits"] == min(kept["digits"].values()) >= DIGITS


@pytest.mark.parametrize(
    "name",
    [name if name in FAST else pytest.param(name, marks=pytest.mark.slow) for name in KEPT],
)
def test_a_file_is_what_certify_gives(name: str) -> None:
    found, kept = certified(name), document(name)
    assert found.fewest_digits >= DIGITS
    assert set(found.values) == set(kept["values"])
    # A printed digit is an agreement of two integrators, so one run may be off by twice as much.
    assert max(differences(found, kept).values()) < 2


def test_a_wrong_digit_in_a_file_would_be_seen() -> None:
    """The negative control."""
    kept = document("two_units")
    kept["values"]["rate_mean"][1] += 3e-9
    assert differences(certified("two_units"), kept)["rate_mean"] > 2


def test_events_of_the_many_units_follow_their_rule() -> None:
    many = KEPT["sizes_1_to_60000"].problem
    assert isinstance(many, Problem)
    assert (many.units, many.n[0], many.n[-1]) == (98, 1, 60_000)
    assert (min(SCATTERED_PERCENT), max(SCATTERED_PERCENT)) == (15, 25)
    assert len(set(SCATTERED_PERCENT)) == 98
    share = np.array(many.events[-9:]) / np.array(many.n[-9:])
    np.testing.assert_allclose(100 * share, SCATTERED_PERCENT[-9:], atol=0.01)


def test_surgical_as_published() -> None:
    values = document("surgical")["values"]
    found = [values[name] for name in ("mu_mean", "mu_sd", "sigma_mean", "sigma_sd")]
    np.testing.assert_allclose(found, [-2.5610, 0.1649, 0.4477, 0.1655], atol=1e-4)


def test_levels_without_an_effect_are_no_levels() -> None:
    whole = summarise(solve(Problem((10, 11), (3, 5), MIXED.prior)))
    split = summarise(solve(MIXED.given(0.0)))
    for name, value in vars(whole).items():
        np.testing.assert_allclose(vars(split)[name], value, rtol=1e-9)


def test_one_level_for_all_is_another_intercept() -> None:
    """An offset of 0.3 for everybody moves mu, prior and posterior, and nothing else."""
    shifted = CovariateProblem(((10,), (11,)), ((3,), (5,)), (1.0,), MIXED.prior, 1.0)
    one = solve(shifted.given(0.3))
    other = solve(Problem((10, 11), (3, 5), Prior(0.5, 1.5, HalfNormal(0.5))))
    assert summarise(one).mu_mean + 0.3 == pytest.approx(summarise(other).mu_mean, abs=1e-10)
    np.testing.assert_allclose(summarise(one).rate_mean, summarise(other).rate_mean, atol=1e-11)
    assert rate_cdf(one, 0, 0.3) == pytest.approx(rate_cdf(other, 0, 0.3), abs=1e-9)
    gaps = (gap_summary(surface, "population") for surface in (one, other))
    mine, theirs = (gap.probability_negative for gap in gaps)
    np.testing.assert_allclose(mine, theirs, atol=1e-9)


def test_plain_quadrature_of_a_covariate() -> None:
    """Nothing adapts: Gauss-Legendre products in (beta, mu, sigma), Gauss-Hermite in u."""
    z, z_weight = np.polynomial.hermite_e.hermegauss(40)
    rules = [np.polynomial.legendre.leggauss(count) for count in (60, 90, 40)]
    (b, b_weight), (m, m_weight), (s, s_weight) = rules
    beta, mu, sigma = np.meshgrid(8 * b, 9 * m, 2.5 * (s + 1), indexing="ij")
    mass = np.einsum("b,m,s->bms", 8 * b_weight, 9 * m_weight, 2.5 * s_weight)
    mass *= stats.norm.pdf(beta) * stats.norm.pdf(mu, 0.2, 1.5) * stats.halfnorm.pdf(sigma, 0, 0.5)
    for n, y in zip(MIXED.n, MIXED.events, strict=True):
        given = np.zeros_like(mu)
        for at, share in zip(z, z_weight / z_weight.sum(), strict=True):
            rates = [expit(mu + beta * x + sigma * at) for x in MIXED.values]
            parts = [p**k * (1 - p) ** (m - k) for p, m, k in zip(rates, n, y, strict=True)]
            given += share * parts[0] * parts[1]
        mass *= given
    stack = integrate_stack(MIXED)
    assert stack.log_marginal == pytest.approx(np.log(mass.sum()), abs=1e-9)
    beta_mean = (mass * beta).sum() / mass.sum()
    assert float(beta_moments(stack)["beta_mean"]) == pytest.approx(beta_mean, abs=1e-8)


def test_importance_sampling_of_a_covariate_from_the_prior(mixed: Stack) -> None:
    """Own-people rates and the side of the population reference, from draws of the prior."""
    generator, draws = np.random.default_rng(20160101), 200_000
    beta, mu = generator.standard_normal(draws), generator.normal(0.2, 1.5, draws)
    sigma = 0.5 * np.abs(generator.standard_normal(draws))
    u = sigma[:, None] * generator.standard_normal((draws, 2))
    theta = (mu[:, None] + u)[:, :, None] + beta[:, None, None] * np.array(MIXED.values)
    rate, n = expit(theta), np.array(MIXED.n)
    weight = stats.binom.pmf(MIXED.events, n, rate).prod(axis=(1, 2))
    weight /= weight.sum()
    found = average(mixed, rates_and_sides)
    own = (rate * n).sum(axis=2) / n.sum(axis=1)
    z, z_weight = np.polynomial.hermite_e.hermegauss(12)  # sigma below 2.5: to 1e-6
    new = (mu[:, None, None] + beta[:, None, None] * np.array(MIXED.values)) * np.ones((1, 2, 1))
    expected = sum(
        w * expit(new + sigma[:, None, None] * at)
        for at, w in zip(z, z_weight / z_weight.sum(), strict=True)
    )
    below = own < (expected * n).sum(axis=2) / n.sum(axis=1)
    for values, exact in ((own, found["rate_mean"]), (below, found["side"])):
        estimate = weight @ values
        mcse = np.sqrt(weight**2 @ (values - estimate) ** 2)
        assert np.abs((estimate - exact) / mcse).max() < 4
    assert np.abs(weight @ own - found["rate_mean"][::-1]).max() > 0.05  # the units swapped


def rates_and_sides(surface: Surface) -> Values:
    summary, gaps = summarise(surface), gap_summary(surface, "population")
    return {"rate_mean": summary.rate_mean, "side": gaps.probability_negative}


@pytest.mark.parametrize("rate", [1e-9, 0.02, 0.5, 0.999])
def test_log_odds_inverts_the_rate_of_mixed_people(rate: float) -> None:
    unit = Unit((Level(10, 1, -2.0), Level(30, 9, 0.3), Level(0, 0, 50.0), Level(5, 5, 3.0)))
    assert unit.rate(unit.log_odds(np.array(rate))) == pytest.approx(rate, rel=1e-12)


def test_information_is_the_slope_of_the_rate() -> None:
    unit, step = Unit((Level(10, 1, -2.0), Level(30, 9, 0.3))), 1e-5
    rise = 40 * (unit.rate(np.array(0.4 + step)) - unit.rate(np.array(0.4 - step)))
    assert unit.information(np.array(0.4)) == pytest.approx(rise / (2 * step), rel=1e-8)


@pytest.mark.parametrize(
    "quantity",
    [rank_probabilities, lambda surface: gap_summary(surface, "national")],
)
def test_what_needs_all_units_at_once_is_refused(quantity: Callable[[Surface], object]) -> None:
    with pytest.raises(InputError, match="without covariates"):
        quantity(solve(MIXED.given(1.0), COARSE))


@pytest.mark.parametrize(
    ("n", "events"),
    [
        (((1, 2),), ((0, 0),)),
        (((1, 2), (3,)), ((0, 0), (1,))),
        (((1, 2), (3, 4)), ((2, 0), (0, 0))),
    ],
)
def test_impossible_tables_are_refused(
    n: tuple[tuple[int, ...], ...], events: tuple[tuple[int, ...], ...]
) -> None:
    with pytest.raises(InputError):
        CovariateProblem(n, events, (-0.5, 0.5), MIXED.prior, 1.0)
