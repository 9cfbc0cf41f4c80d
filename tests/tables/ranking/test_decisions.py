"""Every row of what may be decided, against enumeration of all orders, choices and partitions.

Five ranked units, a few hundred draws in whole numbers (so that some tie), and one unit in the
middle that is not ranked and would be far ahead. Within a draw all orders that sort it are equally
likely; nothing here ranks or adds up as the package does.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, cached_property
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bayes_bench.errors import ModelFileError
from bayes_bench.fitted import Fit
from bayes_bench.inputs.model.file import Model, model_from_table
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.tables.ranking.decisions import TABLE, Decided, decisions
from tests.builders.fits import fit_of
from tests.builders.luce import places, sorting_orders

ROWS = [
    *("better", "worse", "undecided", "false_flags", "divergent"),
    *("tiers", "pairs_apart", "wrong_order", "sure_tiers"),
    *("best_list", "worst_list", "printed_best", "printed_worst", "spread_list"),
    *("misplaced_squared_error", "misplaced_top_k"),
]
LISTS = {"best_list": 1, "worst_list": -1, "printed_best": 1, "printed_worst": -1, "spread_list": 1}
"""Of which end; -1 is the worst."""
UNIT_COLUMNS = [
    *("mcse_beyond_margin", "size_class", "visit", "visit_spread"),
    *("printed_best", "printed_worst", "p_cross_validatory", "divergent"),
]
ERROR = Fraction(1, 10)
"""Share of the pairs apart that may be in the wrong order, as the README says."""

FOUR: dict[str, Any] = {"n": (50,) * 4, "events": (9, 8, 7, 6), "regions": None, "p": (0.5,) * 4}
"""What was observed of four units that are of one size."""

type Statement = Callable[[tuple[int, ...]], float | Fraction]


def fit_to(bench: xr.Dataset, cells: xr.Dataset, model: Model) -> Fit:
    """A fit of which the benchmark is known and nothing else."""
    return fit_of(xr.DataTree(children={"benchmark": xr.DataTree(bench)}), cells, model)


@dataclass(frozen=True)
class World:
    """Draws (chain, draw, unit) of five units, and what was observed of them.

    Everything is by unit in the order of `UNITS`, without the one that is not ranked.
    """

    draws: np.ndarray
    better: str = "lower"
    n: tuple[int, ...] = (200, 25, 60, 90, 400)
    events: tuple[int, ...] = (40, 1, 20, 9, 110)
    regions: tuple[str, ...] | None = ("east", "east", "west", "west", "east")
    p: tuple[float, ...] = (0.2, 0.4, 0.5, 0.6, 0.7)
    top: int = 2
    flag_probability: float = 0.8
    interval: float = 0.6

    @property
    def units(self) -> list[str]:
        return [f"u{j}" for j in range(self.draws.shape[-1])]

    @property
    def model(self) -> Model:
        names = ("top", "flag_probability", "interval")
        data = {"unit": "u", "events": "y", "trials": "n", "better": self.better}
        benchmark = {name: getattr(self, name) for name in names}
        public = {"public": True}  # a made-up world, in which nobody is hidden
        sections = {"data": data, "benchmark": benchmark, "disclosure": public}
        return model_from_table({"title": "World", **sections})

    @property
    def coords(self) -> dict[str, object]:
        units = self._with_other(self.units, "other")
        ranked = np.array([unit != "other" for unit in units])
        names = [f"Ward {unit}" for unit in units]
        return {"unit": units, "name": ("unit", names), "ranked": ("unit", ranked)}

    @property
    def bench(self) -> xr.Dataset:
        ahead = -99.0 if self.better == "lower" else 99.0
        values = np.insert(self.draws.astype(float), 2, ahead, axis=-1)
        draws = {"indicator": (("chain", "draw", "unit"), values)}
        return xr.Dataset(draws | {"n": ("unit", self._with_other(self.n, 300))}, self.coords)

    @property
    def ranks(self) -> Ranks:
        """By the indicator."""
        return Ranks(self.bench["indicator"], self.model.data.better)

    @property
    def cells(self) -> xr.Dataset:
        """Two cells in every unit."""
        n, events = self._with_other(self.n, 300), self._with_other(self.events, 0)
        halves = {
            name: ("cell", [part for of in numbers for part in (of // 2, of - of // 2)])
            for name, numbers in {"trials": n, "events": events}.items()
        }
        coords = self.coords | {"unit_index": ("cell", np.repeat(np.arange(len(n)), 2))}
        if self.regions:
            coords["region"] = ("unit", self._with_other(self.regions, "north"))
        return xr.Dataset(halves, coords)

    @property
    def checks(self) -> pd.DataFrame:
        """With other checks of the same units, and in another order."""
        units, p = self._with_other(self.units, "other"), self._with_other(self.p, 1e-9)
        found = pd.DataFrame({"check": "cross_validatory", "unit": units, "p": p})
        return pd.concat([found.assign(check="mixed", p=1e-9), found.dropna()[::-1]])

    @cached_property
    def decided(self) -> Decided:
        return decisions(fit_to(self.bench, self.cells, self.model), self.checks)

    @property
    def rows(self) -> pd.DataFrame:
        return self.decided.summary.set_index("decision")

    @staticmethod
    def _with_other(of: Sequence, other: object) -> list:
        return [*of[:2], other, *of[2:]]


@dataclass(frozen=True)
class Enumerated:
    """All orders of all draws, with their probabilities; 1 = best for `end` 1, = worst for -1."""

    world: World
    end: int = 1

    @property
    def badness(self) -> np.ndarray:
        """(sample, unit), low is good; of either end."""
        sign = self.end if self.world.better == "lower" else -self.end
        return sign * self.world.draws.reshape(-1, self.world.draws.shape[-1])

    @cached_property
    def by_draw(self) -> dict[tuple[float, ...], list[tuple[int, ...]]]:
        """Ranks in every order that sorts a draw."""
        different = {tuple(draw) for draw in self.badness.tolist()}
        return {draw: [places(order) for order in sorting_orders(draw)] for draw in different}

    @cached_property
    def orders(self) -> dict[tuple[int, ...], Fraction]:
        """How much each order weighs."""
        total: dict[tuple[int, ...], Fraction] = defaultdict(Fraction)
        for draw, often in Counter(map(tuple, self.badness.tolist())).items():
            found = self.by_draw[draw]
            for place in found:
                total[place] += Fraction(often, len(found) * len(self.badness))
        return total

    def mean(self, statement: Statement) -> Fraction:
        return sum(
            (weight * Fraction(statement(place)) for place, weight in self.orders.items()),
            Fraction(0),
        )

    def series(self, statement: Statement) -> np.ndarray:
        """Mean of a statement within each draw."""
        within = {
            draw: float(sum(Fraction(statement(place)) for place in found) / len(found))
            for draw, found in self.by_draw.items()
        }
        return np.array([within[tuple(draw)] for draw in self.badness.tolist()])

    def hits(self, chosen: Iterable[int]) -> Statement:
        """How many of the chosen are among the first k."""
        listed, k = list(chosen), self.world.top
        return lambda place: sum(place[j] <= k for j in listed)

    @property
    def order(self) -> list[int]:
        """By expected rank; the first that came of equal ones, as sorted() keeps them."""
        units = range(self.badness.shape[1])
        ranks = [self.mean(lambda place, j=j: place[j]) for j in units]
        return sorted(units, key=lambda j: ranks[j])

    @property
    def top_order(self) -> list[int]:
        """By the probability to be among the first k, then by expected rank."""
        chance = [self.mean(self.hits([j])) for j in range(self.badness.shape[1])]
        return sorted(self.order, key=lambda j: -chance[j])

    def right(self, i: int, j: int) -> Fraction:
        return self.mean(lambda place: place[i] < place[j])


@cache
def world_of(better: str = "lower", **more: Any) -> World:
    """Two chains of 200 independent draws, of units from sure to be good to sure to be bad."""
    middle, spread = np.array([-3.0, 3.4, 0.0, -3.3, 9.0]), np.array([0.9, 0.9, 1.6, 2.2, 1.0])
    draws = np.round(np.random.default_rng(1).normal(size=(2, 200, 5)) * spread + middle)
    return World(draws if better == "lower" else -draws, better, **more)


@pytest.fixture(scope="module", params=["lower", "higher"])
def world(request: pytest.FixtureRequest) -> World:
    return world_of(request.param)


def textbook(series: np.ndarray) -> float:
    """Monte Carlo standard error of the mean of independent draws."""
    return float(series.std() / np.sqrt(series.size))


def near(found: Any, expected: float) -> bool:
    """ArviZ's effective size of 400 independent draws scatters by some 15 %."""
    return abs(found / expected - 1) < 0.25


