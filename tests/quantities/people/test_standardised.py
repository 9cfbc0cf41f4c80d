"""Standardised effects, person by person under each of two lives."""

import numpy as np
import pytest
from scipy.special import expit

from bayes_bench.fitted import thinned_fit
from bayes_bench.quantities.people.standardised import FAMILY, QUANTITIES
from tests.builders.wards import flat, flat_draws, person_logits, rows_of, wards

EFFECTS = ["job=field", "job=other", "weight=per unit", "weight=per sd"]
LEVELS = ["job=desk", "job=field", "job=other"]
DRAWS = {one.name: one.draws for one in QUANTITIES if one.draws is not None}


def drawn(name: str) -> np.ndarray:
    return flat_draws(DRAWS[name](wards()))


def coefficient(term: str) -> np.ndarray:
    terms = wards().posterior["posterior"].to_dataset()["term"].values.tolist()
    return flat(thinned_fit(wards()), "coefficient")[:, terms.index(term)]


def everyones_rate(own: dict[str, float]) -> np.ndarray:
    """Mean over all people of their probability with another job's log odds in place of theirs."""
    logits, unit = person_logits(thinned_fit(wards()))
    codes = np.repeat(
        wards().analysis.cells["covariate_job"].values, wards().analysis.cells["trials"].values
    )
    jobs = np.column_stack(
        [np.zeros(len(logits)), coefficient("job[field]"), coefficient("job[other]")]
    )
    logits = logits + flat(thinned_fit(wards()), "unit_effect")[:, unit] - jobs[:, codes]
    return expit(logits + jobs[:, [int(own["job"])]]).mean(axis=1)


def test_rows_have_names_of_their_own() -> None:
    rows = rows_of(FAMILY, wards())
    expected = [f"effect_pp[{one}]" for one in EFFECTS]
    assert rows.index.tolist() == [*expected, *(f"adjusted_share[{level}]" for level in LEVELS)]


def test_the_standardised_rate_gives_everybody_the_level() -> None:
    for place in range(3):
        expected = everyones_rate({"job": place})
        np.testing.assert_allclose(drawn("adjusted_share")[:, place], expected, atol=1e-8)


def test_an_average_effect_is_a_difference_of_two_lives() -> None:
    found = drawn("effect_pp")
    rate = [everyones_rate({"job": place}) for place in range(3)]
    np.testing.assert_allclose(found[:, 0], 100 * (rate[1] - rate[0]), atol=1e-6)
    logits, unit = person_logits(thinned_fit(wards()))
    logits = logits + flat(thinned_fit(wards()), "unit_effect")[:, unit]
    heavier = expit(logits + coefficient("weight")[:, None]).mean(axis=1)
    expected = 100 * (heavier - expit(logits).mean(axis=1))
    np.testing.assert_allclose(found[:, 3], expected, atol=1e-6)
    assert np.abs(found[:, 2]).max() < np.abs(found[:, 3]).max(), "a kilogram is less than an sd"


def test_levels_that_are_hidden_have_no_row() -> None:
    shown = " ".join(rows_of(FAMILY, wards()).index)
    assert not any(job in shown for job in ("ship", "pilot", "diver"))
    public = " ".join(rows_of(FAMILY, wards(public=True)).index)
    assert all(job in public for job in ("ship", "pilot", "diver")), "the negative control"


@pytest.mark.parametrize("name", ["effect_pp", "adjusted_share"])
def test_without_covariates_there_are_no_rows(name: str) -> None:
    assert DRAWS[name](wards(bare=True)).shape[-1] == 0
    assert rows_of(FAMILY, wards(bare=True)).empty
