"""Which units are shown together: by name, and because too few people have what is counted."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayes_bench.errors import DataError
from bayes_bench.inputs.disclosure.units import Sizes, merged_by_name, too_small
from bayes_bench.inputs.model.file import Model, model_from_table
from tests.builders.fits import cells_of
from tests.builders.inputs import counts_model, totals, units_of

SIZES = st.lists(st.tuples(st.integers(1, 60), st.floats(0.0, 1.0)), min_size=2, max_size=9)


def sizes_of(*pairs: tuple[int, float], codes: Sequence[str] = "ABCDEFGHI") -> Sizes:
    """Sizes of (people, expected share)."""
    index = [*codes[: len(pairs)]]
    people = pd.Series([n for n, _ in pairs], index)
    return Sizes(people, pd.Series([n * share for n, share in pairs], index))


def merged_by_hand(sizes: Sizes, minimum: int) -> list[str]:
    """Who is merged, by the definition: no unit more than it takes."""
    counts = [sizes.people, sizes.expected, sizes.people - sizes.expected]
    small = [code for code in sizes.people.index if min(part[code] for part in counts) < minimum]

    def hides(codes: list[str]) -> bool:
        people, expected, none = (float(part[codes].sum()) for part in counts)
        largest = max(sizes.people[code] for code in codes)
        return len(codes) > 2 and min(expected, none) >= minimum and largest < people / 2

    others = [code for code in sizes.people.index if code not in small]
    by_size = sorted(others, key=lambda code: (sizes.people[code], code))
    for more in range(len(by_size) + 1):
        if small and hides([*small, *by_size[:more]]):
            return sorted([*small, *by_size[:more]])
    return sorted([*small, *by_size]) if small else []


def not_public(minimum: int = 5) -> Model:
    return counts_model(disclosure={"public": False, "minimum_count": minimum})


def test_the_least_is_that_of_people_and_of_what_is_expected_of_them() -> None:
    assert sizes_of((12, 0.25), (12, 0.75), (4, 0.5)).least().tolist() == [3, 3, 2]


@given(SIZES, st.integers(3, 8))
def test_merged_are_the_small_ones_and_as_few_more_as_it_takes(
    pairs: list[tuple[int, float]], minimum: int
) -> None:
    sizes = sizes_of(*pairs)
    expected = merged_by_hand(sizes, minimum)
    if len(pairs) - len(expected) < 2:
        with pytest.raises(DataError, match="takes two to compare"):
            too_small(sizes, not_public(minimum))
    else:
        assert too_small(sizes, not_public(minimum)) == expected


def test_ties_take_the_first_in_order() -> None:
    sizes = sizes_of((8, 0.5), (30, 0.5), (20, 0.5), (20, 0.5), (40, 0.5), (50, 0.5))
    assert too_small(sizes, not_public()) == ["A", "C", "D"]


def test_no_member_has_half_of_the_people_of_other() -> None:
    sizes = sizes_of((8, 0.5), (10, 0.5), (18, 0.5), (30, 0.5), (40, 0.5), (50, 0.5))
    assert too_small(sizes, not_public()) == ["A", "B", "C", "D"]  # 18 are half of 8 + 10 + 18


def test_both_reasons_for_a_refusal_are_told_at_once() -> None:
    sizes = sizes_of((6, 0.5), (18, 0.5), codes=["A", "other"])
    with pytest.raises(DataError) as caught:
        too_small(sizes, not_public())
    fewer, called = caught.value.problems
    assert fewer.startswith("0 of 2 units could be ranked, and it takes two to compare: 1 have")
    assert called.startswith('one unit of the data is called "other"')


@pytest.mark.parametrize("disclosure", [{"public": True}, {"public": False, "use": "internal"}])
def test_nobody_is_merged_where_everything_is_shown(disclosure: dict[str, object]) -> None:
    assert too_small(sizes_of((1, 0.1), (9, 0.9)), counts_model(disclosure=disclosure)) == []


def test_every_unit_has_an_owner() -> None:
    model = counts_model(data={"merge": {"A\u030abo ": ["2", "9"], "AB": ["A", "B"]}})
    owner = merged_by_name(["1", "2", "A", "B"], model, known=["9"])
    assert owner == {"1": "1", "2": "\u00c5bo", "A": "AB", "B": "AB"}
    with pytest.raises(DataError, match='there is no unit "9" in the data'):
        merged_by_name(["1", "2", "A", "B"], model, known=[])


SMALL = {"A": (10, 20), "B": (10, 40), "C": (2, 4), "D": (9, 18), "E": (9, 30), "F": (0, 40)}


def test_units_too_small_are_merged_into_other() -> None:
    """Of 152 people 40 have the event: of D's 18, 4.7 are expected. F has none, and is fitted."""
    cells = cells_of(units_of(SMALL), not_public())
    shown = {code: SMALL[code] for code in "BEF"}
    assert totals(cells) == shown | {"other": (21, 42)}
    assert cells.attrs["merged_units"] == ["A", "C", "D"]
    assert cells["ranked"].values.tolist() == [True, True, True, False]
    assert cells["name"].values.tolist() == ["B", "E", "F", "other"]
    merged, few = cells.attrs["warnings"]
    assert merged.startswith('3 units became "other", without a rank: too few people, expected')
    assert merged.endswith("together they have 27.6 % of all people")
    assert few == "only 4 units are left after merging: their variation rests on its prior"


def test_who_is_merged_does_not_depend_on_who_had_the_events() -> None:
    """The same people and as many events in all, elsewhere: the same units are merged."""
    moved = SMALL | {"B": (0, 40), "E": (19, 30), "F": (0, 40)}
    assert sum(e for e, _ in moved.values()) == sum(e for e, _ in SMALL.values())
    model = not_public()
    first, second = (cells_of(units_of(table), model) for table in (SMALL, moved))
    assert first.attrs["merged_units"] == second.attrs["merged_units"]


def test_public_data_are_shown_as_they_are() -> None:
    cells = cells_of(units_of(SMALL), counts_model())
    assert totals(cells) == SMALL
    assert cells["ranked"].all()


def test_two_units_have_to_remain() -> None:
    table = units_of({"A": (10, 20), "B": (1, 2), "C": (9, 18), "D": (9, 18)})
    with pytest.raises(DataError, match=r"^1 of 4 units could be ranked.*public = true"):
        cells_of(table, not_public())


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
def test_other_is_three_or_more_and_nobody_too_small_is_fitted_alone(
    pairs: list[tuple[int, int]], minimum: int
) -> None:
    table = units_of({f"U{n}": (e, e + none) for n, (e, none) in enumerate(pairs)})
    try:
        cells = cells_of(table, not_public(minimum))
    except DataError:
        return
    share = table["e"].sum() / table["n"].sum()
    for _, trials in totals(cells).values():
        assert min(trials * share, trials * (1 - share), trials) >= minimum - 1e-9
    assert int(cells["trials"].sum()) == int(table["n"].sum())
    assert len(cells.attrs["merged_units"]) not in (1, 2)
    assert int(cells["ranked"].sum()) >= 2


def test_units_are_merged_by_name() -> None:
    merge = {"Esbjerg-Fanø": ["B", "C"]}
    cells = cells_of(units_of(SMALL), counts_model(data={"merge": merge}))
    assert totals(cells)["Esbjerg-Fanø"] == (12, 44)
    assert cells["unit"].values.tolist() == ["A", "D", "E", "Esbjerg-Fanø", "F"]
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
