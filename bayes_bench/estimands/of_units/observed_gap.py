"""Observed minus expected: the unshrunken risk difference of indirect standardisation."""

from bayes_bench.estimands.estimand import EVERY_REFERENCE, NATIONAL, OUTSIDE, Estimand, column

ESTIMAND = Estimand(
    name="observed_gap",
    measure=column("observed_gap"),
    units="percentage points",
    long_name="observed minus expected",
    formula="100 (O_j - E_j)",
    place=90,
    synonyms=(
        "o e",
        "observed minus expected",
        "excess rate",
    ),
    references=EVERY_REFERENCE,
    has_sampling_error=True,
    bounds=(-100.0, 100.0),
    axioms={
        NATIONAL: ("holds", "fails", "fails", "fails", "fails"),
        OUTSIDE: ("holds", "fails", "holds", "fails", "fails"),
    },
)
