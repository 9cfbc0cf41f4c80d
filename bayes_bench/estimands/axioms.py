"""Which estimand keeps which axiom for a standardised measure.

The setting is the internal one: the country is made of the very units that are compared. A unit's
actual rates are those of the model, pi_i(u_j), and they move with its effect u_j; coefficients,
``unit_sd`` and the effects of the other units stay as they are. What was observed is taken equal
to the actual rates.

Below, P, E and D are shares as in `measures`; c is the country's common shift under ``national``;
V_j(u) is the mean of pi_i(u) (1 - pi_i(u)) over the unit's own people, the slope of P_j in u; and
s_j = n_j V_j(c) / sum_k n_k V_k(c), so that dc/du_j = s_j V_j(u_j) / V_j(c).

References
----------
Roessler, Schmitt & Schoffer (2021), 10.1371/journal.pone.0257003
"""

from collections.abc import Mapping
from typing import Literal

import pandas as pd

type Verdict = Literal["holds", "fails", "fixed_standard"]

AXIOMS: Mapping[str, str] = {
    "strict_monotonicity": "The figure of a unit rises when its actual rates rise.",
    "case_mix_insensitivity": "It does not depend on who lives in the unit.",
    "scale_insensitivity": "It does not depend on how many live in the unit.",
    "equivalence": "Units with the same rates for every kind of person have the same figure.",
    "dominance": "A unit with lower rates for every kind of person has the lower figure.",
}
"""What each axiom asks of a figure, all else equal."""

VERDICTS: Mapping[Verdict, str] = {
    "holds": "In every country.",
    "fixed_standard": "Where the country's case mix stays as it is, and not otherwise.",
    "fails": "Not even where the country's case mix stays as it is.",
}

_H: Verdict = "holds"
_F: Verdict = "fails"
_S: Verdict = "fixed_standard"

_NONE = ("",)
_NATIONAL = ("national",)
_OUTSIDE = ("typical", "population", "average_unit")
_ALL = (*_NATIONAL, *_OUTSIDE)

# A share of the unit's own people: whatever is made of it keeps their mix. Typical and population
# take no notice of the units there are, so that E_j stays when u_j or n_j moves. The average unit
# has u_j as one vote in J, however many people live there. The national level moves with both.
_ROWS: tuple[tuple[str, tuple[str, ...], tuple[Verdict, ...]], ...] = (
    # in the order of AXIOMS: monotonicity, case mix, scale, equivalence, dominance
    ("predicted", _NONE, (_H, _F, _H, _F, _F)),
    ("observed", _NONE, (_H, _F, _H, _F, _F)),
    # d(P - E)/du = V(u) (1 - s) under national, V(u) (1 - 1/J) under average_unit: above 0
    ("indicator", _NATIONAL, (_H, _F, _F, _F, _F)),
    ("indicator", _OUTSIDE, (_H, _F, _H, _F, _F)),
    # n times the indicator: it counts people, so size is meant to matter
    ("persons", _ALL, (_H, _F, _F, _F, _F)),
    ("observed_gap", _NATIONAL, (_H, _F, _F, _F, _F)),
    ("observed_gap", _OUTSIDE, (_H, _F, _H, _F, _F)),
    # d(P/E)/du has the sign of E - s P under national: below 0 once P/E exceeds 1/s.
    # Under average_unit E = P/J + a constant above 0, so that P/E rises with P.
    ("ratio_pe", _NATIONAL, (_F, _F, _F, _F, _F)),
    ("ratio_pe", _OUTSIDE, (_H, _F, _H, _F, _F)),
    ("ratio_oe", _NATIONAL, (_F, _F, _F, _F, _F)),
    ("ratio_oe", _OUTSIDE, (_H, _F, _H, _F, _F)),
    # the country's share, by which P/E is multiplied, moves with the unit's rates and its size
    ("indirect_rate", ("typical",), (_H, _F, _F, _F, _F)),
    # one function of u for all units; the country's people, whom it is a mean over, include theirs
    ("direct_rate", _NONE, (_H, _S, _S, _H, _H)),
    # its centre weighs the units by their people, whoever these are
    ("direct_gap", _NONE, (_H, _S, _F, _H, _H)),
    # a function of the effects alone, and the mean effect gives each unit one vote
    ("odds_ratio", _NONE, (_H, _H, _H, _H, _H)),
)


def axiom_table(average_weights: str = "units") -> pd.DataFrame:
    """Which estimand keeps which axiom.

    Parameters
    ----------
    average_weights : {"units", "persons"}
        Whether a unit or a person has one vote under ``average_unit``; where persons vote, a unit's
        size moves what is expected of all.

    Returns
    -------
    DataFrame
        A row per ``estimand`` and ``reference`` ("" where it has none), and a column for each of
        `AXIOMS` with one of `VERDICTS`.

    References
    ----------
    Roessler, Schmitt & Schoffer (2021), 10.1371/journal.pone.0257003
    """
    rows = [
        (estimand, reference, *verdicts)
        for estimand, references, verdicts in _ROWS
        for reference in references
    ]
    table = pd.DataFrame(rows, columns=["estimand", "reference", *AXIOMS])
    if average_weights == "persons":
        table.loc[table["reference"] == "average_unit", "scale_insensitivity"] = _F
    return table
