from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from scipy.optimize import minimize_scalar

from bayes_bench.estimands import axioms
from bayes_bench.estimands.axioms import AXIOMS, NOT_EXAMINED, VERDICTS, axiom_table
from bayes_bench.estimands.catalogue import CATALOGUE, estimand
from bayes_bench.estimands.estimand import Estimand, column
from tests.builders.axiom_worlds import (
    SLACK,
    WORLDS,
    Case,
    World,
    figures,
    posterior_of,
    search,
)

PAGE = Path(__file__).parents[2] / "docs" / "axioms.md"
SAME_AS = ("national", "typical")  # in the examples where gains and losses cancel
ALIKE = {"predicted": "observed", "indicator": "observed_gap", "ratio_pe": "ratio_oe"}

type Amounts = Mapping[str, Mapping[str, tuple[float, float]]]

# Two kinds of people, with 10 % and 50 %; the effect 3 makes that 25 % and 75 %, the effect 1/3
# makes it 1/28 and 25 %. Where nothing else is said, national and typical are the same, because
# gains and losses against the effect 1 cancel (+6 +10 -16 events in the first).
ODDS = (1 / 9, 1.0)
# The 10 % kind averaged over Normal(0, .5²) on its logit, by adaptive quadrature. For the 50 %
# kind that is 50 %.
TENTH = 0.1089236500810597
EQUAL = World(((40, 0), (0, 40), (0, 64)), ODDS, (3, 3, 1 / 3))
EXCHANGED = EQUAL.with_people((0, 40), (40, 0))
# The average unit has 5/28 of the first kind, and 7/12 of the second.
ALIKE_RATES: Amounts = {
    "predicted": {"": (0.25, 0.75)},
    "indicator": {
        **dict.fromkeys(SAME_AS, (15, 25)),
        "population": (25 - 100 * TENTH, 25),
        "average_unit": (100 / 14, 100 / 6),
    },
    "persons": {
        **dict.fromkeys(SAME_AS, (6, 10)),
        "population": (10 - 40 * TENTH, 10),
        "average_unit": (40 / 14, 40 / 6),
    },
    "ratio_pe": {
        **dict.fromkeys(SAME_AS, (2.5, 1.5)),
        "population": (0.25 / TENTH, 1.5),
        "average_unit": (7 / 5, 9 / 7),
    },
    "indirect_rate": {"typical": (7 / 18 * 2.5, 7 / 18 * 1.5)},  # 56 events in 144
}
# All are of the 50 % kind, and 40 move in: 60 events in 160 become 80.
SMALL = World(((20, 20), (60, 60)), (1.0, 1.0), (3, 1 / 3))
LARGE = SMALL.with_people((40, 40), (40, 40))
GROWN: Amounts = {
    "indicator": {"national": (37.5, 25)},
    "persons": {
        "national": (15, 20),
        **dict.fromkeys(CATALOGUE["persons"].references[1:], (10, 20)),
    },
    "ratio_pe": {"national": (2, 1.5)},
    "indirect_rate": {"typical": (3 / 8 * 1.5, 1 / 2 * 1.5)},
    "direct_gap": {"": (37.5, 25)},
}
# The odds of the first are 3 times those of a typical unit, of the second 27/7: 75 % beside 30 %.
# The average unit has 61/102 where the first is, and 41/210.
HIGHER_GAP = World(((0, 40), (40, 0), (0, 72)), ODDS, (3, 27 / 7, 1 / 3))
DOMINATED: Amounts = {
    "predicted": {"": (0.75, 0.3)},
    "indicator": {
        **dict.fromkeys(SAME_AS, (25, 20)),
        "population": (25, 30 - 100 * TENTH),
        "average_unit": (100 * (3 / 4 - 61 / 102), 100 * (3 / 10 - 41 / 210)),
    },
    "persons": {
        **dict.fromkeys(SAME_AS, (10, 8)),
        "population": (10, 12 - 40 * TENTH),
        "average_unit": (40 * (3 / 4 - 61 / 102), 40 * (3 / 10 - 41 / 210)),
    },
}
# 3 times and 4 times: 25 % beside 80 %. The average unit has 229/1456 and 41/80.
HIGHER_RATIO = World(((40, 0), (0, 40), (0, 36), (0, 36)), ODDS, (3, 4, 1 / 3, 1 / 3))
DOMINATED_RATIO: Amounts = {
    "ratio_pe": {
        **dict.fromkeys(SAME_AS, (2.5, 1.6)),
        "population": (0.25 / TENTH, 1.6),
        "average_unit": (364 / 229, 64 / 41),
    },
    "indirect_rate": {"typical": (60 / 152 * 2.5, 60 / 152 * 1.6)},
}
# Kinds with 25 % and 75 %, each in one unit, which turn that round. Then the first unit rises from
# 75 % to 79/84, the common level's odds from 1 to 5/3, and so what is expected from 1/4 to 5/14.
TURNED = World(((84, 0), (0, 84)), (1 / 3, 3.0), (9, 1 / 9))
RISEN = TURNED.with_effects(3 * 79 / 5)
# Here the country's case mix does not stay.
MIXED = World(((40, 0), (0, 40)), ODDS, (3, 1 / 3))

