"""The generator against its definition in whole numbers, and what it draws against chance."""

import numpy as np
from scipy.stats import kstest

from bayes_bench.numerics.compiled import compiled
from bayes_bench.numerics.random_kernel import next_uniforms, states_from

MASK = 2**64 - 1


@compiled
def drawn(states: np.ndarray, count: int) -> np.ndarray:
    """(4, draw) -> (count, draw)."""
    found = np.empty((count, states.shape[1]))
    for i in range(count):
        next_uniforms(states, found[i])
    return found


def by_definition(state: list[int], count: int) -> list[float]:
    """xoshiro256+ as Blackman and Vigna write it, in Python's whole numbers."""
    s, found = list(state), []
    for _ in range(count):
        found.append((((s[0] + s[3]) & MASK) >> 12) / 2**52)
        t = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = ((s[3] << 45) | (s[3] >> 19)) & MASK
    return found


def test_it_is_xoshiro() -> None:
    states = states_from(np.random.default_rng(1), 5)
    before = states.copy()
    found = drawn(states, 200)
    for d in range(5):
        assert found[:, d].tolist() == by_definition([int(s) for s in before[:, d]], 200)


def test_a_draw_does_not_depend_on_its_neighbours() -> None:
    states = states_from(np.random.default_rng(2), 7)
    alone = drawn(states[:, 3:4].copy(), 50)
    np.testing.assert_array_equal(drawn(states.copy(), 50)[:, 3:4], alone)


def test_numbers_are_uniform_and_draws_are_not_alike() -> None:
    found = drawn(states_from(np.random.default_rng(3), 64), 4000)
    assert found.min() >= 0.0
    assert found.max() < 1.0
    assert kstest(found.ravel(), "uniform").pvalue > 0.001
    between = np.corrcoef(found.T)[np.triu_indices(64, 1)]
    following = [np.corrcoef(found[:-1, d], found[1:, d])[0, 1] for d in range(64)]
    assert np.abs([*between, *following]).max() < 5 / np.sqrt(4000)


def test_seeds_make_all_64_bits() -> None:
    states = states_from(np.random.default_rng(4), 2000)
    bits = np.unpackbits(states.view(np.uint8))
    assert abs(bits.mean() - 0.5) < 4 * 0.5 / np.sqrt(bits.size)
    assert np.unique(states).size == states.size
