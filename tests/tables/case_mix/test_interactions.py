"""Effects of one covariate where another is given, as a table."""

import numpy as np
import pytest

from bayes_bench.fitted import Fit
from bayes_bench.inputs.disclosure.hidden import Hidden
from bayes_bench.tables.case_mix.effects import TABLE as EFFECTS
from bayes_bench.tables.case_mix.interactions import TABLE, has_interactions
from bayes_bench.tables.hiding import blanked
from tests.builders.dictionary import is_documented
from tests.builders.wards import wards


def test_a_row_for_each_change_at_each_place(crossed_fit: Fit) -> None:
    table = TABLE.build(crossed_fit)
    assert is_documented(table, "interactions.csv")
    reference = str(crossed_fit.analysis.cells["covariate_joint"].attrs["reference"])
    other = ({"hip", "knee"} - {reference}).pop()
    assert table["level"].tolist() == [
        f"{other} where age={at}" for at in ("mean - sd", "mean", "mean + sd")
    ]
    assert table[["changes", "to", "given"]].drop_duplicates().to_numpy().tolist() == [
        ["joint", other, "age"]
    ]
    assert np.isfinite(table.select_dtypes("number").to_numpy()).all()
    assert table["odds_ratio_lower"].to_numpy() == pytest.approx(
        np.exp(table["log_odds_lower"].to_numpy()), rel=1e-3
    )


def test_the_covariate_itself_has_an_average_and_no_odds(crossed_fit: Fit) -> None:
    table = EFFECTS.build(crossed_fit).set_index("term")
    assert is_documented(table.reset_index(), "effects.csv")
    assert table.loc["joint", ["log_odds", "odds_ratio"]].isna().all()
    assert table.loc[["joint", "beds"], "effect_pp"].notna().all()
    assert table.loc["beds", "odds_ratio"].notna().all()


def test_what_is_hidden_is_blank(crossed_fit: Fit) -> None:
    table = TABLE.build(crossed_fit)
    pair = ("joint:age", str(table["level"][1]))
    shown = blanked(TABLE, table, Hidden(levels=frozenset({pair}), least=5))
    assert shown["effect_pp"].isna().tolist() == [False, True, False]
    assert shown["odds_ratio_upper"].isna().tolist() == [False, True, False]
    assert shown["level"].tolist() == table["level"].tolist()


def test_only_a_model_with_an_interaction_has_the_file(crossed_fit: Fit) -> None:
    assert has_interactions(crossed_fit)
    assert not has_interactions(wards())
    assert TABLE.is_there is has_interactions
