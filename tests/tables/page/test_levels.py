"""Rates by level: as pandas counts them, and which of them may be shown."""

import pytest

from bayes_bench.tables.case_mix.effects import TABLE
from bayes_bench.tables.page.levels import PAGE_TABLE
from tests.builders.wards import MIN_COUNT, people, wards


@pytest.mark.parametrize("public", [True, False])
def test_people_and_events_of_every_level(*, public: bool) -> None:
    everybody = people()
    if not public:
        rare = everybody["job"].isin(["ship", "pilot", "diver"])
        everybody = everybody.assign(job=everybody["job"].mask(rare, "other"))
    counted = everybody.groupby("job")["ill"].agg(["size", "sum", "mean"])
    table = PAGE_TABLE.build(wards(public=public))
    assert table["covariate"].eq("job").all(), "a measurement has no levels"
    levels = [level for (level,) in table["levels"]]
    assert sorted(levels) == counted.index.tolist()
    for column, name in {"n": "size", "events": "sum", "observed": "mean"}.items():
        assert table[column].tolist() == pytest.approx(counted.loc[levels, name].tolist())


def test_nothing_that_is_shown_rests_on_few_people() -> None:
    table = PAGE_TABLE.build(wards())
    assert (table["n"] - table["events"]).min() >= MIN_COUNT
    assert table["events"].min() >= MIN_COUNT
    assert not {"ship", "pilot", "diver"} & {level for row in table["levels"] for level in row}
    exact = PAGE_TABLE.build(wards(public=True))
    assert exact["n"].min() < MIN_COUNT, "the negative control"


def test_adjusted_rates_differ_by_the_average_effects() -> None:
    table = PAGE_TABLE.build(wards())
    rate = table.set_index(table["levels"].str[0])["adjusted"]
    effects = TABLE.build(wards()).query("term == 'job'").set_index("level")["effect_pp"]
    for level, effect in effects.items():
        assert 100 * (rate[level] - rate["desk"]) == pytest.approx(effect, abs=1e-6)
    assert (table["lower"] < table["adjusted"]).all()
    assert (table["adjusted"] < table["upper"]).all()


def test_without_categories_there_are_no_rows() -> None:
    assert PAGE_TABLE.build(wards(bare=True)).empty
