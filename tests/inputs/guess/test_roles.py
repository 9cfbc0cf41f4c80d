"""The unit, the outcome and its event: found, or asked for by name."""

import pandas as pd
import pytest

from bayes_bench.errors import InputError
from bayes_bench.inputs.guess.roles import roles_of
from tests.builders.guesses import patients, profiles

COLUMNS = profiles(patients())


def test_unit_and_outcome_are_found_by_what_they_hold_and_are_called() -> None:
    roles = roles_of(COLUMNS, [], None)
    assert roles.outcome is not None
    assert (roles.unit.name, roles.outcome.name) == ("hospital", "died30")
    assert [one.name for one in roles.columns] == ["hospital", "died30"]


def test_what_could_be_several_is_asked_for() -> None:
    wards = profiles(patients().assign(ward=[f"W{row % 9}" for row in range(len(patients()))]))
    with pytest.raises(InputError) as caught:
        roles_of(wards, [], "died30")
    assert str(caught.value).endswith(
        "these could be: hospital, ward. Say --unit COLUMN, or several that name it together"
    )
    acute = patients().assign(acute=["yes", "no", "no"] * (len(patients()) // 3))
    kept = [one for one in profiles(acute) if one.name not in ("died30", "discharged")]
    with pytest.raises(InputError, match=r"these could be: acute, teaching\. Say --outcome"):
        roles_of(kept, ["hospital"], None)
    with pytest.raises(InputError, match=r"no column looks like one\. Say --outcome"):
        roles_of([one for one in COLUMNS if len(one.levels) > 2], ["hospital"], None)


def test_a_named_column_has_to_be_there() -> None:
    with pytest.raises(InputError, match='--unit: there is no column "hospitl"; did you mean'):
        roles_of(COLUMNS, ["hospitl"], "died30")


def test_counts_are_events_out_of_trials() -> None:
    table = pd.DataFrame(
        {"kommune": list("abcdef"), "deaths": [3, 0, 5, 2, 7, 1], "patients": [9, 8, 7, 30, 7, 6]}
    )
    roles = roles_of(profiles(table), [], None)
    assert [one.name for one in roles.columns] == ["kommune", "deaths", "patients"]
    assert roles.outcome is None
    more = table.assign(patients=table["deaths"] - 1)
    with pytest.raises(InputError, match="which column is the outcome"):
        roles_of(profiles(more), [], None)


def test_the_code_is_the_unit_and_not_its_name() -> None:
    assert roles_of(COLUMNS, [], "died30").unit.name == "hospital"


def remarks() -> pd.DataFrame:
    """An outcome with a code for missing beside 0 and 1, and two rows with a remark."""
    table = patients().drop(columns=["discharged", "teaching"])
    table["died30"] = table["died30"].map({"Y": 1, "N": 0})
    table.loc[3:40, "died30"] = 9
    return table.assign(comment=None).astype({"comment": object})


def test_two_remarks_are_no_outcome() -> None:
    table = remarks()
    table.loc[[5, 9], "comment"] = ["KANARIEFUGL phoned", "KANARIEFUGL wrote"]
    roles = roles_of(profiles(table), [], None)
    assert roles.outcome is not None
    assert roles.outcome.name == "died30"
    assert roles.outcome.levels == ("0", "1")
    assert roles.outcome.missing == 38
    assert roles.stand_ins == ("9",)
    with pytest.raises(InputError, match="no column looks like one"):  # sex is none
        roles_of(profiles(table.drop(columns="died30")), ["hospital"], None)


def test_a_code_for_missing_is_one_only_where_the_name_says_that_it_is_the_outcome() -> None:
    table = remarks().rename(columns={"died30": "x"}).drop(columns=["sex", "sex_code"])
    with pytest.raises(InputError, match="no column looks like one"):
        roles_of(profiles(table), ["hospital"], None)
    assert roles_of(profiles(table), ["hospital"], "x").stand_ins == ("9",)


def test_several_columns_name_a_unit_together() -> None:
    table = patients().assign(ward=[1 + row // 12 % 3 for row in range(len(patients()))])
    roles = roles_of(profiles(table), ["hospital", "ward"], "died30")
    assert roles.unit.name == "hospital / ward"
    assert len(roles.unit.levels) == 12 * 3
    assert roles.unit.counts.sum() == len(table)
    assert roles.unit.levels[0] == "H00 / 1"
    assert [one.name for one in roles.columns] == ["hospital", "ward", "died30"]


def test_what_is_counted_cannot_be_the_unit_too() -> None:
    with pytest.raises(InputError, match='--unit: "died30" is what is counted'):
        roles_of(COLUMNS, ["died30"], "died30")


def test_a_column_that_cannot_be_the_unit_is_refused_with_better_ones() -> None:
    with pytest.raises(InputError) as caught:
        roles_of(COLUMNS, ["patient_id"], "died30")
    assert str(caught.value) == (
        '--unit: "patient_id" has a value of its own in nearly every row: it identifies people, '
        "and no unit; these look like units: hospital, hospital_title"
    )


def test_a_doubtful_unit_is_used_and_the_doubt_is_kept() -> None:
    roles = roles_of(COLUMNS, ["age"], "died30")
    assert roles.unit.name == "age"
    (doubt,) = roles.doubts
    assert "called like a measurement; these look like units: hospital, hospital_" in doubt
    assert roles_of(COLUMNS, ["hospital"], "died30").doubts == ()


def test_codes_that_begin_anew_are_asked_about() -> None:
    rows = range(len(patients()))
    table = patients().assign(
        hospital=[row % 12 for row in rows], ward=[1 + row // 12 % 3 for row in rows]
    )
    columns = profiles(table.drop(columns="hospital_title"))
    (told,) = roles_of(columns, ["ward"], "died30").doubts
    assert told.startswith('the codes of "ward" seem to begin anew within each "hospital"')
    assert told.endswith('unit = ["hospital", "ward"]')
    assert roles_of(columns, ["hospital", "ward"], "died30").doubts == ()
    with pytest.raises(InputError, match=r'unit = \["hospital", "ward"\]'):
        roles_of(columns, [], "died30")
