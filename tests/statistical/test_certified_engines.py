"""Every engine held to the certified values of ``data/certified``, read as anybody would read them.

Nothing of the judge is imported: the files alone say what the problem is and what is true.
"""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.aggregation import aggregate
from bayes_bench.errors import RefusedError
from bayes_bench.estimands.indicators import benchmark
from bayes_bench.inputs.model.file import Model, model_from_table
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.sampling import fit
from bayes_bench.ranking.ranks import Ranks
from tests.builders.agreement import MOST, Floats, standard_scores, surprising

FOLDER = Path(__file__).parents[2] / "data" / "certified"
FILES = {path.stem: path for path in sorted(FOLDER.glob("*.json"))}
QUICK_NUTS = "one_covariate"
FUNNELS = ("sick", "two_units")
"""So little is said of sigma that NUTS may diverge, and then has to refuse."""
FAMILIES = {"HalfNormal": "half-normal", "HalfT": "half-t"}
GROUPED = [name for name in FILES if "group_sd" in FILES[name].read_text(encoding="utf-8")]


@dataclass(frozen=True)
class Held:
    """A certified file and an engine's draws of its problem, each made when first needed."""

    name: str
    sampler: str
    more_events: int = 0
    """In one row of the table, for the negative controls."""
    more_at: int = 7

    @cached_property
    def document(self) -> dict:
        """What the file holds."""
        return json.loads(FILES[self.name].read_text(encoding="utf-8"))

    def exact(self, name: str) -> Floats:
        """Certified values."""
        return np.array(self.document["values"][name])

    @property
    def effects(self) -> dict[str, object]:
        """What the unit effects are distributed as; nothing where they are normal."""
        effects = self.document.get("unit_effects")
        return {"unit_effects": "student-t", "df": effects["df"]} if effects else {}

    def model(self, reference: str = "national") -> Model:
        """The model file of the problem."""
        prior = self.document["prior"]
        sds = {
            name: {**prior[name], "family": FAMILIES[prior[name]["family"]]}
            for name in ("unit_sd", "group_sd")
            if name in prior
        }
        covariate = {"name": "x", "kind": "category", "reference": "0"}
        table = {
            "title": self.document["title"],
            "data": {"unit": "u", "events": "y", "trials": "n", "better": "lower"},
            "priors": {
                "intercept": {"mean": prior["mean"], "sd": prior["sd"]},
                **sds,
                "coefficient": prior.get("coefficient", {}),
            },
            "model": self.effects,
            "covariates": [covariate] if "covariate" in self.document else [],
            "groups": [{"name": "x"}] if "group_sd" in prior else [],
            "benchmark": {"reference": reference},
            "sampling": {"sampler": self.sampler, "random_seed": 20160101},
            "disclosure": {"public": True},
        }
        return model_from_table(table)

    @cached_property
    def table(self) -> pd.DataFrame:
        """Counts by unit, and by the covariate's level or the member where there is one."""
        n, events = (np.atleast_2d(np.array(self.document[k]).T).T for k in ("n", "events"))
        unit, level = np.indices(n.shape)
        table = pd.DataFrame(
            {"u": unit.ravel() + 1, "x": level.ravel(), "y": events.ravel(), "n": n.ravel()}
        )
        if self.more_events:
            table["y"] = table["y"] + self.more_events * (table.index == self.more_at)
        return table[table["n"] > 0]

    @cached_property
    def cells(self) -> xr.Dataset:
        """The problem's cells."""
        return aggregate(read_people(self.model(), self.table), self.model())

    @cached_property
    def posterior(self) -> xr.DataTree:
        """The engine's draws."""
        return fit(self.cells, self.model())

    @cached_property
    def draws(self) -> xr.Dataset:
        """Parameters, under the names of the files."""
        found = self.posterior["posterior"].to_dataset()
        named = {
            "mu": found["intercept"],
            "sigma": found["unit_sd"],
            "log_sigma": np.log(found["unit_sd"]),
            "effect": found["unit_effect"],
            "rate": self.bench("typical")["predicted"],
        }
        if "coefficient" in found:
            named["beta"] = found["coefficient"]
        if "x_sd" in found:
            named |= {"tau": found["x_sd"], "log_tau": np.log(found["x_sd"])}
            named["member_effect"] = found["x_effect"]
        return xr.Dataset(named)

    def bench(self, reference: str) -> xr.Dataset:
        """The engine's estimands under a reference."""
        return benchmark(self.posterior, self.cells, self.model(reference))


def off(draws: xr.DataArray, held: Held, name: str) -> Floats:
    """Standard scores of the mean and of the variance."""
    mean, sd = held.exact(f"{name}_mean"), held.exact(f"{name}_sd")
    own = [dim for dim in draws.dims if dim not in ("chain", "draw")]
    centre = xr.DataArray(mean.ravel(), dims=own) if mean.size > 1 else float(mean.squeeze())
    spread = standard_scores((draws - centre) ** 2, sd**2)
    return np.concatenate([standard_scores(draws, mean), spread])


