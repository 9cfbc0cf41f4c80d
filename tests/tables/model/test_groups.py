"""``groups.csv`` is there where there are groupings, and hides members of few events."""

import numpy as np
import pandas as pd

from bayes_bench.analysis import Analysis
from bayes_bench.fitted import Fit
from bayes_bench.inputs.disclosure.hidden import Hidden
from bayes_bench.tables.hiding import blanked
from bayes_bench.tables.model.groups import TABLE


def test_it_is_there_for_groupings_alone(grouped_fit: Fit) -> None:
    assert TABLE.is_there(grouped_fit)
    bare = grouped_fit.model.model_copy(update={"groups": ()})
    assert not TABLE.is_there(
        Fit(Analysis(bare, grouped_fit.analysis.cells), grouped_fit.posterior)
    )


def test_a_hidden_member_keeps_its_people_only(grouped_fit: Fit) -> None:
    built = TABLE.build(grouped_fit)
    assert list(built.columns) == TABLE.names
    hidden = Hidden(units=frozenset(), levels=frozenset({("diagnosis", "d2")}))
    shown = blanked(TABLE, built, hidden)
    row = shown[shown["member"] == "d2"].iloc[0]
    assert row["people"] == built.set_index("member").loc["d2", "people"]
    effects = ["effect", "effect_lower", "effect_upper"]
    assert row[effects].isna().all()
    others = shown[shown["member"] != "d2"]
    pd.testing.assert_frame_equal(others, built[built["member"] != "d2"], check_dtype=False)
    assert np.isfinite(blanked(TABLE, built, Hidden())[effects].to_numpy()).all()