EXAMPLES: tuple[tuple[str, Case, Amounts], ...] = (
    ("strict_monotonicity", Case(TURNED, RISEN), {"ratio_pe": {"national": (3, 79 / 30)}}),
    ("case_mix_insensitivity", Case(EQUAL, EXCHANGED), ALIKE_RATES),
    ("scale_insensitivity", Case(SMALL, LARGE), GROWN),
    ("equivalence", Case(EQUAL, EQUAL, other=1), ALIKE_RATES),
    ("dominance", Case(HIGHER_GAP, HIGHER_GAP, other=1), DOMINATED),
    ("dominance", Case(HIGHER_RATIO, HIGHER_RATIO, other=1), DOMINATED_RATIO),
)
ELSEWHERE: tuple[tuple[str, Case, Amounts], ...] = (
    (
        "case_mix_insensitivity",
        Case(MIXED, MIXED.with_people((20, 20))),
        {"direct_rate": {"": (0.5, 0.625)}, "direct_gap": {"": (500 / 28, 300 / 14)}},
    ),
    (
        "scale_insensitivity",
        Case(MIXED, MIXED.with_people((80, 0))),
        {"direct_rate": {"": (1 / 2, 5 / 12)}},
    ),
)


def counter_examples() -> Iterator[tuple[tuple[str, str, str], Case, tuple[float, float]]]:
    """Each kept one under its axiom, estimand and reference; what was observed is the actual."""
    for axiom, case, amounts in (*EXAMPLES, *ELSEWHERE):
        for name, by_reference in amounts.items():
            for alike in filter(None, (name, ALIKE.get(name))):
                for reference, pair in by_reference.items():
                    yield (axiom, alike, reference), case, pair


KEPT = {cell: (case, pair) for cell, case, pair in counter_examples()}


def cells_of(table: pd.DataFrame) -> dict[tuple[str, str, str], str]:
    """Verdicts by axiom, estimand and reference."""
    by_row = table.set_index(["estimand", "reference"])
    return {(axiom, *row): by_row.loc[row, axiom] for axiom in AXIOMS for row in by_row.index}


EVERY_CELL = cells_of(axiom_table())
CELLS = {cell: verdict for cell, verdict in EVERY_CELL.items() if verdict != NOT_EXAMINED}
HOLDING = [cell for cell, verdict in CELLS.items() if verdict != "fails"]
FAILING = [cell for cell, verdict in CELLS.items() if verdict != "holds"]


def judged(axiom: str, estimand: str, reference: str) -> str:
    """The verdict by all examples of the axiom, whomever they were made for."""

    def broken(examples: tuple[tuple[str, Case, Amounts], ...]) -> bool:
        cases = [case for about, case, _ in examples if about == axiom]
        return not all(case.keeps(axiom, estimand, reference) for case in cases)

    if broken(EXAMPLES):
        return "fails"
    return "fixed_standard" if broken(ELSEWHERE) else "holds"