LAPLACE = [pytest.param((name, "laplace"), id=f"{name}, laplace") for name in FILES]
NUTS = [
    pytest.param(
        (name, "nuts"), id=f"{name}, nuts", marks=[] if name == QUICK_NUTS else pytest.mark.slow
    )
    for name in FILES
    if name not in FUNNELS
]


@pytest.fixture(scope="module", params=[*LAPLACE, *NUTS])
def held(request: pytest.FixtureRequest) -> Held:
    return Held(*request.param)


def test_parameters_effects_and_rates(held: Held) -> None:
    scores = {name: np.abs(off(held.draws[name], held, str(name))).max() for name in held.draws}
    assert max(scores.values()) < MOST, scores


def test_indicators(held: Held) -> None:
    names = [name for name in held.document["values"] if name.endswith("_gap_mean")]
    assert len(names) >= 2
    for name in names:
        reference = name.removesuffix("_gap_mean")
        scores = off(held.bench(reference)["indicator"], held, f"{reference}_gap")
        assert np.abs(scores).max() < MOST, reference


@pytest.mark.parametrize("reference", ["typical", "population"])
def test_which_side_of_the_reference(held: Held, reference: str) -> None:
    """With members the file has it for the typical reference only."""
    name = f"{reference}_gap_probability_negative"
    if name in held.document["values"] or reference == "typical":
        below = held.bench(reference)["indicator"] < 0.0
        assert not surprising(below, held.exact(name)).any()


def test_every_cell_of_the_rank_tables(held: Held) -> None:
    """Without a covariate the order of the rates is that of the indicators."""
    if "rank_probability" in held.document["values"]:
        exact = held.exact("rank_probability")
        spans = Ranks(held.draws["rate"], "lower").spans
        first = spans["first"] == xr.DataArray(np.arange(1, exact.shape[1] + 1), dims="rank")
        assert not surprising(first, exact).any()


@pytest.mark.parametrize("name", GROUPED)
def test_the_left_tail_of_a_groupings_sd(name: str) -> None:
    """Members that do not differ leave the sd to its prior near 0, however small."""
    held = Held(name, "laplace")
    below = below_points(held.draws["tau"], held)
    assert held.exact("tau_below").min() > 1e-3
    assert not surprising(below, held.exact("tau_below")).any()


def below_points(tau: xr.DataArray, held: Held) -> xr.DataArray:
    """Whether each draw is below each of the file's points."""
    return tau < xr.DataArray(held.document["tau_points"], dims="point")


def draws_or_refusal(held: Held) -> tuple[xr.Dataset | None, str]:
    """What an engine draws, or why it does not."""
    try:
        return held.draws, ""
    except RefusedError as refusal:
        return None, str(refusal)


@pytest.mark.slow
@pytest.mark.parametrize("name", FUNNELS)
def test_nuts_is_right_in_a_funnel_or_refuses(name: str) -> None:
    held = Held(name, "nuts")
    draws, refusal = draws_or_refusal(held)
    if draws is None:
        assert "divergences" in refusal
    else:
        assert max(np.abs(off(draws[name], held, str(name))).max() for name in draws) < MOST


def test_draws_from_slightly_other_data_are_noticed() -> None:
    """A negative control: two deaths more at one of twelve hospitals."""
    other = Held("surgical", "laplace", more_events=2)
    assert np.abs(off(other.draws["rate"], other, "rate")).max() > MOST


def test_probabilities_of_slightly_another_side_are_noticed() -> None:
    """A negative control: a fifth of a percentage point counted to the wrong side."""
    surgical = Held("surgical", "laplace")
    below = surgical.bench("typical")["indicator"] < 0.2
    assert surprising(below, surgical.exact("typical_gap_probability_negative")).any()


@pytest.mark.parametrize(("name", "row"), [("nested", 3), ("crossed", 6), ("identical_regions", 0)])
def test_draws_from_members_of_slightly_other_data_are_noticed(name: str, row: int) -> None:
    """A negative control: two events more among the 30 or 40 people of one unit in one member."""
    other = Held(name, "laplace", more_events=2, more_at=row)
    assert np.abs(off(other.draws["member_effect"], other, "member_effect")).max() > MOST


def test_a_left_tail_without_its_jacobian_is_noticed() -> None:
    """A negative control: a power of tau, whose tail is a little lighter."""
    held = Held("identical_regions", "laplace")
    exact = held.exact("tau_below")
    assert surprising(below_points(held.draws["tau"] ** 0.9, held), exact).any()
