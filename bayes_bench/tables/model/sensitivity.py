"""`sensitivity.csv`: what other choices would change."""

import pandas as pd

from bayes_bench.fitted import Fit
from bayes_bench.sensitivity_analysis.compare import comparison, sensitivity_of
from bayes_bench.tables.column import NO_BOUNDS, POSITIVE, Column, with_interval
from bayes_bench.tables.table import Table

VARIANT = "[{variant}, {detail}]"
"""Label of what is diagnosed of a variant."""
_FLIPS = {
    "flags_flipped": "How many units have another flag than in the base.",
    "flags_flipped_beyond_error": "How many of these by more than Monte Carlo error.",
}
_OF_ENDS = {
    "changed": "How many of the k units likeliest to be among the {} leave that list.",
    "changed_beyond_error": "How many places of that list change by more than Monte Carlo error"
    " ({}).",
    "left": "Codes of the units that leave the list of the {}.",
    "entered": "Codes of the units that enter the list of the {}.",
}


def is_asked(fit: Fit) -> bool:
    """Whether the model names covariates to leave out."""
    return bool(fit.model.sensitivity.without)


def _build(fit: Fit) -> pd.DataFrame:
    return sensitivity_of(fit).summary


TABLE = Table(
    file="sensitivity.csv",
    about="a choice made otherwise",
    columns=(
        Column("variant", "Which choice is made otherwise; base: none."),
        Column("detail", "How it is made otherwise."),
        Column("verdict", "accepted, refused by its diagnostics, or skipped.", "decision"),
        *with_interval(
            "unit_sd",
            "the standard deviation of the unit effects",
            "logits",
            f"variant_unit_sd{VARIANT}",
            POSITIVE,
        ),
        *with_interval(
            "effect",
            "the effect of the unit-level covariate that was added (contextual effect)",
            "logits",
            f"variant_effect{VARIANT}",
        ),
        Column(
            "largest_change",
            "Largest absolute change of a unit's posterior mean indicator.",
            "estimate",
            "percentage points",
            (0.0, 100.0),
            f"variant_change{VARIANT}",
        ),
        Column(
            "largest_unit",
            "Code of the unit that changes most.",
            "decision",
            quantity=f"variant_change{VARIANT}",
        ),
        Column(
            "mean_change",
            "Mean over units of the absolute change of the posterior mean indicator.",
            "estimate",
            "percentage points",
            (0.0, 100.0),
            f"variant_change{VARIANT}",
        ),
        Column(
            "kendall_tau",
            "Kendall's tau-b of the expected ranks and those of the base.",
            "estimate",
            "1",
            (-1.0, 1.0),
            f"variant_rank{VARIANT}",
        ),
        *(
            Column(name, meaning, "decision", "units", POSITIVE, f"variant_probability{VARIANT}")
            for name, meaning in _FLIPS.items()
        ),
        Column(
            "flips",
            "Which flags changed, and how.",
            "decision",
            quantity=f"variant_probability{VARIANT}",
        ),
        *(
            Column(
                f"{end}_{what}",
                meaning.format(end),
                "decision",
                "units" if "changed" in what else "",
                POSITIVE if "changed" in what else NO_BOUNDS,
                f"variant_probability{VARIANT}",
            )
            for end in ("best", "worst")
            for what, meaning in _OF_ENDS.items()
        ),
        Column("note", "Why there are no figures, or what they are about."),
    ),
    build=_build,
    place=190,
    refers={"largest_unit": ("largest_unit", "largest_change")},
    is_there=is_asked,
    aside=comparison,
)
