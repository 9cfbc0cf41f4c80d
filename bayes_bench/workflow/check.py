"""The command `check`: what a model file and its people are understood to be, without a draw.

Only counts that may be shown are: none below `disclosure.minimum_count`, and none that would give
such a one away as a difference. No smallest, largest or middle value of a measurement: each of
them is some person's.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.estimands.groupings import is_around_units
from bayes_bench.inputs.codes import OTHER
from bayes_bench.inputs.facts import facts_of
from bayes_bench.inputs.model.file import Model, read_model, top_k
from bayes_bench.inputs.model.labels import FIRST as ENGLISH
from bayes_bench.inputs.model.labels import one_language_notes
from bayes_bench.inputs.model.sections import Covariate
from bayes_bench.inputs.rounding import rounded_covariates
from bayes_bench.interface.plain_text import told_apart
from bayes_bench.interface.suggestions import counted
from bayes_bench.report.language.names import shown_name
from bayes_bench.report.language.words import Words, words_for
from bayes_bench.typing import Integers
from bayes_bench.workflow.progress import Stages
from bayes_bench.workflow.reading import Counted, dropped_by_unit, read_analysis
from bayes_bench.workflow.unit_codes import unit_code_notes

MAX_LEVELS = 8
GOOD = {"lower": "few are good", "higher": "many are good"}


def check_model(path: Path, data: Path | None = None) -> str:
    """Check everything that a run checks before its first draw.

    Parameters
    ----------
    path : Path
        The TOML model file.
    data : Path, optional
        The table of people, in place of the one that the model file names.

    Returns
    -------
    str
        A summary of what was understood; its last line is the model file's path.

    Raises
    ------
    InputError
        The model file or the data cannot be used: with every problem.
    """
    with Stages() as stages:
        model = read_model(path)
        found = read_analysis(model, data, stages.stage)
    anew = unit_code_notes(found.analysis, data)
    notes = (*found.notes, *anew, *one_language_notes(model.labels))
    told = [*summary(model, found), "", *_to_look_at(notes)]
    return "\n".join([*told, "Nothing stands in the way of a run.", f"{path}"])


def _to_look_at(notes: Sequence[str]) -> list[str]:
    """What looks odd and is used as it is."""
    if not notes:
        return []
    return ["Worth a look:", *(f"  {n}. {note}" for n, note in enumerate(notes, 1)), ""]


def summary(model: Model, found: Counted) -> Iterator[str]:
    """What was understood, line by line.

    Parameters
    ----------
    model : Model
    found : Counted

    Yields
    ------
    str
    """
    words, cells = words_for(model, ENGLISH), found.analysis.cells
    about = (
        ("table", _table(found, model)),
        (words.always["people"], _people(found, model)),
        ("outcome", _outcome(cells, model, words)),
        (words.always["units"], _units(found.analysis, words)),
        ("compared", _compared(cells, model)),
    )
    yield model.title
    yield ""
    margin = 2 + max(len(head) for head in ("covariates", *(head for head, _ in about)))
    for head, told in about:
        yield f"{head:<{margin}}{told}"
    if not model.covariates:
        yield f"{'covariates':<{margin}}none: {words.always['units']} are compared as they are"
    yield from _covariates(model, cells, words, margin)
    yield from _groupings(found.analysis, words, margin)


def _covariates(model: Model, cells: xr.Dataset, words: Words, margin: int) -> Iterator[str]:
    """A line for each covariate, by what it is called, with its column beside a label."""
    names = [_named(covariate.name, words) for covariate in model.covariates]
    width = max(map(len, names), default=0)
    roundings = {r.name: f", rounded {r.words}" for r in rounded_covariates(cells, model)}
    for place, (name, covariate) in enumerate(zip(names, model.covariates, strict=True)):
        head = f"{'' if place else 'covariates':<{margin}}{name:<{width}}"
        yield f"{head}  {_covariate(covariate, cells, roundings.get(covariate.name, ''), words)}"


def _groupings(analysis: Analysis, words: Words, margin: int) -> Iterator[str]:
    """A line for each further grouping: its members, and how they lie to the units."""
    for place, group in enumerate(analysis.model.groups):
        codes = analysis.cells[f"covariate_{group.name}"]
        people = np.bincount(codes, analysis.cells["trials"], len(codes.attrs["levels"]))
        lies = "around" if is_around_units(group.name, analysis) else "across"
        head = f"{'' if place else 'groupings':<{margin}}{_named(group.name, words)}"
        yield (
            f"{head}  {people.size} members {lies} the {words.always['units']}, the smallest of "
            f"{people.min():,.0f} {words.always['people']}"
        )


def _named(column: str, words: Words) -> str:
    """A column, behind what it is called where it has a label."""
    label = words.names.column(column)
    return column if label == shown_name(column) else f"{label} ({column})"


def _table(found: Counted, model: Model) -> str:
    """Its rows, in tens where how many people were dropped is not to be worked out."""
    if model.disclosure.shows_all or not found.dropped:
        return f"{found.rows:,} {'row' if found.rows == 1 else 'rows'}"
    return f"about {round(found.rows, -1):,} rows"


def _people(found: Counted, model: Model) -> str:
    used = int(found.analysis.cells["trials"].sum())
    if not found.dropped:
        return f"{used:,}, nobody dropped"
    counts = dropped_by_unit(found.analysis.cells).values()
    shown = sum(int(count) for count in counts if count.isdigit())
    if shown == found.dropped:
        return f"{used:,} of {used + shown:,}; {shown:,} dropped for missing values"
    hidden = [count for count in counts if not count.isdigit()]
    each = "each of " if len(hidden) > 1 else ""
    few = f"{max(hidden)} in {each}{model.labels.counted_units(len(hidden))}"
    return f"{used:,}; dropped for missing values: {f'{shown:,}, and ' if shown else ''}{few}"


def _outcome(cells: xr.Dataset, model: Model, words: Words) -> str:
    events, people = (int(cells[name].sum()) for name in ("events", "trials"))
    columns = [c for c in (model.data.outcome, model.data.events, model.data.trials) if c]
    name = " of ".join(_named(column, words) for column in columns)
    if model.labels.in_language(ENGLISH).outcome:
        name = f"{words.always['outcome']} ({name})"
    return f"{name}: {events:,} events, {100 * events / people:.1f} %; {GOOD[model.data.better]}"


def _units(analysis: Analysis, words: Words) -> str:
    cells, model = analysis.cells, analysis.model
    ranked = cells["ranked"].to_numpy().astype(bool)
    merged = len(facts_of(cells).merged_units)
    sizes = analysis.population.people[ranked]
    of = f"of {sizes.min():,} to {sizes.max():,} {words.always['people']}"
    of += f", {np.median(sizes):,.0f} in the middle"
    into = f', {merged} merged into "{OTHER}" without a rank' if merged else ""
    return f"{ranked.sum()} ranked by {model.data.unit_name}{into}; {of}"


def _compared(cells: xr.Dataset, model: Model) -> str:
    k, benchmark = top_k(model, int(cells["ranked"].sum())), model.benchmark
    of_units = ""
    if model.of_units:
        as_what = "case mix" if benchmark.unit_covariates == "case_mix" else "performance"
        of_units = (
            f"; covariates of {model.labels.in_language(ENGLISH).units or 'units'} as {as_what}"
        )
    return (
        f"reference {benchmark.reference}, margin {benchmark.margin:g} pp, {k} best and {k} worst, "
        f"intervals of {100 * benchmark.interval:g} %{of_units}"
    )


def _covariate(covariate: Covariate, cells: xr.Dataset, rounding: str, words: Words) -> str:
    if covariate.kind == "interaction":
        return "an interaction: products of the columns of the two"
    of_units = f", of {words.always['units']}" if covariate.level == "unit" else ""
    return f"{_values(covariate, cells, rounding, words)}{of_units}"


def _values(covariate: Covariate, cells: xr.Dataset, rounding: str, words: Words) -> str:
    values = cells[f"covariate_{covariate.name}"]
    if covariate.kind == "category":
        people = cells["trials"].to_numpy()
        return f"category, {_levels(values, covariate.name, people, words)}"
    about = "a straight line" if covariate.kind == "linear" else f"a spline of {covariate.df}"
    columns = "" if covariate.kind == "linear" else " columns"
    mean = np.average(values, weights=cells["trials"])
    sd = np.sqrt(np.average((values - mean) ** 2, weights=cells["trials"]))
    return f"{about}{columns}, mean {mean:.4g}, sd {sd:.3g}{rounding}"


def _levels(values: xr.DataArray, column: str, sizes: Integers, words: Words) -> str:
    """Levels by their names, with the people of each."""
    levels = values.attrs["levels"]
    given = zip(levels, values.attrs["labels"], strict=True)
    called = {level: words.names.level(column, level, label) for level, label in given}
    labels = told_apart(called).values()
    people = np.bincount(values.to_numpy(), sizes, minlength=len(levels)).astype(np.int64)
    reference = values.attrs["reference"]
    # the reference comes first: it is always among those that are named
    ordered = sorted(
        zip(levels, labels, people, strict=True), key=lambda level: level[0] != reference
    )
    names = [
        f"{label} ({size:,}{', reference' if level == reference else ''})"
        for level, label, size in ordered
    ]
    more = f" and {len(names) - MAX_LEVELS} more" if len(names) > MAX_LEVELS else ""
    return f"{counted(len(names), 'level')}: {', '.join(names[:MAX_LEVELS])}{more}"
