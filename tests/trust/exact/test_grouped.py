"""Problems with members, against rules that do not adapt and draws from the prior."""

from functools import cache

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit, logsumexp

from bayes_bench.trust.exact.grouped import Values, grouped_values, rough_log_mass, slices_of
from bayes_bench.trust.exact.grouped_problem import GroupedProblem
from bayes_bench.trust.exact.grouped_rules import COARSE
from bayes_bench.trust.exact.problem import HalfNormal, Prior

PRIOR = Prior(0.2, 1.5, HalfNormal(0.5))
CROSSED = GroupedProblem(
    ((6, 4, 0), (3, 8, 5), (4, 0, 9)), ((1, 2, 0), (0, 5, 2), (1, 0, 3)), PRIOR, HalfNormal(0.6)
)
NESTED = GroupedProblem(((6, 0), (9, 0), (0, 8)), ((1, 0), (4, 0), (0, 5)), PRIOR, HalfNormal(0.6))


@cache
def values(problem: GroupedProblem) -> Values:
    """The coarse rules are good to four digits."""
    return grouped_values(problem, COARSE)


def test_regions_one_by_one() -> None:
    """Nothing adapts: Gauss-Legendre in (mu, sigma, tau), Gauss-Hermite in w and in u."""
    z, share = np.polynomial.hermite_e.hermegauss(24)
    share = share / share.sum()
    (m, m_weight), (s, s_weight) = (np.polynomial.legendre.leggauss(n) for n in (48, 24))
    mu, sigma, tau = np.meshgrid(0.2 + 9 * m, 1.6 * (s + 1), 1.8 * (s + 1), indexing="ij")
    mass = np.einsum("m,s,t->mst", 9 * m_weight, 1.6 * s_weight, 1.8 * s_weight)
    mass *= stats.norm.pdf(mu, 0.2, 1.5) * stats.halfnorm.pdf(sigma, 0, 0.5)
    mass *= stats.halfnorm.pdf(tau, 0, 0.6)
    u = sigma[..., None] * z
    for member in range(NESTED.members):
        region = np.zeros_like(mu)
        for at, weight in zip(z, share, strict=True):
            units = np.full_like(mu, weight)
            for n, y in zip(NESTED.n, NESTED.events, strict=True):
                rate = expit((mu + tau * at)[..., None] + u)
                units *= (rate ** y[member] * (1 - rate) ** (n[member] - y[member])) @ share
            region += units
        mass *= region
    found, total = values(NESTED), mass.sum()
    assert float(found["log_marginal"]) == pytest.approx(np.log(total), abs=2e-4)
    for name, quantity in (("mu", mu), ("sigma", sigma), ("tau", tau)):
        mean = (mass * quantity).sum() / total
        sd = np.sqrt((mass * (quantity - mean) ** 2).sum() / total)
        assert float(found[f"{name}_mean"]) == pytest.approx(mean, abs=1e-3 * sd)
        assert float(found[f"{name}_sd"]) == pytest.approx(sd, rel=1e-3)


def test_importance_sampling_from_the_prior() -> None:
    rng, draws = np.random.default_rng(20160101), 400_000
    mu = rng.normal(0.2, 1.5, draws)
    sigma, tau = (scale * np.abs(rng.standard_normal(draws)) for scale in (0.5, 0.6))
    u = sigma[:, None] * rng.standard_normal((draws, 3))
    w = tau[:, None] * rng.standard_normal((draws, 3))
    at = mu[:, None, None] + w[:, None, :]
    rate, n = expit(at + u[:, :, None]), np.array(CROSSED.n)
    log_weight = stats.binom.logpmf(CROSSED.events, n, rate).sum(axis=(1, 2))
    weight = np.exp(log_weight - logsumexp(log_weight))
    share = n / n.sum(axis=1, keepdims=True)
    own = (share * rate).sum(axis=2)
    gap = 100 * (own - (share * expit(at)).sum(axis=2))
    found, ours = values(CROSSED), {"mu": mu, "sigma": sigma, "tau": tau, "member_effect": w}
    ours |= {"effect": u, "rate": own, "typical_gap": gap, "log_tau": np.log(tau)}
    expected = {f"{name}_mean": value for name, value in ours.items()}
    expected |= {f"{name}_sd": (value - found[f"{name}_mean"]) ** 2 for name, value in ours.items()}
    expected |= {"typical_gap_probability_negative": (gap < 0).astype(float)}
    for name, value in expected.items():
        estimate = weight @ value
        spread = np.sqrt(weight**2 @ (value - estimate) ** 2)
        exact = found[name] ** 2 if name.endswith("_sd") else found[name]
        assert np.abs((estimate - exact) / spread).max() < 4, name
    assert np.abs(weight @ own - found["rate_mean"][::-1]).max() > 0.005  # the units swapped


def test_members_in_another_order_are_the_same_members() -> None:
    turned = GroupedProblem(
        tuple(row[::-1] for row in CROSSED.n),
        tuple(row[::-1] for row in CROSSED.events),
        PRIOR,
        HalfNormal(0.6),
    )
    mine, other = values(CROSSED), values(turned)
    np.testing.assert_allclose(mine["rate_mean"], other["rate_mean"], atol=1e-5)
    np.testing.assert_allclose(
        mine["member_effect_mean"], other["member_effect_mean"][::-1], atol=1e-4
    )


def test_at_the_ends_of_the_nodes_there_is_nothing() -> None:
    """The ranges of t and r are wide enough: at their ends is e^-18 of the mass of the middle."""
    for at in slices_of(CROSSED, COARSE)[::6]:
        mass = rough_log_mass(CROSSED, COARSE, at)
        ends = max(mass[0].max(), mass[-1].max(), mass[:, 0].max(), mass[:, -1].max())
        assert ends < mass.max() - 18
