"""Which units are shown together: by name, and because too few people have what is counted."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayes_bench.errors import DataError
from bayes_bench.inputs.disclosure.units import Totals, gathered, merged_by_name, too_small
from bayes_bench.inputs.model.file import model_from_table
from tests.builders.fits import cells_of, model_of_sections
from tests.builders.inputs import counts_model, totals, units_of

PAIRS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=2, max_size=7)


def totals_of(*pairs: tuple[int, int], codes: Sequence[str] = "ABCDEFGH") -> Totals:
    """Totals of (events, non-events)."""
    table = pd.DataFrame([*pairs], index=[*codes[: len(pairs)]], columns=["events", "none"])
    return Totals(table.sum(axis="columns"), table["events"])


def test_the_least_is_that_of_people_events_and_others() -> None:
    assert totals_of((3, 9), (9, 3), (0, 0), (4, 4)).least().tolist() == [3, 3, 0, 4]


@given(PAIRS, st.integers(1, 8))
def test_gathered_are_the_small_ones_and_as_few_more_as_it_takes(
    pairs: list[tuple[int, int]], minimum: int
) -> None:
    table = totals_of(*pairs)
    gone = gathered(table, minimum)
    small = [code for code, pair in zip("ABCDEFGH", pairs, strict=False) if min(pair) < minimum]
    assert set(small) <= set(gone)
    assert gone == sorted(gone)

    def hides(codes: list[str]) -> bool:
        events, people = table.events[codes].sum(), table.trials[codes].sum()
        return bool(min(events, people - events) >= minimum)

    if not small:
        assert gone == []
        return
    assert hides(gone) or len(gone) == len(pairs)
    # no more than needed: without the last to be taken in, what is one would be too small still
    more = sorted(set(gone) - set(small), key=lambda code: (table.trials[code], code))
    rest = sorted(set(table.trials.index) - set(small), key=lambda code: (table.trials[code], code))
    assert more == rest[: len(more)]
    assert not more or not hides(sorted({*small, *more[:-1]}))


def test_ties_take_the_first_in_order() -> None:
    assert gathered(totals_of((1, 9), (9, 9), (9, 9), (20, 20)), 5) == ["A", "B"]


def test_one_that_takes_in_the_others_is_of_them_where_there_are_any() -> None:
    table = totals_of((1, 9), (20, 20), (30, 30))
    assert gathered(table, 5, into="C") == ["A", "C"]
    assert gathered(totals_of((9, 9), (20, 20)), 5, into="B") == []
    assert gathered(table, 5, into="not there") == ["A", "B"]


def test_both_reasons_for_a_refusal_are_told_at_once() -> None:
    table = totals_of((1, 9), (9, 9), codes=["A", "other"])
    with pytest.raises(DataError) as caught:
        too_small(table, counts_model(disclosure={"public": False}))
    fewer, called = caught.value.problems
    assert fewer.startswith("0 of 2 units have at least 5 people, events and non-events")
    assert called.startswith('a unit of the data is called "other"')


def test_every_unit_has_an_owner() -> None:
    model = counts_model(data={"merge": {"A\u030abo ": ["2", "9"], "AB": ["A", "B"]}})
    owner = merged_by_name(["1", "2", "A", "B"], model, known=["9"])
    assert owner == {"1": "1", "2": "\u00c5bo", "A": "AB", "B": "AB"}
    with pytest.raises(DataError, match='there is no unit "9" in the data'):
        merged_by_name(["1", "2", "A", "B"], model, known=[])


SMALL = {"A": (10, 20), "B": (10, 40), "C": (2, 30), "D": (20, 23), "E": (9, 18)}


def test_units_too_small_are_merged_into_other() -> None:
    model = counts_model(disclosure={"public": False})
    cells = cells_of(units_of(SMALL), model)
    assert totals(cells) == {"A": (10, 20), "B": (10, 40), "E": (9, 18), "other": (22, 53)}
    assert cells.attrs["merged_units"] == ["C", "D"]
    assert cells["ranked"].values.tolist() == [True, True, True, False]
    assert cells["name"].values.tolist() == ["A", "B", "E", "other"]
    merged, few = cells.attrs["warnings"]
    assert merged.startswith('2 units became "other", without a rank: too few people, events')
    assert few == "only 4 units are left after merging: their variation rests on its prior"


def test_other_takes_the_next_smallest_while_it_is_too_small() -> None:
    model = counts_model(disclosure={"public": False})
    cells = cells_of(units_of(SMALL | {"D": (10, 23)}), model)
    assert cells.attrs["merged_units"] == ["C", "E"]
    assert totals(cells)["other"] == (11, 48)


def test_public_data_are_shown_as_they_are() -> None:
    cells = cells_of(units_of(SMALL), counts_model())
    assert totals(cells) == SMALL
    assert cells["ranked"].all()


def test_two_units_have_to_remain() -> None:
    model = counts_model(disclosure={"public": False})
    with pytest.raises(DataError, match=r"^1 of 3 units have at least 5 .*public = true"):
        cells_of(units_of({"A": (10, 20), "B": (1, 20), "C": (9, 18)}), model)


def test_a_unit_called_other_does_not_collide() -> None:
    table = units_of(SMALL | {"other": (30, 60)})
    with pytest.raises(DataError, match='called "other"'):
        cells_of(table, counts_model(disclosure={"public": False}))
    public = cells_of(table, counts_model())
    assert public["ranked"].all()
    assert totals(public)["other"] == (30, 60)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=3, max_size=9),
    st.integers(3, 10),
)
def test_nothing_too_small_is_ever_shown(pairs: list[tuple[int, int]], minimum: int) -> None:
    table = units_of({f"U{n}": (e, e + none) for n, (e, none) in enumerate(pairs)})
    model = model_of_sections(
        title="T",
        data={"unit": "u", "events": "e", "trials": "n", "better": "lower"},
        disclosure={"minimum_count": minimum},
    )
    try:
        cells = cells_of(table, model)
    except DataError:
        return
    for events, trials in totals(cells).values():
        assert min(events, trials - events) >= minimum
    assert int(cells["trials"].sum()) == int(table["n"].sum())
    assert len(cells.attrs["merged_units"]) != 1
    assert int(cells["ranked"].sum()) >= 2


def test_units_are_merged_by_name() -> None:
    merge = {"Esbjerg-Fanø": ["B", "C"]}
    cells = cells_of(units_of(SMALL), counts_model(data={"merge": merge}))
    assert totals(cells)["Esbjerg-Fanø"] == (12, 70)
    assert cells["unit"].values.tolist() == ["A", "D", "E", "Esbjerg-Fanø"]
    assert cells["ranked"].all()


@pytest.mark.parametrize("public", [True, False])
def test_merging_all_units_into_one_is_refused(public: bool) -> None:
    data, disclosure = {"merge": {"X": ["A", "B", "C"]}}, {"public": public}
    table = units_of({"A": (10, 20), "B": (10, 40), "C": (9, 30)})
    with pytest.raises(DataError, match=r"data\.merge joins all units .* it takes two"):
        cells_of(table, counts_model(data=data, disclosure=disclosure))


def test_merging_unknown_or_taken_names_is_refused() -> None:
    merge = {"A": ["B", "C"], "X": ["E", "Dd"]}
    with pytest.raises(DataError) as caught:
        cells_of(units_of(SMALL), counts_model(data={"merge": merge}))
    assert 'there is no unit "Dd" in the data; did you mean "D"?' in str(caught.value)
    assert 'data.merge."A": another unit of the data is called that' in str(caught.value)


def test_a_wrong_merge_names_the_model_file(tmp_path: Path) -> None:
    data = {"unit": "u", "events": "e", "trials": "n", "better": "lower"}
    table = {"title": "T", "data": data | {"merge": {"X": ["E", "Dd"]}}}
    model = model_from_table(table, tmp_path / "m.toml")
    with pytest.raises(DataError, match=r'^m\.toml: data\.merge\."X": there is no unit "Dd"'):
        cells_of(units_of(SMALL), model)
