"""The unit, the outcome and its event: found, or asked for by name."""

from dataclasses import replace

import pandas as pd
import pytest

from bayes_bench.errors import InputError
from bayes_bench.inputs.guess.roles import event_of, roles_of, said_in
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
    kept = [one for one in COLUMNS if one.name not in ("died30", "discharged")]
    with pytest.raises(InputError, match=r"these could be: sex, teaching\. Say --outcome"):
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


@pytest.mark.parametrize(
    ("values", "event"),
    [
        ([0, 1, 0], None),
        (["Y", "N", "N"], "Y"),
        (["ja", "nej", "ja"], "ja"),
        (["alive", "gone", "alive"], "gone"),
        ([1, 2, 1, 1], "2"),
        ([2, 1, 2, 2], "1"),
    ],
)
def test_the_event(values: list[object], event: str | None) -> None:
    (column,) = profiles(pd.DataFrame({"x": values}))
    assert event_of(column)[0] == event


def test_a_single_letter_is_a_word_only_by_itself() -> None:
    assert said_in("n", ["n"])
    assert not said_in("union", ["n"])
    assert said_in("antal_personer", ["person"])


def test_the_code_is_the_unit_and_not_its_name() -> None:
    assert roles_of(COLUMNS, [], "died30").unit.name == "hospital"


def test_what_the_file_calls_codes_tells_the_event() -> None:
    (column,) = profiles(pd.DataFrame({"x": [1, 2, 2, 2]}))
    labelled = replace(column, labels={"1": "Not passed", "2": "Passed"})
    assert event_of(labelled) == ("2", "the other one says that it is not")
    assert event_of(column)[0] == "1"


def test_several_columns_name_a_unit_together() -> None:
    table = patients().assign(ward=[1 + row // 12 % 3 for row in range(len(patients()))])
    roles = roles_of(profiles(table), ["hospital", "ward"], "died30")
    assert roles.unit.name == "hospital / ward"
    assert len(roles.unit.levels) == 12 * 3
    assert roles.unit.counts.sum() == len(table)
    assert roles.unit.levels[0] == "H00 / 1"
    assert [one.name for one in roles.columns] == ["hospital", "ward", "died30"]
