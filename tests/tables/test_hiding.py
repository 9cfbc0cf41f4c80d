"""No table has a figure of a hidden unit that depends on what happened there."""

from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy.stats import kendalltau

from bayes_bench.estimands.orders import every_order
from bayes_bench.fitted import Fit
from bayes_bench.inputs.disclosure.hidden import Hidden
from bayes_bench.tables.column import UNIT, Column, fact
from bayes_bench.tables.hiding import blanked, undiagnosed
from bayes_bench.tables.registry import every_table, page_tables_of, tables_of
from bayes_bench.tables.table import Table
from tests.builders.hidden_wards import HIDDEN, RARE, SHOWN, hidden_wards, open_wards

HIDES = Hidden(frozenset({"a", "b"}), frozenset({("job", "dive")}), least=5)
COLUMNS = (
    UNIT,
    Column("n", "People.", "fact", of_people=True),
    fact("events", "Events."),
    Column("indicator", "Estimated.", "estimate"),
    Column("flag", "Decided.", "decision"),
    Column("visit", "Decided.", "decision"),
    Column("note", "Why."),
)
TABLE = Table("x.csv", "a unit", COLUMNS, lambda _fit: pd.DataFrame(), 1)


def small_table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "unit": ["a", "b", "c"],
            "n": [10, 20, 30],
            "events": [0, 7, 9],
            "indicator": [0.0, 1.5, -2.5],
            "flag": ["better", "none", "worse"],
            "visit": [True, False, True],
            "note": ["", "dropped: 8 people", ""],
        }
    )


def test_rows_of_hidden_units_keep_who_they_are_and_say_why() -> None:
    shown = blanked(TABLE, small_table(), HIDES)
    assert shown["unit"].tolist() == ["a", "b", "c"]
    assert shown["n"].tolist() == [10, 20, 30]
    for name in ("events", "indicator", "visit"):
        assert shown[name].isna().tolist() == [True, True, False]
    assert shown["flag"].tolist() == ["", "", "worse"]
    assert shown["note"].tolist() == [HIDES.note, f"dropped: 8 people; {HIDES.note}", ""]
    # whole numbers stay whole, and the table that was given stays as it is
    assert shown["events"].tolist()[2:] == [9]
    assert str(shown["events"].dtype) == "Int64"
    pd.testing.assert_frame_equal(small_table(), small_table())


def test_nothing_changes_where_nobody_is_hidden() -> None:
    pd.testing.assert_frame_equal(blanked(TABLE, small_table(), Hidden(least=5)), small_table())


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        ("rank[a]", True),
        ("p[mixed, b]", True),
        ("indicator[a, typical]", True),
        ("contribution[b, job]", True),
        ("log_odds[job=dive]", True),
        ("coefficient[job[dive]]", True),
        ("rank[c]", False),
        ("rank[ab]", False),
        ("log_odds[job=desk]", False),
        ("a", False),
    ],
)
def test_diagnostics_are_hidden_by_their_label(name: str, hidden: bool) -> None:
    row = {"quantity": [name], "r_hat": [1.0], "mcse": [0.1], "value": [3.0], "status": ["judged"]}
    shown = undiagnosed(pd.DataFrame(row), HIDES)
    assert shown["quantity"].tolist() == [name]
    assert shown[["r_hat", "mcse", "value"]].isna().to_numpy().all() == hidden


def test_a_code_may_hold_a_comma() -> None:
    row = pd.DataFrame({"quantity": ["p[mixed, x, y]"], "r_hat": [1.0], "value": [3.0]})
    assert undiagnosed(row, Hidden(frozenset({"x, y"}), least=5))["value"].isna().all()


def every_frame(fit: Fit) -> Mapping[str, pd.DataFrame]:
    return {**tables_of(fit), **page_tables_of(fit)}


@cache
def released() -> Mapping[str, pd.DataFrame]:
    return every_frame(hidden_wards())


@cache
def complete() -> Mapping[str, pd.DataFrame]:
    return every_frame(open_wards())


def numbers(rows: pd.DataFrame) -> Iterator[float]:
    """Figures of rows that have more digits than chance would give another unit, too."""
    for name in rows:
        for value in rows[name]:
            if isinstance(value, float | np.floating) and np.isfinite(value):
                yield float(value)


def rows_of(table: pd.DataFrame, codes: set[str]) -> pd.DataFrame:
    """Rows that name one of these units, in a column of their own or in a label."""
    is_named = np.zeros(len(table), dtype=bool)
    for name in ("unit", "other"):
        if name in table:
            is_named |= table[name].astype(str).isin(codes).to_numpy()
    if "quantity" in table:
        parts = (
            table["quantity"].astype(str).str.extract(r"\[(.*)\]$")[0].fillna("").str.split(", ")
        )
        is_named |= parts.map(lambda found: bool(codes & set(found))).to_numpy(dtype=bool)
    return table[is_named]


