"""Predicted minus expected: the shrunken (posterior) risk difference, the indicator."""

from bayes_bench.estimands.estimand import EVERY_REFERENCE, NATIONAL, OUTSIDE, Estimand, column

# A rate of the unit's own people: whatever is made of it depends on their case mix. Typical and
# population do not depend on the units at hand, so that E_j stays when u_j or n_j moves. The
# average unit gives u_j the weight 1/J, however many people live there. The national level moves
# with both.
ESTIMAND = Estimand(
    name="indicator",
    measure=column("indicator"),
    units="percentage points",
    long_name="underlying minus expected",
    formula="100 (P_j - E_j)",
    place=10,
    synonyms=(
        "benchmark",
        "benchmark indicator",
        "gap",
    ),
    references=EVERY_REFERENCE,
    bounds=(-100.0, 100.0),
    doi="10.1177/0962280212465165",
    # d(P - E)/du = V(u) (1 - s) under national, V(u) (1 - 1/J) under average_unit: above 0
    axioms={
        NATIONAL: ("holds", "fails", "fails", "fails", "fails"),
        OUTSIDE: ("holds", "fails", "holds", "fails", "fails"),
    },
)
