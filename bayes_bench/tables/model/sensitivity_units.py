"""`sensitivity_units.csv`: what other choices would change, unit by unit."""

import pandas as pd

from bayes_bench.fitted import Fit
from bayes_bench.sensitivity_analysis.compare import sensitivity_of
from bayes_bench.tables.column import FROM_ONE, NAME, POINTS, POSITIVE, PROBABILITY, UNIT, Column
from bayes_bench.tables.model.sensitivity import VARIANT, is_asked
from bayes_bench.tables.table import Table

_PROBABILITY = f"variant_probability{VARIANT}"


def _build(fit: Fit) -> pd.DataFrame:
    return sensitivity_of(fit).units


TABLE = Table(
    file="sensitivity_units.csv",
    about="a ranked unit under a choice made otherwise",
    columns=(
        Column("variant", "Which choice is made otherwise; base: none."),
        Column("detail", "How it is made otherwise."),
        UNIT,
        NAME,
        Column(
            "indicator",
            "Posterior mean of the indicator under the variant.",
            "estimate",
            "percentage points",
            POINTS,
            f"variant_change{VARIANT}",
        ),
        Column(
            "change",
            "Change of the posterior mean indicator from the base.",
            "estimate",
            "percentage points",
            POINTS,
            f"variant_change{VARIANT}",
            "change_error",
        ),
        Column(
            "change_error",
            "Monte Carlo standard error of the change.",
            "error",
            "percentage points",
            POSITIVE,
        ),
        Column(
            "flag",
            "Flag under the variant: better, worse, none or undecided.",
            "decision",
            quantity=_PROBABILITY,
        ),
        Column(
            "base_flag",
            "Flag in the base.",
            "decision",
            quantity="probability_beyond_margin[{unit}]",
        ),
        Column(
            "flag_beyond_error",
            "Whether the flag changes, and its probability by more than Monte Carlo error.",
            "decision",
            quantity=_PROBABILITY,
        ),
        Column(
            "expected_rank",
            "Expected rank under the variant, 1 = best.",
            "estimate",
            "rank",
            FROM_ONE,
            f"variant_rank{VARIANT}",
        ),
        Column(
            "base_expected_rank",
            "Expected rank in the base.",
            "estimate",
            "rank",
            FROM_ONE,
            "rank[{unit}]",
        ),
        *(
            column
            for end in ("best", "worst")
            for column in (
                Column(
                    f"probability_{end}_k",
                    f"Posterior probability to be among the {end} k under the variant.",
                    "estimate",
                    "probability",
                    PROBABILITY,
                    _PROBABILITY,
                ),
                Column(
                    f"{end}_k",
                    f"Whether it stays, leaves or enters the list of the k likeliest {end}.",
                    "decision",
                    quantity=_PROBABILITY,
                ),
                Column(
                    f"{end}_k_beyond_error",
                    "Whether that changes, and the probability by more than Monte Carlo error.",
                    "decision",
                    quantity=_PROBABILITY,
                ),
            )
        ),
    ),
    build=_build,
    place=200,
    is_there=is_asked,
)
