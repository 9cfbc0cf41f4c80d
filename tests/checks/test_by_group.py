"""Checks by group against the same people counted one by one."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from bayes_bench.checks.by_group import CHECK, group_checks, replicated_groups
from bayes_bench.predictive.replicates import replicates_of
from tests.builders.registers import Register


@pytest.fixture(scope="module")
def people(register: Register) -> pd.DataFrame:
    """A row per person: joint, event, and risk at the posterior mean of the parameters."""
    cells, draws = register.cells, register.draws
    design = register.observed.design
    columns = design.matrix.toarray() - design.center
    risk = draws.intercept.mean() + columns @ draws.coefficient.mean(axis=0)
    risk += draws.unit_effect.mean(axis=0)[cells["unit_index"].to_numpy()]
    levels = np.array(cells["covariate_joint"].attrs["levels"])
    cell = np.repeat(np.arange(cells.sizes["cell"]), cells["trials"].to_numpy())
    rows = pd.DataFrame({"cell": cell, "risk": expit(risk)[cell]})
    rows["joint"] = levels[cells["covariate_joint"].to_numpy()[cell]]
    place = rows.groupby("cell").cumcount()
    rows["event"] = place < cells["events"].to_numpy()[cell]
    return rows


def test_levels_and_all_people(register: Register, people: pd.DataFrame) -> None:
    observed = group_checks(register.fit).set_index("check")["observed"]
    assert observed["events"] == people["event"].sum()
    for level, rate in people.groupby("joint")["event"].mean().items():
        assert observed[f"level[joint={level}]"] == pytest.approx(rate)


def test_tenths_are_tenths_of_the_people_by_risk(register: Register, people: pd.DataFrame) -> None:
    observed = group_checks(register.fit).set_index("check")["observed"]
    tenths = observed[observed.index.str.startswith("calibration")]
    assert len(tenths) == 10
    ordered = people.sort_values("risk", kind="stable")["event"].to_numpy()
    by_tenth = [part.mean() for part in np.array_split(ordered, 10)]
    # a cell of several people is in the tenth of its middle one: at most its people are elsewhere
    most = people.groupby("cell").size().max()
    np.testing.assert_allclose(tenths, by_tenth, atol=2 * most / (len(people) / 10))
    assert tenths.mean() == pytest.approx(people["event"].mean(), abs=most / len(people))
    assert np.corrcoef(tenths, np.arange(10))[0, 1] > 0.8


def test_replicated_people_are_counted_once_however_they_are_grouped(
    register: Register, people: pd.DataFrame
) -> None:
    found = replicated_groups(register.fit)
    values = pd.DataFrame(found.values, columns=found.labels)
    units = replicates_of(register.fit).events[:, : register.observed.population.units]
    np.testing.assert_array_equal(values["events"], units.sum(axis=1))
    sizes = people.groupby("joint").size()
    by_level = sum(values[f"level[joint={level}]"] * size for level, size in sizes.items())
    np.testing.assert_allclose(by_level, values["events"])


def test_all_people_are_a_number_and_groups_are_rates(register: Register) -> None:
    assert CHECK.measure_of("events") == "people"
    assert [CHECK.measure_of(name) for name in ("calibration", "level")] == ["share", "share"]
    table = group_checks(register.fit).set_index("check")
    assert table["lower"]["events"] > 1
    assert table.drop(index="events")[["lower", "upper"]].to_numpy().max() <= 1
    assert (table["unit"] == "").all()
