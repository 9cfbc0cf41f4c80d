"""Log odds ratios by the names of `effects.csv`."""

import numpy as np

from bayes_bench.quantities.people.log_odds import FAMILY
from bayes_bench.tables.case_mix.effects import TABLE
from tests.builders.wards import arviz_mcse, flat, people, rows_of, wards


def test_a_row_for_every_row_of_the_table_with_its_value() -> None:
    table, rows = TABLE.build(wards()), rows_of(FAMILY, wards())
    labels = table["term"] + "=" + table["level"]
    assert rows.index.tolist() == [f"log_odds[{label}]" for label in labels]
    np.testing.assert_allclose(rows["value"], table["log_odds"], rtol=1e-12)


def test_a_step_of_a_linear_covariate_is_in_its_own_units() -> None:
    fit = wards()
    rows = rows_of(FAMILY, fit)
    terms = fit.posterior["posterior"].to_dataset()["term"].values.tolist()
    per_sd = flat(fit, "coefficient")[:, terms.index("weight")]
    sd = people()["weight"].std(ddof=0)
    expected = {"per sd": per_sd, "per unit": per_sd / sd}
    for level, draws in expected.items():
        row = rows.loc[f"log_odds[weight={level}]"]
        np.testing.assert_allclose(row["value"], draws.mean(), rtol=1e-9)
        np.testing.assert_allclose(row["mcse"], arviz_mcse(fit, draws), rtol=1e-9)


def test_it_is_judged_and_stands_behind_the_estimands() -> None:
    (quantity,) = FAMILY.of(wards())
    assert quantity.unit == "logits"
    assert FAMILY.judged
    assert rows_of(FAMILY, wards(bare=True)).empty
