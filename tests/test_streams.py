"""No two random streams share numbers, and a stream repeats itself."""

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayes_bench import streams

SEED = 20160101
STREAMS: dict[str, Callable[[int], np.random.Generator]] = {
    "first block": lambda seed: streams.proposals(seed, 0, 0),
    "second block": lambda seed: streams.proposals(seed, 0, 1),
    "second chain": lambda seed: streams.proposals(seed, 1, 0),
    "pilot": lambda seed: streams.proposals(streams.pilot(seed, 40_000), 0, 0),
    "other pilot": lambda seed: streams.proposals(streams.pilot(seed, 10_000), 0, 0),
    "prior": streams.prior,
    "prior events": lambda seed: streams.prior_events(seed, 0),
    "replicates": lambda seed: streams.replicates(seed, 0),
    "chance": lambda seed: streams.chance(seed, 0),
    "lattice": streams.lattice,
    "no differences": streams.no_differences,
    "second sample": lambda seed: streams.proposals(streams.second_sample(seed), 0, 0),
    "discarded": lambda _: streams.discarded(),
}


def test_no_two_streams_share_numbers() -> None:
    drawn = {name: set(of(SEED).random(1000)) for name, of in STREAMS.items()}
    for one, other in combinations(STREAMS, 2):
        assert not drawn[one] & drawn[other], (one, other)


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_repeats_itself(name: str) -> None:
    one, again = (STREAMS[name](SEED).random(10) for _ in range(2))
    np.testing.assert_array_equal(one, again)


@given(seed=st.integers(0, 2**63 - 1), draw=st.integers(0, 10**6))
def test_a_second_sample_has_a_seed_that_is_legal_and_another(seed: int, draw: int) -> None:
    second = streams.second_sample(seed)
    assert second != seed
    assert 0 <= second < 2**63
    assert streams.replicates(seed, draw).random() != streams.replicates(second, draw).random()
