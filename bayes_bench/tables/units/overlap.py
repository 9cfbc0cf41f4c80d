"""`overlap.csv`: how much of the country's case mix a unit has seen."""

import pandas as pd

from bayes_bench.estimands.expectation.overlap import case_mix_overlap
from bayes_bench.fitted import Fit
from bayes_bench.tables.column import NAME, PROPORTION, UNIT, Column
from bayes_bench.tables.table import Table


def overlap_table(fit: Fit) -> pd.DataFrame:
    """Fractions to the whole per cent: more digits could tell of single people."""
    seen = ["levels_seen", "risk_seen"]
    table = case_mix_overlap(fit)[["name", *seen, "warning"]].to_dataframe()
    digits = {} if fit.model.disclosure.shows_all else dict.fromkeys(seen, 2)
    return table[["name", *seen, "warning"]].round(digits).reset_index()


TABLE = Table(
    file="overlap.csv",
    about="a unit",
    columns=(
        UNIT,
        NAME,
        Column(
            "levels_seen",
            "Fraction of the country's people all of whose levels occur in the unit, and whose"
            " measurements lie within its range.",
            "fact",
            "share",
            PROPORTION,
            of_people=True,
        ),
        Column(
            "risk_seen",
            "Fraction of the country's people whose linear predictor at the posterior mean of the"
            " coefficients lies within the unit's range of it.",
            "estimate",
            "share",
            PROPORTION,
            "coefficient[*]",
        ),
        Column(
            "warning",
            "Whether either is below 0.9, so that the direct rate extrapolates.",
            "decision",
            quantity="coefficient[*]",
        ),
    ),
    build=overlap_table,
    place=120,
)