def test_who_is_hidden_is_known() -> None:
    assert hidden_wards().analysis.hidden.units == HIDDEN
    assert hidden_wards().analysis.hidden.levels == {("job", RARE)}
    assert not hidden_wards().analysis.hidden.regions


def test_every_table_is_there_in_both() -> None:
    assert released().keys() == complete().keys()
    assert {"pairs.csv", "sensitivity_units.csv", "expectation.csv"} <= released().keys()


def test_no_figure_of_a_hidden_unit_is_in_any_table() -> None:
    """Each is looked for in every cell of every table, to its last digit.

    Figures that shown units have too, such as a probability of 0, are no hidden unit's.
    """
    of_hidden = {
        value for table in complete().values() for value in numbers(rows_of(table, HIDDEN))
    }
    of_shown = {
        value
        for table in complete().values()
        for value in numbers(table.drop(rows_of(table, HIDDEN).index))
    }
    told = of_hidden - of_shown
    assert len(told) > 500
    overlap = {"overlap.csv"}  # whom the people of a unit are like is no matter of what happened
    for name in released().keys() - overlap:
        assert not told & set(numbers(released()[name])), name


def test_of_hidden_units_there_are_labels_and_people_alone() -> None:
    kept = {"n", "place", "levels_seen"} | {
        column.name for table in every_table() for column in table.columns if column.kind == "label"
    }
    for name, table in tables_of(hidden_wards()).items():
        rows = rows_of(table, HIDDEN).drop(columns=list(kept), errors="ignore")
        assert (rows.isna() | (rows == "") | (rows.index.size == 0)).to_numpy().all(), name


def test_figures_of_shown_units_are_those_of_all() -> None:
    """Hiding is no other analysis: whoever is shown has the same figures."""
    for name in ("indicators.csv", "ranks.csv", "estimands.csv", "rank_probabilities.csv"):
        shown, whole = (rows_of(tables[name], {*SHOWN}) for tables in (released(), complete()))
        pd.testing.assert_frame_equal(shown, whole, check_dtype=False)


def test_effects_of_levels_with_few_events_are_hidden() -> None:
    table = released()["effects.csv"].set_index(["term", "level"])
    assert table.loc[("job", RARE)].isna().all()
    assert table.drop(("job", RARE)).notna().all().all()


def test_hidden_units_are_named_by_no_list_and_by_no_neighbour() -> None:
    details = released()["rank_details.csv"]
    assert not set(details["next"].dropna()) & HIDDEN
    pairs = released()["pairs.csv"]
    assert not (set(pairs["unit"]) | set(pairs["other"])) & HIDDEN
    assert len(pairs) == len(SHOWN) * (len(SHOWN) - 1) / 2
    sensitivity = released()["sensitivity.csv"]
    texts = ["largest_unit", "flips", "best_left", "best_entered", "worst_left", "worst_entered"]
    for text in sensitivity[texts].to_numpy().ravel():
        assert not HIDDEN & {part.partition(":")[0] for part in str(text).split("; ")}


def test_what_is_printed_of_single_units_without_their_name_is_hidden() -> None:
    checks = released()["checks.csv"].set_index("check")
    of_units = ["spread", "minimum", "maximum"]
    assert checks.loc[of_units, ["observed", "lower", "upper", "p"]].isna().all().all()


def test_places_among_all_units_are_hidden_since_their_gaps_would_tell() -> None:
    empty = {
        "classical.csv": ["rank_classical", "rank"],
        "rank_details.csv": ["place_squared_error", "place_top_k", "crude_lower", "crude_upper"],
    }
    for name, columns in empty.items():
        assert released()[name][columns].isna().all().all()
        assert (
            complete()[name].loc[complete()[name]["unit"].isin(SHOWN), columns].notna().all().all()
        )


def test_totals_stay_and_the_mean_of_the_units_does_not() -> None:
    shown, whole = (
        tables["variation.csv"].set_index("quantity") for tables in (released(), complete())
    )
    assert shown.loc["observed_share_units"].isna().all()
    rest = [name for name in whole.index if name != "observed_share_units"]
    pd.testing.assert_frame_equal(shown.loc[rest], whole.loc[rest])


def test_agreement_is_of_shown_units() -> None:
    orders = every_order(hidden_wards())
    first, second = (order.loc[SHOWN, "expected_rank"] for order in [*orders.values()][:2])
    assert released()["agreement.csv"].loc[0, "kendall_tau"] == pytest.approx(
        kendalltau(first, second).statistic
    )


def test_diagnostics_of_a_hidden_members_effect_are_blank() -> None:
    names = ["job_effect[dive]", "job_effect[diver]", "other_effect[dive]", "job_sd"]
    table = pd.DataFrame({"quantity": names, "value": 1.0, "r_hat": 1.0, "status": "judged"})
    shown = undiagnosed(table, HIDES)
    assert shown["value"].isna().tolist() == [True, False, False, False]
    assert shown["r_hat"].isna().tolist() == [True, False, False, False]
