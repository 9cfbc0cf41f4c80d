"""A small register and a made-up posterior, with every person's logit worked out the long way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pytest
import xarray as xr
from numpy.typing import NDArray
from scipy.special import expit

from bayes_bench.design.matrix import Design, design_matrix
from bayes_bench.fitted import Fit
from bayes_bench.inputs.facts import Count, Facts
from bayes_bench.inputs.model.file import Model
from bayes_bench.ranking.ranks import Ranks
from tests.builders.fits import fit_of, model_of_sections

COVARIATES = [
    {"name": "joint", "kind": "category", "reference": "hand"},
    {"name": "sex", "kind": "category"},
    {"name": "age", "kind": "linear"},
    {"name": "bmi", "kind": "spline", "df": 3},
]
LEVELS = {"joint": ["hand", "hip", "knee"], "sex": ["f", "m"]}


@dataclass(frozen=True)
class Problem:
    """Cells, a posterior, and the logits of the cells without the unit effect (draw, cell)."""

    model: Model
    cells: xr.Dataset
    posterior: xr.DataTree
    design: Design
    logits: NDArray[np.float64]

    @cached_property
    def fit(self) -> Fit:
        """Model, cells and posterior as one."""
        return fit_of(self.posterior, self.cells, self.model)

    @property
    def effects(self) -> NDArray[np.float64]:
        """Unit effects (draw, unit)."""
        effects = self.posterior["posterior"]["unit_effect"].to_numpy()
        return effects.reshape(-1, effects.shape[-1])

    @property
    def sds(self) -> NDArray[np.float64]:
        """Unit sd's (draw,)."""
        return self.posterior["posterior"]["unit_sd"].to_numpy().ravel()

    def mean_by_unit(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """(draw, cell) -> (draw, unit), person by person."""
        unit_of = np.repeat(self.cells["unit_index"].values, self.cells["trials"].values)
        by_person = np.repeat(values, self.cells["trials"].values, axis=1)
        units = range(self.cells.sizes["unit"])
        return np.stack([by_person[:, unit_of == unit].mean(axis=1) for unit in units], axis=1)

    def mean_over_all(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """(draw, cell) -> (draw,), person by person."""
        return np.repeat(values, self.cells["trials"].values, axis=1).mean(axis=1)

    def own_share(self) -> NDArray[np.float64]:
        """P: everybody in the unit that is theirs (draw, unit)."""
        own = self.effects[:, self.cells["unit_index"].values]
        return self.mean_by_unit(expit(self.logits + own))


def model_of(covariates: Sequence[object], **benchmark: object) -> Model:
    data = {"unit": "municipality", "outcome": "on_benefit", "better": "lower"}
    sections = {"covariates": covariates, "benchmark": benchmark, "disclosure": {"public": True}}
    return model_of_sections(title="Test", data=data, **sections)


def cells_of(sizes: list[int], seed: int, *, bare: bool) -> xr.Dataset:
    """`sizes` cells in each unit; the last unit is "other"."""
    rng = np.random.default_rng(seed)
    unit_index = np.repeat(np.arange(len(sizes)), sizes)
    trials = rng.integers(1, 6, unit_index.size)
    units = [f"{101 + j}" for j in range(len(sizes) - 1)] + ["other"]
    coords: dict[str, object] = {
        "unit": units,
        "name": ("unit", [f"Town {unit}" for unit in units]),
        "ranked": ("unit", np.arange(len(sizes)) < len(sizes) - 1),
        "unit_index": ("cell", unit_index),
    }
    for name, levels in {} if bare else LEVELS.items():
        attrs = {"kind": "category", "levels": levels, "labels": levels, "reference": levels[0]}
        codes = np.r_[np.arange(len(levels)), rng.integers(0, len(levels), unit_index.size)]
        coords[f"covariate_{name}"] = ("cell", codes[: unit_index.size], attrs)
    for name, kind in {} if bare else {"age": "linear", "bmi": "spline"}.items():
        values = rng.normal(40, 9, unit_index.size).round(1)
        coords[f"covariate_{name}"] = ("cell", values, {"kind": kind})
    counts = {"events": ("cell", rng.binomial(trials, 0.3)), "trials": ("cell", trials)}
    facts = Facts(("151", "153"), {}, {"101": Count(2)})
    attrs = {"facts": facts.text, "merged_units": ["151", "153"], "dropped": '{"101": "2"}'}
    return xr.Dataset(counts, coords, attrs)


def with_units_own(cells: xr.Dataset, seed: int) -> xr.Dataset:
    """The cells with two properties of units, in which the people of "other" differ."""
    rng, unit = np.random.default_rng([seed, 1]), cells["unit_index"].to_numpy()
    is_other = unit == cells.sizes["unit"] - 1
    beds = np.where(is_other, rng.integers(1, 9, unit.size), (7 * unit) % 5 + 2.0)
    kind = np.where(is_other, rng.integers(0, 2, unit.size), unit % 2)
    levels = ["private", "public"]
    attrs = {"kind": "category", "levels": levels, "labels": levels, "reference": "public"}
    return cells.assign_coords(
        covariate_beds=("cell", beds, {"kind": "linear"}), covariate_owner=("cell", kind, attrs)
    )


def posterior_of(
    cells: xr.Dataset, design: Design, chains: tuple[int, int], seed: int
) -> xr.DataTree:
    rng = np.random.default_rng(seed)
    sd = np.exp(rng.normal(-1.0, 0.3, chains))
    draws = {
        "intercept": (("chain", "draw"), rng.normal(-1.2, 0.1, chains)),
        "unit_sd": (("chain", "draw"), sd),
        "unit_effect": (
            ("chain", "draw", "unit"),
            sd[..., None] * rng.normal(size=(*chains, cells.sizes["unit"])),
        ),
    }
    coords: dict[str, object] = {"unit": cells["unit"].values}
    if design.terms:
        slopes = rng.normal(0, 0.6, (*chains, len(design.terms)))
        draws["coefficient"] = (("chain", "draw", "term"), slopes)
        coords["term"] = [term.label for term in design.terms]
    return xr.DataTree.from_dict({"/posterior": xr.Dataset(draws, coords)})


def long_logits(posterior: xr.DataTree, design: Design) -> NDArray[np.float64]:
    draws = posterior["posterior"].to_dataset()
    logits = draws["intercept"].to_numpy().ravel()[:, None] + np.zeros(design.matrix.shape[0])
    if design.terms:
        slopes = draws["coefficient"].to_numpy().reshape(-1, len(design.terms))
        logits = logits + slopes @ (design.matrix.toarray() - design.center).T
    return logits


MakeProblem = Callable[..., Problem]


@pytest.fixture(scope="session")
def make_problem() -> MakeProblem:
    """Problems by seed, with or without covariates, under a [benchmark] section."""

    def make(
        seed: int = 1,
        sizes: tuple[int, ...] = (9, 1, 14, 30, 5),
        chains: tuple[int, int] = (2, 4),
        *,
        bare: bool = False,
        more: Sequence[dict[str, object]] = (),
        **benchmark: object,
    ) -> Problem:
        model = model_of([] if bare else [*COVARIATES, *more], **benchmark)
        cells = with_units_own(cells_of(list(sizes), seed, bare=bare), seed)
        design = design_matrix(cells, model)
        posterior = posterior_of(cells, design, chains, seed)
        return Problem(model, cells, posterior, design, long_logits(posterior, design))

    return make


def by_indicator(bench: xr.Dataset, better: str = "lower") -> Ranks:
    """The ranks that a run tells of."""
    return Ranks(bench["indicator"], better)
