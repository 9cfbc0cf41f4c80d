"""Every random stream of a run, by name.

No two streams share random numbers: a stream is the run's ``random_seed`` with a key of its own.
Where work is done in blocks, each block has its own part of the stream, so that any number of cores
gives the same bytes.
"""

from typing import Final

import numpy as np

PRIOR_DRAWS: Final = 1000
"""Draws of the prior in ``/prior``."""

_REPLICATES: Final = 3_000_000  # beyond any number of chains, whose keys count from 0
_NO_DIFFERENCES: Final = 5_000_000
_CHANCE: Final = 6_000_000
_LATTICE: Final = 7_000_000
_PRIOR_EVENTS: Final = 14_000_000


def proposals(random_seed: int | tuple[int, ...], chain: int, block: int) -> np.random.Generator:
    """Proposals and decisions of one block of a chain of the fast sampler.

    Parameters
    ----------
    random_seed : int or tuple of int
        Of the run; with the size of a pilot behind it, that pilot's own.
    chain, block : int
        Counted from 0.
    """
    return _spawned(random_seed, chain, block)


def pilot(random_seed: int, size: int) -> tuple[int, int]:
    """The seed of a pilot of so many proposals, which decide on a proposal in doubt."""
    return random_seed, size


def prior(random_seed: int) -> np.random.Generator:
    """Draws of the prior."""
    return np.random.default_rng([random_seed, PRIOR_DRAWS])


def prior_events(random_seed: int, draw: int) -> np.random.Generator:
    """Events under the prior, of a block that begins with this draw."""
    return _spawned(random_seed, _PRIOR_EVENTS, draw)


def discarded() -> np.random.Generator:
    """Draws that somebody has to make on the way to something else, and that are not used."""
    return np.random.default_rng(0)


def replicates(random_seed: int, draw: int) -> np.random.Generator:
    """Replicated data, of a block that begins with this draw."""
    return _spawned(random_seed, _REPLICATES, draw)


def chance(random_seed: int, draw: int) -> np.random.Generator:
    """Data in which everybody's probability is the expected one, of a block of draws."""
    return _spawned(random_seed, _CHANCE, draw)


def lattice(random_seed: int) -> np.random.Generator:
    """Where the scores lie at which unit effects are integrated out, of all draws."""
    return np.random.default_rng([_LATTICE, random_seed])


def no_differences(random_seed: int) -> np.random.Generator:
    """Data sets in which units do not differ, for the classical list."""
    return np.random.default_rng([_NO_DIFFERENCES, random_seed])


def second_sample(random_seed: int) -> int:
    """The seed of a second posterior sample of the same analysis.

    Simultaneous rank sets are made from it, and the sensitivity analysis compares with it what
    Monte Carlo error alone changes. No figure combines the two.
    """
    return (random_seed + 1) % 2**63


def _spawned(random_seed: int | tuple[int, ...], *key: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence(random_seed, spawn_key=key))