# What is said, and in what order.


def test_rows_and_columns(world: World) -> None:
    summary, units = world.decided.summary, world.decided.units
    assert list(summary.columns) == TABLE.names
    assert summary["decision"].tolist() == ROWS
    assert summary["value"].notna().all()
    assert summary.loc[summary["decision"] != "tiers", "note"].eq("").all()
    assert world.rows.loc["tiers", "note"] == "error 0.1"
    assert list(units.columns) == UNIT_COLUMNS
    assert units.index.tolist() == world.units
    intervals = summary.loc[summary[["lower", "upper"]].notna().all(axis=1), "decision"]
    assert set(intervals) == set(LISTS)


# Flags.


def flags_of(world: World) -> list[tuple[str, float, float]]:
    """Flag of each unit, its probability beyond the margin of one point, and the error of that."""
    badness = Enumerated(world).badness
    found = []
    for column in badness.T:
        beyond = {"better": column < -1, "worse": column > 1}
        direction = max(beyond, key=lambda name: beyond[name].mean())  # "better" of equal ones
        p, error = beyond[direction].mean(), textbook(beyond[direction])
        excess = p - world.flag_probability
        # nobody may be where the scatter of ArviZ's error would matter
        assert not 2 * 0.75 * error < abs(excess) < 2 * 1.25 * error
        flag = direction if excess >= 0 else "none"
        found.append((flag if abs(excess) > 2 * error else "undecided", float(p), error))
    return found


