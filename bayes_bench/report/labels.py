"""What the levels of covariates are called on a page."""

from bayes_bench.inputs.codes import OTHER
from bayes_bench.interface.plain_text import told_apart
from bayes_bench.report.language.names import NO_NAMES, Names
from bayes_bench.report.outcome import Outcome

type Labels = dict[tuple[str, str], str]
"""The shown text of a level, by covariate and level."""


def shown_labels(outcome: Outcome, other: str, names: Names = NO_NAMES) -> dict[str, list[str]]:
    """Labels of the levels of each category, with ``other`` for the one that is ours.

    The reader's words go before those of the file of people, and these before codes; no two levels
    of a category look alike. A level of the user's own that is called "other" keeps its name.
    """
    return {name: _labels_of(name, outcome, other, names) for name in _categories(outcome)}


def _labels_of(name: str, outcome: Outcome, other: str, names: Names) -> list[str]:
    about = outcome.cells[f"covariate_{name}"].attrs
    has_ours = name in outcome.facts.merged_levels
    called = {
        level: other if has_ours and level == OTHER else names.level(name, level, label)
        for level, label in zip(about["levels"], about["labels"], strict=True)
    }
    return list(told_apart(called).values())


def _categories(outcome: Outcome) -> list[str]:
    return [c.name for c in outcome.model.covariates if c.kind == "category"]


def level_labels(outcome: Outcome, other: str, names: Names = NO_NAMES) -> Labels:
    """The shown text of every level of every category covariate."""
    labels: Labels = {}
    for name, shown in shown_labels(outcome, other, names).items():
        levels = outcome.cells[f"covariate_{name}"].attrs["levels"]
        labels |= {(name, level): label for level, label in zip(levels, shown, strict=True)}
    return labels


def reference_labels(outcome: Outcome, other: str, names: Names = NO_NAMES) -> dict[str, str]:
    """The shown text of the reference level of every category covariate."""
    labels = level_labels(outcome, other, names)
    return {
        name: labels[name, outcome.cells[f"covariate_{name}"].attrs["reference"]]
        for name in _categories(outcome)
    }
