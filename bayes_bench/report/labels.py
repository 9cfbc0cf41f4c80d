"""What covariates and their levels are called on a page."""

from bayes_bench.inputs.codes import OTHER
from bayes_bench.report.language.words import printable
from bayes_bench.report.outcome import Outcome

type Labels = dict[tuple[str, str], str]
"""The shown text of a level, by covariate and level."""


def shown_name(column: str) -> str:
    """The name of a column as people read it."""
    return printable(column).replace("_", " ")


def shown_labels(outcome: Outcome, other: str) -> dict[str, list[str]]:
    """Labels of the levels of each category, with ``other`` for the one that is ours.

    A level of the user's own that is called "other" keeps its name.
    """
    names = _categories(outcome)
    labels = {name: list(outcome.cells[f"covariate_{name}"].attrs["labels"]) for name in names}
    for name in names:
        if name in outcome.facts.merged_levels:
            labels[name] = [other if label == OTHER else label for label in labels[name]]
    return labels


def _categories(outcome: Outcome) -> list[str]:
    return [c.name for c in outcome.model.covariates if c.kind == "category"]


def level_labels(outcome: Outcome, other: str) -> Labels:
    """The shown text of every level of every category covariate."""
    labels: Labels = {}
    for name, shown in shown_labels(outcome, other).items():
        levels = outcome.cells[f"covariate_{name}"].attrs["levels"]
        labels |= {(name, level): label for level, label in zip(levels, shown, strict=True)}
    return labels


def reference_labels(outcome: Outcome, other: str) -> dict[str, str]:
    """The shown text of the reference level of every category covariate."""
    labels = level_labels(outcome, other)
    return {
        name: labels[name, outcome.cells[f"covariate_{name}"].attrs["reference"]]
        for name in _categories(outcome)
    }