def test_flags_and_those_expected_to_be_false(world: World) -> None:
    flags = flags_of(world)
    counts = Counter(flag for flag, _, _ in flags)
    for name in ("better", "worse", "undecided"):
        assert world.rows.loc[name, "value"] == counts[name]
        assert counts[name] >= 1, "nothing to be counted"
    false = sum(1 - p for flag, p, _ in flags if flag in ("better", "worse"))
    assert false > 0.01
    assert world.rows.loc["false_flags", "value"] == pytest.approx(false, abs=1e-12)


def test_errors_of_flags_are_those_of_independent_draws(world: World) -> None:
    for found, (_, _, error) in zip(
        world.decided.units["mcse_beyond_margin"], flags_of(world), strict=True
    ):
        assert found == 0 if error == 0 else near(found, error)


def test_a_margin_itself_is_not_beyond_it() -> None:
    draws = np.zeros((2, 20, 4)) + np.array([-1.0, -2.0, 1.0, 2.0])
    rows = World(draws, **FOUR).rows
    assert rows.loc[["better", "worse", "undecided"], "value"].tolist() == [1, 1, 0]
    assert rows.loc["false_flags", "value"] == 0


# Divergence.


def step_up(p: Sequence[float], fdr: float) -> list[bool]:
    """Benjamini and Hochberg in words: the last of the sorted p under its step, and all before."""
    sided = [1.0 if np.isnan(one) else min(1.0, 2 * one, 2 * (1 - one)) for one in p]
    under = [
        value
        for step, value in enumerate(sorted(sided), start=1)
        if value <= step / len(sided) * fdr
    ]
    return [value <= max(under, default=-1.0) for value in sided]