def test_every_estimand_is_there_under_every_reference() -> None:
    rows = {(name, ref) for name, kind in CATALOGUE.items() for ref in kind.references or ("",)}
    table = axiom_table()
    assert {*zip(table["estimand"], table["reference"], strict=True)} == {*rows, ("observed", "")}
    assert len(table) == len(rows) + 1
    assert set(CELLS.values()) <= set(VERDICTS)


def test_an_estimand_that_nobody_examined_says_so(monkeypatch) -> None:
    new = Estimand("new", column("predicted"), "1", "new", "x", 1, references=("national",))
    monkeypatch.setattr(axioms, "ESTIMANDS", (new,))
    rows = axiom_table().to_numpy().tolist()
    assert rows[0] == ["new", "national", *[NOT_EXAMINED] * len(AXIOMS)]


@pytest.mark.parametrize("cell", CELLS, ids="-".join)
def test_the_examples_give_the_verdict(cell) -> None:
    assert judged(*cell) == CELLS[cell]


@pytest.mark.parametrize("cell", HOLDING, ids="-".join)
def test_what_holds_holds_in_every_country(cell) -> None:
    search(cell, CELLS[cell])


@pytest.mark.parametrize("cell", FAILING, ids="-".join)
def test_what_fails_fails_by_as_much(cell) -> None:
    case, pair = KEPT[cell]
    axiom, *row = cell
    assert case.figures(*row) == pytest.approx(pair, abs=SLACK)
    assert not case.keeps(axiom, *row)


@pytest.mark.parametrize(
    "cell",
    [
        ("case_mix_insensitivity", "direct_rate", ""),
        ("scale_insensitivity", "indicator", "national"),
        ("equivalence", "indicator", "typical"),
        ("dominance", "ratio_pe", "population"),
    ],
    ids="-".join,
)
def test_a_search_finds_what_does_not_hold(cell) -> None:
    """The negative control of what holds; rising ratios take luck, or the kept example."""
    with pytest.raises(AssertionError):
        search(cell, "holds")


def test_two_cells_that_are_swapped_are_caught() -> None:
    swapped = ("strict_monotonicity", "indicator"), ("strict_monotonicity", "ratio_pe")
    gap, ratio = ((*cell, "national") for cell in swapped)
    wrong = CELLS | {gap: CELLS[ratio], ratio: CELLS[gap]}
    assert {cell for cell, verdict in wrong.items() if judged(*cell) != verdict} == {gap, ratio}


def test_the_ratio_falls_where_it_exceeds_one_over_the_units_share() -> None:
    """Where it turns, E = s P; with one kind and as many people in each unit, s is plain."""

    def risen(log_effect: float) -> World:
        return TURNED.with_effects(np.exp(log_effect))

    def falling(log_effect: float) -> float:
        return -figures(risen(log_effect), "ratio_pe", "national")[0]

    turn = risen(minimize_scalar(falling, bounds=(-2, 3), options={"xatol": 1e-4}).x)
    ratio = figures(turn, "ratio_pe", "national")
    expected = figures(turn, "predicted", "") / ratio
    spread = expected * (1 - expected)
    assert ratio[0] == pytest.approx(spread.sum() / spread[0], rel=1e-3)


def test_with_a_vote_for_each_person_the_average_unit_is_not_scale_insensitive() -> None:
    """The table gives units equal weights, which is the default."""
    found = [
        estimand(posterior_of(world, "persons"), "indicator", "average_unit").values[0, 0, 0]
        for world in (SMALL, LARGE)
    ]
    assert found == pytest.approx([37.5, 25])


@pytest.mark.parametrize("reference", ["national", "typical"])
@settings(max_examples=10)
@given(world=WORLDS)
def test_who_is_above_what_was_expected_has_the_greater_effect(reference, world) -> None:
    gaps, effects = figures(world, "indicator", reference), np.array(world.effects)
    assert effects[gaps > SLACK].min(initial=np.inf) > effects[gaps < -SLACK].max(initial=0)


def test_the_page_has_the_table() -> None:
    rows = [
        [cell.strip().replace(" ", "_") for cell in line.strip("|\n").split("|")]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ]
    table = axiom_table()
    assert rows[0] == list(table.columns)
    assert rows[2:] == table.to_numpy().tolist()
