"""The probabilities that decide the flags, draw by draw."""

import numpy as np
import pytest

from bayes_bench.quantities.units.flags import FAMILY, QUANTITIES, flag_draws
from bayes_bench.tables.units.indicators import TABLE
from tests.builders.fits import fit_of
from tests.builders.wards import (
    SHOWN,
    arviz_mcse,
    rates_by_hand,
    rows_of,
    ward_model,
    wards,
)

MARGIN = 1.0


def counted() -> dict[str, np.ndarray]:
    """Zeros and ones of each draw and unit."""
    gap = rates_by_hand(wards()).indicator
    better, worse = gap < -MARGIN, gap > MARGIN  # few events are good
    likelier = [b if b.mean() >= w.mean() else w for b, w in zip(better.T, worse.T, strict=True)]
    return {
        "probability_better": gap < 0,
        "probability_beyond_better": better,
        "probability_beyond_worse": worse,
        "probability_beyond_margin": np.column_stack(likelier),
    }


def test_each_is_a_fraction_of_the_draws_with_the_error_of_arviz() -> None:
    rows = rows_of(FAMILY, wards())
    for name, hits in counted().items():
        for place, unit in enumerate(SHOWN):
            row, draws = rows.loc[f"{name}[{unit}]"], hits[:, place].astype(float)
            assert row["value"] == pytest.approx(draws.mean(), abs=1e-12)
            if 0 < draws.mean() < 1:
                assert row["mcse"] == pytest.approx(arviz_mcse(wards(), draws), rel=1e-9)


def test_they_are_the_ones_that_are_printed() -> None:
    rows, table = rows_of(FAMILY, wards()), TABLE.build(wards()).set_index("unit")
    for name in ("probability_better", "probability_beyond_margin"):
        found = rows.loc[[f"{name}[{unit}]" for unit in SHOWN], "value"]
        np.testing.assert_allclose(found, table.loc[SHOWN, name], atol=1e-12)


def test_where_many_events_are_good_the_sides_change_places() -> None:
    fit = wards()
    data = {"unit": "ward", "outcome": "ill", "better": "higher"}
    turned = fit_of(fit.posterior, fit.analysis.cells, ward_model(data=data))
    there, here = flag_draws(turned), flag_draws(fit)
    one, other = (f"probability_beyond_{side}" for side in ("better", "worse"))
    np.testing.assert_array_equal(there[one], here[other])
    np.testing.assert_array_equal(there[other], here[one])
    assert (there["probability_better"] + here["probability_better"] == 1).all()
    assert bool((here[one] != here[other]).any()), "the negative control"


def test_four_of_every_unit_and_all_judged() -> None:
    assert len(rows_of(FAMILY, wards())) == len(QUANTITIES) * len(SHOWN)
    assert FAMILY.judged