@pytest.mark.parametrize(
    ("p", "marked"),
    [
        ((0.012, 0.001, 0.6, 0.3, 0.993), 3),  # two are marked though over a fifth of .05
        ((0.0055, 0.5, 0.6, np.nan, 0.7), 0),  # it would be marked among four
    ],
)
def test_divergent_units(p: tuple[float, ...], marked: int) -> None:
    """The most extreme p of all are that of "other" and those of other checks: none counts."""
    made = world_of(p=p)
    units = made.decided.units
    assert units["divergent"].tolist() == step_up(p, 0.05)
    assert made.rows.loc["divergent", "value"] == marked == sum(step_up(p, 0.05))
    np.testing.assert_array_equal(units["p_cross_validatory"], p)


# Tiers.


def partitions(units: Sequence[int]) -> Iterator[list[int]]:
    """Every way to cut a list, as the tier of each place."""
    for cuts in range(2 ** (len(units) - 1)):
        tier = [1]
        for place in range(len(units) - 1):
            tier.append(tier[-1] + (cuts >> place & 1))
        yield tier


def best_partition(orders: Enumerated) -> tuple[int, Fraction, Statement | None]:
    """Number of tiers of the best cut with the fewest, share of pairs apart, and who is wrong."""
    order = orders.order
    ahead = {(i, j): orders.right(i, j) for i, j in combinations(order, 2)}

    def apart(tier: list[int]) -> list[tuple[int, int]]:
        at = dict(zip(order, tier, strict=True))
        return [pair for pair in ahead if at[pair[0]] != at[pair[1]]]

    def gain(tier: list[int]) -> Fraction:
        return sum((ahead[pair] - (1 - ERROR) for pair in apart(tier)), Fraction(0))

    tier = max(partitions(order), key=lambda tier: (gain(tier), -tier[-1]))
    pairs = apart(tier)
    if not pairs:
        return 1, Fraction(0), None
    return (
        tier[-1],
        Fraction(len(pairs), len(ahead)),
        lambda place: Fraction(sum(place[i] > place[j] for i, j in pairs), len(pairs)),
    )


def test_tiers_by_pairs(world: World) -> None:
    orders = Enumerated(world)
    count, share, wrong = best_partition(orders)
    assert count > 1, "nothing to be told apart"
    assert world.rows.loc["tiers", "value"] == count
    assert world.rows.loc["pairs_apart", "value"] == pytest.approx(float(share))
    assert wrong is not None
    row, expected = world.rows.loc["wrong_order"], orders.mean(wrong)
    assert 0 < expected < ERROR
    assert row["value"] == pytest.approx(float(expected), abs=1e-12)
    assert near(row["mcse"], textbook(orders.series(wrong)))


def sure_boundaries(orders: Enumerated, line: float) -> int:
    """At how many places every unit above beats every unit below, draw by draw."""
    listed, found = orders.badness[:, orders.order], 0
    for m in range(1, listed.shape[1]):
        holds = listed[:, :m].max(axis=1) < listed[:, m:].min(axis=1)
        excess, error = holds.mean() - line, textbook(holds)
        assert not 2 * 0.75 * error < abs(excess) < 2 * 1.25 * error
        found += int(excess > 2 * error)
    return found


def test_tiers_that_are_sure(world: World) -> None:
    boundaries = sure_boundaries(Enumerated(world), world.flag_probability)
    assert 1 <= boundaries < 4, "some can be told apart and some cannot"
    assert world.rows.loc["sure_tiers", "value"] == 1 + boundaries


def test_units_alike_are_in_one_tier() -> None:
    draws = np.random.default_rng(2).normal(size=(2, 200, 5))
    rows = World(draws).rows
    assert rows.loc[["tiers", "sure_tiers", "pairs_apart"], "value"].tolist() == [1, 1, 0]
    assert rows.loc["wrong_order", ["value", "mcse"]].isna().all()


