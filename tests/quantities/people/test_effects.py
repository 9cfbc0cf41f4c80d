"""Effects of covariates on the odds."""

import numpy as np

from bayes_bench.quantities.people.effects import FAMILY, QUANTITIES
from tests.builders.wards import flat, flat_draws, people, rows_of, wards

EFFECTS = ["job=field", "job=other", "weight=per unit", "weight=per sd"]
DRAWS = {one.name: one.draws for one in QUANTITIES if one.draws is not None}


def drawn(name: str) -> np.ndarray:
    return flat_draws(DRAWS[name](wards()))


def coefficient(term: str) -> np.ndarray:
    terms = wards().posterior["posterior"].to_dataset()["term"].values.tolist()
    return flat(wards(), "coefficient")[:, terms.index(term)]


def test_rows_have_names_of_their_own() -> None:
    rows = rows_of(FAMILY, wards())
    assert rows.index.tolist() == [f"odds_ratio[{one}]" for one in EFFECTS]


def test_odds_ratios_are_those_of_the_coefficients() -> None:
    sd = people()["weight"].std(ddof=0)
    expected = [
        coefficient("job[field]"),
        coefficient("job[other]"),
        coefficient("weight") / sd,
        coefficient("weight"),
    ]
    np.testing.assert_allclose(drawn("odds_ratio"), np.exp(np.column_stack(expected)), rtol=1e-9)


def test_levels_that_are_hidden_have_no_row() -> None:
    shown = " ".join(rows_of(FAMILY, wards()).index)
    assert not any(job in shown for job in ("ship", "pilot", "diver"))
    public = " ".join(rows_of(FAMILY, wards(public=True)).index)
    assert all(job in public for job in ("ship", "pilot", "diver")), "the negative control"


def test_without_covariates_there_are_no_rows() -> None:
    assert DRAWS["odds_ratio"](wards(bare=True)).shape[-1] == 0
    assert rows_of(FAMILY, wards(bare=True)).empty
