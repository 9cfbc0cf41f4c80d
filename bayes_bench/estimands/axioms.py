"""Which estimand keeps which axiom for a standardised measure.

The setting is the internal one: the country is made of the very units that are compared. A unit's
actual rates are those of the model, pi_i(u_j), and they move with its effect u_j; coefficients,
``unit_sd`` and the effects of the other units stay as they are. What was observed is taken equal
to the actual rates.

Below, P, E and D are the predicted, expected and direct rates (`indicators.benchmark`); c is the
country's common shift under ``national``; V_j(u) is the mean of pi_i(u) (1 - pi_i(u)) over the
unit's own people, the slope of P_j in u; and s_j = n_j V_j(c) / sum_k n_k V_k(c), so that dc/du_j =
s_j V_j(u_j) / V_j(c).

References
----------
Roessler, Schmitt & Schoffer (2021), 10.1371/journal.pone.0257003
"""

from collections.abc import Iterator, Mapping

import pandas as pd

from bayes_bench.estimands.catalogue import ESTIMANDS
from bayes_bench.estimands.estimand import Verdict, Verdicts

AXIOMS: Mapping[str, str] = {
    "strict_monotonicity": "The figure of a unit rises when its actual rates rise.",
    "case_mix_insensitivity": "It does not depend on who lives in the unit.",
    "scale_insensitivity": "It does not depend on how many live in the unit.",
    "equivalence": "Units with the same rates for every kind of person have the same figure.",
    "dominance": "A unit with lower rates for every kind of person has the lower figure.",
}
"""What each axiom asks of a figure, all else equal; the file of an estimand has its verdicts."""

VERDICTS: Mapping[Verdict, str] = {
    "holds": "In every country.",
    "fixed_standard": "Where the country's case mix stays as it is, and not otherwise.",
    "fails": "Not even where the country's case mix stays as it is.",
}

NOT_EXAMINED: Verdict = "not_examined"
"""Of an estimand whose file says nothing of the axioms."""
_OBSERVED: Verdicts = ("holds", "fails", "holds", "fails", "fails")
"""Of the observed rate, which is a fact and not among the estimands."""


def axiom_table(average_weights: str = "units") -> pd.DataFrame:
    """Which estimand keeps which axiom.

    Parameters
    ----------
    average_weights : {"units", "persons"}
        Whether units or people have equal weights under ``average_unit``; where people have, a
        unit's size moves what is expected of all.

    Returns
    -------
    DataFrame
        A row per ``estimand`` and ``reference`` ("" where it has none), and a column for each of
        `AXIOMS` with one of `VERDICTS`, or `NOT_EXAMINED`.

    References
    ----------
    Roessler, Schmitt & Schoffer (2021), 10.1371/journal.pone.0257003
    """
    table = pd.DataFrame(_rows(), columns=["estimand", "reference", *AXIOMS])
    if average_weights == "persons":
        table.loc[table["reference"] == "average_unit", "scale_insensitivity"] = "fails"
    return table


def _rows() -> Iterator[tuple[str, ...]]:
    for estimand in ESTIMANDS:
        for reference in estimand.named_references:
            yield estimand.name, reference, *estimand.verdicts(reference)
    yield "observed", "", *_OBSERVED
