"""Direct standardisation: the rate of everybody in the country if all lived in the unit."""

from bayes_bench.estimands.estimand import NO_REFERENCE, Estimand, column

ESTIMAND = Estimand(
    name="direct_rate",
    measure=column("direct_rate"),
    units="share",
    long_name="share if everybody in the country lived in the unit",
    formula="mean over all people of pi_i(u_j)",
    place=50,
    synonyms=(
        "dsr",
        "direct",
        "directly standardised rate",
        "directly standardized rate",
        "direct standardisation",
    ),
    bounds=(0.0, 1.0),
    # one function of u for all units; the country's people, whom it is a mean over, include theirs
    axioms={NO_REFERENCE: ("holds", "fixed_standard", "fixed_standard", "holds", "holds")},
)
