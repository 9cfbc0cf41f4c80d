"""Effects of a covariate where another one, with which it interacts, has a given value.

Such a covariate has no one odds ratio: it differs between people. It has one at each level of the
other covariate (or at its mean, an sd below and an sd above), other interactions of it at the mean
of theirs.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bayes_bench.analysis import Analysis
from bayes_bench.design.matrix import matrix_at
from bayes_bench.estimands.covariates.contrasts import Contrast, contrasts_of
from bayes_bench.estimands.covariates.set_for_all import Setting, with_values
from bayes_bench.inputs.model.interactions import PLACES, where
from bayes_bench.parameters import Parameters
from bayes_bench.typing import Floats


@dataclass(frozen=True)
class Conditional:
    """A row of the effects: a change by one covariate where another is as it is given.

    Attributes
    ----------
    interaction : str
        The two covariates' interaction.
    contrast : Contrast
        What changes.
    given, at : str
        The other covariate, and its level, or one of `PLACES`.
    value : float
        The place of that level, or the measurement.
    weights : ndarray (term,)
        Of the coefficients in the change of the logit.
    """

    interaction: str
    contrast: Contrast
    given: str
    at: str
    value: float
    weights: Floats

    @property
    def level(self) -> str:
        """How the row is called: "3 where sex=f"."""
        return where(self.contrast.level, self.given, self.at)

    def shift(self, parameters: Parameters) -> Floats:
        """The change of the logit (draw,)."""
        # einsum and not a BLAS product, whose last digit may depend on the number of threads
        change: Floats = np.einsum("st,t->s", parameters.coefficient, self.weights)
        return change


def conditionals_of(analysis: Analysis) -> list[Conditional]:
    """Every change by a covariate at every value of one it interacts with, both ways round."""
    return [
        one
        for name, pair in analysis.model.interactions.items()
        for focal, given in (pair, pair[::-1])
        for one in _of_pair(name, focal, given, analysis)
    ]


def _of_pair(name: str, focal: str, given: str, analysis: Analysis) -> Iterator[Conditional]:
    design = analysis.design
    contrasts = [one for one in contrasts_of(design) if one.covariate == focal]
    for at, value in given_values(given, analysis).items():
        row = _row(given, value, analysis) - design.center
        for contrast in contrasts:
            weights = np.zeros(len(design.terms))
            weights[contrast.column] = contrast.factor
            for place, term in enumerate(design.terms):
                if term.covariate == name and contrast.column in term.parts:
                    other = term.parts[term.parts[0] == contrast.column]
                    weights[place] = contrast.factor * row[other]
            yield Conditional(name, contrast, given, at, value, weights)


def given_values(name: str, analysis: Analysis) -> dict[str, float]:
    """The values at which a covariate is given, by what they are called."""
    codes, trials = analysis.cells[f"covariate_{name}"], analysis.cells["trials"].to_numpy()
    if "levels" in codes.attrs:
        return {str(level): float(place) for place, level in enumerate(codes.attrs["levels"])}
    values = codes.to_numpy().astype(np.float64)
    mean = np.average(values, weights=trials)
    sd = np.sqrt(np.average((values - mean) ** 2, weights=trials))
    return {at: float(mean + steps * sd) for at, steps in PLACES.items()}


def _row(name: str, value: float, analysis: Analysis) -> Floats:
    """The design of somebody with a value, not centred, of which only its columns count (term,)."""
    one = with_values(analysis.cells.isel(cell=[0]), Setting({name: value}))
    row: Floats = matrix_at(analysis.design, one, analysis.model).toarray()[0]
    return row


def change_settings(conditional: Conditional, analysis: Analysis) -> tuple[Setting, Setting]:
    """Everybody before and after the change, the other covariate as it is given."""
    before, after = contrast_settings(conditional.contrast, analysis)
    given = {conditional.given: conditional.value}
    return (
        Setting({**before.given, **given}, before.raised),
        Setting({**after.given, **given}, after.raised),
    )


def contrast_settings(contrast: Contrast, analysis: Analysis) -> tuple[Setting, Setting]:
    """Everybody before and after a change: at the reference and the level, or a step further."""
    name, term = contrast.covariate, analysis.design.terms[contrast.column]
    if term.kind == "linear":
        return Setting(), Setting(raised={name: contrast.factor * term.scale})
    about = analysis.cells[f"covariate_{name}"].attrs
    levels = [str(level) for level in about["levels"]]
    places = (levels.index(str(about["reference"])), levels.index(contrast.level))
    before, after = (Setting({name: float(place)}) for place in places)
    return before, after
