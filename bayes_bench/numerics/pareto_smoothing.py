"""Pareto-smoothed importance weights of many quantities at once.

ArviZ has them for one quantity at a time. The formulas are ArviZ's, and the tests hold every figure
against it.

References
----------
Vehtari, Simpson, Gelman, Yao & Gabry (2024), "Pareto smoothed importance sampling", JMLR 25(72);
Zhang & Stephens (2009), 10.1198/tech.2009.08017 (the fit of the tail).
"""

import numpy as np
from scipy.special import logsumexp

from bayes_bench.typing import Floats

MIN_TAIL = 5
"""Draws in the tail below which nothing is fitted: there is no k-hat then."""
PRIOR_WEIGHT, PRIOR_K = 10, 0.5
NEGLIGIBLE = 10 * float(np.finfo(float).eps)


def pareto_smoothed(log_ratios: Floats) -> tuple[Floats, Floats]:
    """Smooth the largest importance ratios of every quantity by a generalised Pareto tail.

    Parameters
    ----------
    log_ratios : ndarray (quantity, draw)

    Returns
    -------
    log_weights : ndarray (quantity, draw)
        Normalised: the weights sum to 1.
    pareto_k : ndarray (quantity,)
        Missing where the tail cannot be fitted; its ratios are then as they were.
    """
    logs = log_ratios - log_ratios.max(axis=1, keepdims=True)
    draws = logs.shape[1]
    tail = int(3 * np.sqrt(draws)) if draws > 225 else draws // 5
    pareto_k = np.full(len(logs), np.nan)
    if tail >= MIN_TAIL:
        order = np.argsort(logs, axis=1)[:, draws - tail - 1 :]
        ordered = np.take_along_axis(logs, order, axis=1)
        smoothed, pareto_k = _tail(ordered[:, 1:], np.exp(ordered[:, :1]))
        np.put_along_axis(logs, order[:, 1:], smoothed, axis=1)
    return logs - logsumexp(logs, axis=1, keepdims=True), pareto_k


def _tail(logs: Floats, cutoff: Floats) -> tuple[Floats, Floats]:
    """Logs of the largest ratios, smoothed, and k-hat: (quantity, tail), (quantity, 1)."""
    with np.errstate(divide="ignore", invalid="ignore"):  # a tail without variation has no fit
        k, sigma = _fit(np.exp(logs) - cutoff)
        p = np.arange(0.5, logs.shape[1]) / logs.shape[1]
        excess = sigma[:, None] * np.expm1(-k[:, None] * np.log1p(-p)) / k[:, None]
        smoothed = np.minimum(np.log(cutoff + excess), logs[:, -1:])
    return np.where(np.isfinite(smoothed), smoothed, logs), k


def _fit(excess: Floats) -> tuple[Floats, Floats]:
    """k-hat and scale of a generalised Pareto distribution; (quantity, tail), from the least."""
    size = excess.shape[1]
    points = 30 + int(np.sqrt(size))
    quartile = excess[:, int(size / 4 + 0.5) - 1]
    quartile = np.where(quartile > excess[:, 0], quartile, np.nan)
    spread = 1.0 - np.sqrt(points / (np.arange(1, points + 1) - 0.5))
    b = spread / (3.0 * quartile[:, None]) + 1.0 / excess[:, -1:]
    # (quantity, point, 1) * (quantity, 1, tail) -> (quantity, point)
    k = np.log1p(-b[:, :, None] * excess[:, None, :]).mean(axis=2)
    log_weight = size * (np.log(-b / k) - k - 1.0)
    weight = np.exp(log_weight - logsumexp(log_weight, axis=1, keepdims=True))
    weight = np.where(weight >= NEGLIGIBLE, weight, 0.0)
    posterior_b = (b * weight).sum(axis=1) / weight.sum(axis=1)
    of_data = np.log1p(-posterior_b[:, None] * excess).mean(axis=1)
    k_hat: Floats = (size * of_data + PRIOR_WEIGHT * PRIOR_K) / (size + PRIOR_WEIGHT)
    return k_hat, -of_data / posterior_b
