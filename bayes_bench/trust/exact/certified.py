"""The problems whose exact posteriors are kept in ``data/certified``.

Chosen to be hard each in its own way: few units, units without events, a between-unit sd that may
be 0, an outlying unit, sizes from 1 to 60,000, weakly informative data under wide priors, units
nested in regions or crossed with diagnoses, regions that do not differ.
"""

from dataclasses import dataclass

from bayes_bench.trust.exact.covariate import CovariateProblem
from bayes_bench.trust.exact.grouped_problem import GroupedProblem
from bayes_bench.trust.exact.problem import HalfNormal, HalfT, Prior, Problem

USUAL = Prior(0.0, 1.5, HalfNormal(0.5))
MANY = 98
LARGEST = 60_000

GEOMETRIC_N = tuple(round(LARGEST ** (unit / (MANY - 1))) for unit in range(MANY))
"""1 to 60,000, every unit larger than the one before by the same factor, rounded."""
SCATTERED_PERCENT = tuple(15 + 10 * (37 * unit % MANY) / (MANY - 1) for unit in range(MANY))
"""15 to 25 % in equal steps, in an order that has nothing to do with size (37 is prime to 98)."""
SCATTERED_EVENTS = tuple(
    int(n * percent / 100 + 0.5) for n, percent in zip(GEOMETRIC_N, SCATTERED_PERCENT, strict=True)
)


@dataclass(frozen=True)
class Kept:
    """A problem and what it is for."""

    title: str
    problem: Problem | CovariateProblem | GroupedProblem


KEPT = {
    "surgical": Kept(
        "Surgical: institutional ranking (OpenBUGS Examples, volume I), twelve hospitals",
        Problem(
            (47, 148, 119, 810, 211, 196, 148, 215, 207, 97, 256, 360),
            (0, 18, 8, 46, 8, 13, 9, 31, 14, 8, 29, 24),
            Prior(0.0, 10.0, HalfNormal(1.0)),
        ),
    ),
    "two_units": Kept("Two units only", Problem((30, 40), (10, 20), USUAL)),
    "none_and_all": Kept(
        "A unit without events and one with nothing else", Problem((20, 30), (0, 30), USUAL)
    ),
    "identical_units": Kept(
        "Eight identical units: sigma may be 0", Problem((100,) * 8, (22,) * 8, USUAL)
    ),
    "giant_outlier": Kept(
        "A giant unit far from four small ones, under a prior with heavy tails",
        Problem((50,) * 4 + (20_000,), (5,) * 4 + (15_000,), Prior(-1.0, 2.0, HalfT(3.0, 0.5))),
    ),
    "sizes_1_to_60000": Kept(
        "98 units of 1 to 60,000 people, sizes geometric, shares scattered from 15 to 25 %",
        Problem(GEOMETRIC_N, SCATTERED_EVENTS, USUAL),
    ),
    "one_covariate": Kept(
        "Four units and a covariate of two values, 160 of 400 people with the second",
        CovariateProblem(
            ((60, 20), (24, 36), (120, 40), (36, 64)),
            ((9, 6), (2, 9), (30, 14), (0, 9)),
            (-0.4, 0.6),
            USUAL,
            1.0,
        ),
    ),
    "sick": Kept(
        "One large unit beside four tiny ones under wide priors: no Gaussian follows log sigma",
        Problem((1000, 1, 3, 1, 3), (51, 0, 0, 0, 0), Prior(0.0, 5.0, HalfNormal(5.0))),
    ),
    "student_t": Kept(
        "Student-t effects (4 degrees of freedom): six hospitals, one of them far from the others",
        Problem(
            (47, 148, 215, 97, 256, 60),
            (0, 18, 20, 8, 20, 25),
            Prior(-2.0, 1.5, HalfNormal(0.5)),
            df=4.0,
        ),
    ),
    "nested": Kept(
        "Eight units of unequal size, nested in three regions",
        GroupedProblem(
            (
                *((12, 0, 0), (40, 0, 0), (25, 0, 0)),
                *((0, 8, 0), (0, 30, 0)),
                *((0, 0, 18), (0, 0, 6), (0, 0, 50)),
            ),
            (
                *((1, 0, 0), (9, 0, 0), (4, 0, 0)),
                *((0, 4, 0), (0, 13, 0)),
                *((0, 0, 5), (0, 0, 0), (0, 0, 11)),
            ),
            USUAL,
            HalfNormal(0.5),
        ),
    ),
    "crossed": Kept(
        "Four units crossed with two diagnoses, one unit without people of the second",
        GroupedProblem(
            ((10, 0), (20, 15), (5, 12), (30, 14)),
            ((1, 0), (3, 6), (0, 5), (9, 7)),
            USUAL,
            HalfNormal(0.5),
        ),
    ),
    "identical_regions": Kept(
        "Three identical regions of two units each: tau may be 0, log tau has a heavy tail",
        GroupedProblem(
            (*((40, 0, 0), (20, 0, 0)), *((0, 40, 0), (0, 20, 0)), *((0, 0, 40), (0, 0, 20))),
            (*((10, 0, 0), (5, 0, 0)), *((0, 10, 0), (0, 5, 0)), *((0, 0, 10), (0, 0, 5))),
            USUAL,
            HalfNormal(0.5),
        ),
    ),
}
