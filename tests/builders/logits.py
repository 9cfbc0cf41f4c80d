"""Made-up logits of people, and the means of polynomials that series are made of."""

import numpy as np

from bayes_bench.numerics.logistic_moments import ORDERS, LogisticMoments


def moments(logits: np.ndarray, centres: np.ndarray, orders: int = ORDERS) -> LogisticMoments:
    """Of groups of people who are counted once each; (draw, group, person)."""
    angle = np.arccos(np.tanh((logits[..., None] + centres) / 2))  # (draw, group, person, centre)
    means = np.stack([np.cos(k * angle).mean(axis=2) for k in range(1, orders + 1)], axis=-1)
    return LogisticMoments(centres, means)


def people(seed: int = 1, shape: tuple[int, ...] = (3, 4, 50)) -> np.ndarray:
    return np.random.default_rng(seed).normal(-1.0, 1.7, shape)
