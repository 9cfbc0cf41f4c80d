"""Data have seeds of their own where nobody named one."""

from typing import Any

from bayes_bench.inputs.model.file import with_keys
from bayes_bench.inputs.seeds import seed_of, with_seed
from tests.builders.fits import cells_of
from tests.builders.inputs import counts_model, units_of

FIRST = {"A": (10, 20), "B": (10, 40), "C": (9, 18)}
OTHER = FIRST | {"C": (10, 18)}


def seed_used(table: dict[str, tuple[int, int]], **sections: Any) -> int:
    model = counts_model(**sections)
    return with_seed(model, cells_of(units_of(table), model)).sampling.random_seed


def test_a_seed_that_is_named_stays() -> None:
    for seed in (1, 20160101):
        assert seed_used(FIRST, sampling={"random_seed": seed}) == seed
        assert seed_used(OTHER, sampling={"random_seed": seed}) == seed


def test_other_data_have_another_seed_and_the_same_data_the_same() -> None:
    assert seed_used(FIRST) == seed_used(FIRST, title="Another title")
    assert seed_used(FIRST) != seed_used(OTHER)
    assert seed_used(FIRST) != 20160101
    assert 0 <= seed_used(FIRST) < 2**63


def test_a_seed_tells_nothing_of_hidden_counts() -> None:
    """Else each count that they may have could be tried until one gives the seed of a run."""
    hiding = {"disclosure": {"public": False}}
    seeds = {
        seed_used(
            {"A": (30, 60), "B": (20, 40), "C": (10, 50), "E": (e, 80), "F": (5 - e, 80)}, **hiding
        )
        for e in (1, 2, 3, 4)
    }
    assert len(seeds) == 1
    other = {"A": (30, 60), "B": (20, 40), "C": (11, 50), "E": (2, 80), "F": (3, 80)}
    assert seed_used(other, **hiding) not in seeds


def test_names_of_units_count_and_words_about_the_data_do_not() -> None:
    model = counts_model()
    cells = cells_of(units_of(FIRST), model)
    assert seed_of(1, cells) == seed_of(1, cells.assign_attrs(warnings=["said otherwise"]))
    assert seed_of(1, cells) != seed_of(1, cells.assign_coords(unit=["A", "B", "D"]))
    assert seed_of(1, cells) != seed_of(2, cells)


def test_another_option_of_the_command_line_names_no_seed() -> None:
    model = counts_model()
    cells = cells_of(units_of(FIRST), model)
    more = with_keys(model, {"sampling": {"draws": 4000}})
    assert with_seed(more, cells).sampling.random_seed == seed_used(FIRST)
    named = with_keys(model, {"sampling": {"random_seed": 5}})
    assert with_seed(named, cells).sampling.random_seed == 5


def test_a_seed_that_was_used_is_named_from_then_on() -> None:
    model = counts_model()
    used = with_seed(model, cells_of(units_of(FIRST), model))
    assert with_seed(used, cells_of(units_of(OTHER), model)) == used
