"""Excess events (negative: avoided events): the indicator as a number of people."""

from bayes_bench.estimands.estimand import EVERY_REFERENCE, Estimand, column

ESTIMAND = Estimand(
    name="persons",
    measure=column("persons"),
    units="people",
    long_name="the indicator as a number of people",
    formula="n_j (P_j - E_j)",
    place=20,
    synonyms=(
        "excess",
        "excess events",
        "excess deaths",
        "o e persons",
        "people",
    ),
    references=EVERY_REFERENCE,
    # n times the indicator: it counts people, so size is meant to matter
    axioms={EVERY_REFERENCE: ("holds", "fails", "fails", "fails", "fails")},
)