@pytest.mark.parametrize(("right", "count"), [(17, 3), (19, 4)])
def test_a_pair_is_parted_beyond_nine_in_ten(right: int, count: int) -> None:
    """The first two of four are in their order in so many draws of 20; the others are certain."""
    draws = [[0, 1, 5, 9]] * right + [[1, 0, 5, 9]] * (20 - right)
    rows = World(np.array([draws, draws]), **FOUR).rows
    assert rows.loc["tiers", "value"] == count
    assert rows.loc["pairs_apart", "value"] == pytest.approx((count + 2) / 6)


# Lists.


def observed_gaps(world: World) -> list[Fraction]:
    """Badness of each unit: its share minus the country's, "other" and its nobody included."""
    country = Fraction(sum(world.events), sum(world.n) + 300)
    sign = 1 if world.better == "lower" else -1
    shares = zip(world.events, world.n, strict=True)
    return [sign * (Fraction(events, n) - country) for events, n in shares]


def printed(world: World) -> dict[str, list[int]]:
    """The k least and the k most, of units of 30 or more unless there are too few of them."""
    gaps = observed_gaps(world)
    large = [j for j, n in enumerate(world.n) if n >= 30]
    counted = large if len(large) >= 2 * world.top else range(len(gaps))
    listed = sorted(counted, key=lambda j: gaps[j])
    return {"printed_best": listed[: world.top], "printed_worst": listed[-world.top :]}


def grouped(world: World) -> list[list[Any]]:
    """Group of each unit: a third of the list by size, and its region where everybody has one."""
    by_size = np.array_split(np.argsort(world.n, kind="stable"), 3)
    thirds = [next(t for t, part in enumerate(by_size) if j in part) for j in range(len(world.n))]
    return [thirds, list(world.regions)] if world.regions and all(world.regions) else [thirds]


