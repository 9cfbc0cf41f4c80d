"""Measures of variation against simulation, scipy's distributions and loops over persons."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from scipy.stats import logistic

from bayes_bench.quantities.model.variation import FAMILY, QUANTITIES
from bayes_bench.tables.model.variation import TABLE
from tests.builders.wards import flat, people, person_logits, rows_of, wards

DRAWS = {one.name: one.draws for one in QUANTITIES if one.draws is not None}


def drawn(name: str) -> np.ndarray:
    """Draws (draw,) of a measure of the wards."""
    return DRAWS[name](wards()).transpose("chain", "draw").to_numpy().ravel()


def test_the_median_odds_ratio_is_that_of_simulated_pairs_of_units() -> None:
    rng = np.random.default_rng(1)
    for draw in (0, 700, 3000):
        sd = flat(wards(), "unit_sd")[draw]
        apart = np.abs(np.diff(rng.normal(0.0, sd, (400_000, 2)), axis=1))
        # the median of 400,000 has an error of some 0.2 %
        assert drawn("median_odds_ratio")[draw] == pytest.approx(np.median(np.exp(apart)), rel=0.01)


def test_the_variance_partition_coefficient_is_a_part_of_two_variances() -> None:
    sd = flat(wards(), "unit_sd")
    np.testing.assert_allclose(drawn("variance_share"), sd**2 / (sd**2 + logistic.var()))


def test_rankability_person_by_person() -> None:
    fit = wards()
    logits, unit = person_logits(fit)
    effects, sds = flat(fit, "unit_effect"), flat(fit, "unit_sd")
    for draw in (0, 999):
        information = dict.fromkeys(range(7), 0.0)
        for person, ward in enumerate(unit):
            p = expit(logits[draw, person] + effects[draw, ward])
            information[int(ward)] += p * (1 - p)
        # "other", the last, is not ranked
        noise = float(np.median([1 / information[ward] for ward in range(6)]))
        expected = sds[draw] ** 2 / (sds[draw] ** 2 + noise)
        assert drawn("rankability")[draw] == pytest.approx(expected, rel=1e-9)


def test_facts_are_the_same_in_every_draw_and_those_of_the_people() -> None:
    table: pd.DataFrame = people()
    shown = table[~table["ward"].isin([*"xyz"])]
    expected = {
        "observed_share_persons": table["ill"].mean(),
        "observed_share_units": shown.groupby("ward")["ill"].mean().mean(),
    }
    rows = rows_of(FAMILY, wards())
    for name, rate in expected.items():
        assert np.unique(drawn(name)).tolist() == pytest.approx([rate])
        assert rows.loc[name, "value"] == pytest.approx(rate)
        assert rows.loc[name, ["r_hat", "ess_bulk", "mcse"]].isna().all()


def test_the_rows_are_those_of_the_table_but_for_the_parameter() -> None:
    printed = TABLE.build(wards())["quantity"].tolist()
    assert ["unit_sd", *rows_of(FAMILY, wards()).index] == printed
