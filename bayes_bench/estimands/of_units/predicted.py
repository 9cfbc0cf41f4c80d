"""The predicted rate: the underlying rate of the unit's own people."""

from bayes_bench.estimands.estimand import NO_REFERENCE, Estimand, column

ESTIMAND = Estimand(
    name="predicted",
    measure=column("predicted"),
    units="share",
    long_name="underlying share on the unit's own people",
    formula="P_j = mean_i pi_ij(u_j)",
    place=80,
    synonyms=(
        "rate",
        "shrunken rate",
        "share",
        "underlying rate",
    ),
    bounds=(0.0, 1.0),
    axioms={NO_REFERENCE: ("holds", "fails", "holds", "fails", "fails")},
)