def allowed(world: World) -> list[tuple[int, ...]]:
    """Choices of k with no more of a group than if it were spread evenly, rounded up."""
    return [
        chosen
        for chosen in combinations(range(len(world.n)), world.top)
        if all(
            max(Counter(groups[j] for j in chosen).values()) <= -(-world.top // len(set(groups)))
            for groups in grouped(world)
        )
    ]


def quantile(orders: Enumerated, hits: Statement, level: float) -> int:
    """The smallest number of hits up to which the probability reaches the level."""
    up_to = [orders.mean(lambda place, h=h: hits(place) <= h) for h in range(orders.world.top + 1)]
    return next(h for h, p in enumerate(up_to) if p >= Fraction(level).limit_denominator(10**6))


def chosen_units(world: World, column: str) -> list[int]:
    return np.flatnonzero(world.decided.units[column]).tolist()


def most(orders: Enumerated, choices: Iterable[tuple[int, ...]]) -> Fraction:
    return max(orders.mean(orders.hits(chosen)) for chosen in choices)


def expect_row(world: World, name: str, chosen: Sequence[int]) -> None:
    """Value, interval and error of a list whose members are known."""
    orders, row = Enumerated(world, LISTS[name]), world.rows.loc[name]
    hits = orders.hits(chosen)
    assert row["value"] == pytest.approx(float(orders.mean(hits)), abs=1e-12)
    tail = (1 - world.interval) / 2
    assert row["lower"] == quantile(orders, hits, tail)
    assert row["upper"] == quantile(orders, hits, 1 - tail)
    error = textbook(orders.series(hits))
    # where all draws agree it is missing; halves and thirds of ties add up to that but for rounding
    assert near(row["mcse"], error) if error else not row["mcse"] > 1e-12


def test_the_best_lists_that_can_be_made(world: World) -> None:
    every = list(combinations(range(5), world.top))
    for name in ("best_list", "worst_list"):
        orders = Enumerated(world, LISTS[name])
        best = most(orders, every)
        assert world.rows.loc[name, "value"] == pytest.approx(float(best), abs=1e-12)
        (chosen,) = [one for one in every if orders.mean(orders.hits(one)) == best]
        expect_row(world, name, chosen)
        # the negative control: read from the other end the same list has hardly a hit
        assert most(Enumerated(world, -LISTS[name]), [chosen]) < best / 2
        if name == "best_list":
            assert chosen_units(world, "visit") == list(chosen)


def test_lists_that_were_printed(world: World) -> None:
    """The second unit is the most extreme, and too small to be printed."""
    lists = printed(world)
    assert 1 not in {*lists["printed_best"], *lists["printed_worst"]}
    for name, chosen in lists.items():
        assert chosen_units(world, name) == sorted(chosen)
        expect_row(world, name, chosen)


def test_where_too_few_are_large_all_are_printed() -> None:
    made = world_of(n=(200, 25, 60, 29, 400))
    assert 1 in printed(made)["printed_best"]
    for name, chosen in printed(made).items():
        assert chosen_units(made, name) == sorted(chosen)
        expect_row(made, name, chosen)


@pytest.mark.parametrize(
    ("better", "regions", "top"),
    [
        ("lower", ("east", "east", "west", "west", "east"), 2),
        ("higher", ("east", "east", "west", "west", "east"), 2),
        ("lower", ("east", "south", "west", "east", "south"), 3),
        ("higher", None, 2),
        ("lower", ("east", "", "west", "east", "west"), 2),  # not everybody has a region
        ("lower", ("east",) * 5, 4),
    ],
)
def test_lists_that_are_spread(better: str, regions: tuple[str, ...] | None, top: int) -> None:
    made = world_of(better, regions=regions, top=top)
    orders, choices = Enumerated(made), allowed(made)
    best = most(orders, choices)
    assert made.rows.loc["spread_list", "value"] == pytest.approx(float(best), abs=1e-12)
    chosen = chosen_units(made, "visit_spread")
    assert tuple(chosen) in choices
    assert orders.mean(orders.hits(chosen)) == best
    expect_row(made, "spread_list", chosen)


def test_a_spread_costs_hits_where_the_best_are_together() -> None:
    """The negative control of the test above: without the limits the list would be another."""
    made = world_of(regions=("east", "west", "west", "east", "west"))
    value = made.rows["value"]
    assert value["spread_list"] < value["best_list"] - 0.1
    assert chosen_units(made, "visit") not in map(list, allowed(made))


def test_a_spread_that_cannot_be_made_is_a_row_with_a_reason() -> None:
    """Three of four in the east: two of them and the one in the west are no list of four."""
    made = world_of(regions=("east", "east", "east", "west", "east"), top=4)
    assert not allowed(made)
    summary = made.decided.summary
    assert summary["decision"].tolist() == ROWS
    row = made.rows.loc["spread_list"]
    assert "leave 3 units, fewer than k = 4" in row["note"]
    assert row[["value", "lower", "upper", "mcse"]].isna().all()
    units = made.decided.units
    assert units["visit_spread"].dtype == bool
    assert not units["visit_spread"].any()
    assert units["visit"].sum() == 4
    # the other lists are as they would be
    for name, chosen in printed(made).items():
        expect_row(made, name, chosen)


def test_classes_of_size_are_named_by_their_people(world: World) -> None:
    assert world.decided.units["size_class"].tolist() == [
        *("90–200", "25–60", "25–60", "90–200"),
        "400",
    ]


# Units on the wrong side of the top k.


def test_misplaced_units(world: World) -> None:
    orders, units = Enumerated(world), range(5)
    for name, order in {"squared_error": orders.order, "top_k": orders.top_order}.items():
        first = order[: world.top]

        def wrong(place: tuple[int, ...], first: list[int] = first) -> Fraction:
            return Fraction(sum((j in first) != (place[j] <= world.top) for j in units), 5)

        row = world.rows.loc[f"misplaced_{name}"]
        assert row["value"] == pytest.approx(float(orders.mean(wrong)), abs=1e-12)
        assert near(row["mcse"], textbook(orders.series(wrong)))


def test_the_two_orders_differ_where_one_is_bold() -> None:
    """The first is the best in 4 draws of 10 and else the last: k = 1 takes it, ranks do not."""
    bold = [[0, 1, 2, 3]] * 2 + [[0, 1, 3, 2]] * 2 + [[9, 0, 1, 2]] * 3 + [[9, 1, 0, 2]] * 3
    made = World(np.array([bold, bold]), top=1, **FOUR)
    # two of four are wrong in 6 draws of 10 where the bold one is first, in 7 where the steady one
    assert made.rows.loc["misplaced_top_k", "value"] == pytest.approx(2 / 4 * 0.6)
    assert made.rows.loc["misplaced_squared_error", "value"] == pytest.approx(2 / 4 * 0.7)
    assert chosen_units(made, "visit") == [0]


# All that has no Monte Carlo error in it, over draws of every kind.


@settings(max_examples=6)
@given(
    arrays(np.int64, (1, 6, 5), elements=st.integers(0, 3)),
    st.sampled_from(["lower", "higher"]),
    st.integers(1, 4),
    st.lists(st.sampled_from(["a", "b", "c", ""]), min_size=5, max_size=5),
)
def test_any_draws(draws: np.ndarray, better: str, top: int, regions: list[str]) -> None:
    made = World(draws, better, regions=tuple(regions), top=top)
    best, worst = Enumerated(made), Enumerated(made, -1)
    every = list(combinations(range(5), top))
    expected = {
        "best_list": most(best, every),
        "worst_list": most(worst, every),
        "printed_best": most(best, [tuple(printed(made)["printed_best"])]),
        "printed_worst": most(worst, [tuple(printed(made)["printed_worst"])]),
        "tiers": best_partition(best)[0],
        "pairs_apart": best_partition(best)[1],
        "misplaced_top_k": Fraction(2, 5) * (top - most(best, every)),
    }
    if allowed(made):
        expected["spread_list"] = most(best, allowed(made))
    else:
        assert made.rows.loc["spread_list", "note"]
    for name, value in expected.items():
        assert made.rows.loc[name, "value"] == pytest.approx(float(value), abs=1e-12), name


# Negative controls, and what is left alone.


def test_repeated_draws_have_more_error_than_independent_ones() -> None:
    """The negative control of every error above: sorted draws are not independent."""
    made = world_of()
    flat = made.draws.reshape(-1, 5)
    halves = flat[np.argsort(flat[:, 2], kind="stable")]
    sorted_world = replace(made, draws=np.stack([halves[::2], halves[1::2]]))
    orders, (_, _, wrong) = Enumerated(sorted_world), best_partition(Enumerated(made))
    assert wrong is not None
    assert not near(sorted_world.rows.loc["wrong_order", "mcse"], textbook(orders.series(wrong)))
    pd.testing.assert_series_equal(
        sorted_world.rows["value"].drop(index=["better", "worse", "undecided", "false_flags"]),
        made.rows["value"].drop(index=["better", "worse", "undecided", "false_flags"]),
    )


def test_the_other_direction_is_another_table() -> None:
    """The negative control of both directions: the same draws read the wrong way round."""
    made = world_of()
    wrong = replace(made, better="higher")
    names = ["best_list", "printed_best"]
    assert (abs(made.rows.loc[names, "value"] - wrong.rows.loc[names, "value"]) > 1e-3).all()
    assert chosen_units(made, "visit") != chosen_units(wrong, "visit")
    # turned round with everything that is turned, it is the same
    for name, other in {"better": "worse", "best_list": "worst_list"}.items():
        assert made.rows.loc[name, "value"] == wrong.rows.loc[other, "value"]


def test_a_top_of_all_units_is_refused() -> None:
    made = world_of(top=5)
    with pytest.raises(ModelFileError, match="5 units are ranked"):
        decisions(fit_to(made.bench, made.cells, made.model), made.checks)


def test_arguments_are_not_changed() -> None:
    world = world_of()
    bench, cells, checks = world.bench, world.cells, world.checks
    before = bench.copy(deep=True), cells.copy(deep=True), checks.copy(deep=True)
    decisions(fit_to(bench, cells, world.model), checks)
    xr.testing.assert_identical(bench, before[0])
    xr.testing.assert_identical(cells, before[1])
    pd.testing.assert_frame_equal(checks, before[2])
