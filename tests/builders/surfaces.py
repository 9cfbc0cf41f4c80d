"""Problems that the judge is tried on, and their surfaces, solved once per session."""

import pytest

from bayes_bench.trust.exact.summaries import (
    GAUSS,
    TRAPEZOID,
    Exponential,
    HalfNormal,
    HalfT,
    Integrator,
    PrecisionGamma,
    Prior,
    Problem,
    Surface,
    solve,
)

SURGICAL_N = (47, 148, 119, 810, 211, 196, 148, 215, 207, 97, 256, 360)
SURGICAL_DEATHS = (0, 18, 8, 46, 8, 13, 9, 31, 14, 8, 29, 24)
USUAL = Prior(0, 1.5, HalfNormal(0.5))

PROBLEMS = {
    "surgical": Problem(SURGICAL_N, SURGICAL_DEATHS, Prior(0, 10, HalfNormal(1))),
    "bugs": Problem(SURGICAL_N, SURGICAL_DEATHS, Prior(0, 1000, PrecisionGamma(0.001, 0.001))),
    "two units": Problem((30, 40), (10, 20), USUAL),
    "all and none": Problem((20, 30), (0, 30), USUAL),
    "all and none, heavy tails": Problem((20, 30, 25), (0, 30, 12), Prior(0, 1.5, HalfT(3, 1))),
    "one and a million": Problem((1, 1_000_000), (1, 220_000), USUAL),
    "identical": Problem((50,) * 6, (11,) * 6, USUAL),
    "outlier": Problem((50,) * 4 + (20_000,), (5,) * 4 + (15_000,), Prior(0, 1.5, Exponential(1))),
}


class Solved(dict[str, Surface]):
    """Surfaces by name, each solved when it is first asked for."""

    def __init__(self, integrator: Integrator) -> None:
        super().__init__()
        self.integrator = integrator

    def __missing__(self, name: str) -> Surface:
        self[name] = solve(PROBLEMS[name], self.integrator)
        return self[name]


@pytest.fixture(scope="session")
def surfaces() -> dict[str, Surface]:
    return Solved(TRAPEZOID)


@pytest.fixture(scope="session")
def gauss_surfaces() -> dict[str, Surface]:
    return Solved(GAUSS)
