"""Where the reader's words go in a model file: columns by their names, the rest to be filled in."""

import re
from collections.abc import Iterator, Sequence

from bayes_bench.inputs.guess.profile import Profile
from bayes_bench.inputs.guess.toml_text import key, plain, quoted
from bayes_bench.inputs.values.outcomes import LEAST_ROWS

MOST_LEVELS = 8
"""Levels of a column that are written out."""
NOUNS = """[labels]                          # your readers' words (docs/labels.md); take the # away
# unit = "hospital"
# units = "hospitals"
# people = "patients"
# whole = "England"               # what all units are together
# outcome = "died within 30 days" # completes: 21.9% of 1,234 patients ..."""
DANISH = """# [labels.da]                     # the same for --language da
# title = "Dødsfald inden 30 dage, efter hospital"
# unit = "hospital"
# units = "hospitaler"
# people = "patienter"
# outcome = "døde inden 30 dage\""""


def label_stubs(columns: Sequence[Profile], categories: Sequence[Profile]) -> str:
    """Return the sections of labels, of which what is not a comment changes nothing in the data.

    Parameters
    ----------
    columns : sequence of Profile
        What is adjusted for.
    categories : sequence of Profile
        Those of them that have levels.

    Returns
    -------
    str
        TOML. A level stands in it only where several people have it.
    """
    called = {one.name: one.title or _words(one.name) for one in columns}
    lines = [f"{key(name)} = {quoted(title)}" for name, title in called.items()]
    blocks = [NOUNS, *(["\n".join(["[labels.columns]", *lines])] if lines else [])]
    blocks += ["\n".join(_levels(one, "labels")) for one in categories]
    return "\n\n".join([*blocks, "\n".join([DANISH, *_danish(columns, categories)])])


def _words(name: str) -> str:
    """A column's name as one would say it."""
    return re.sub(r"[_\s]+", " ", name).strip() or name


def _levels(column: Profile, place: str) -> Iterator[str]:
    """A section for the levels of a column, as a comment."""
    often = [
        level
        for level, rows in zip(column.levels, column.counts, strict=True)
        if rows >= LEAST_ROWS
    ]
    yield f"# [{place}.levels.{key(column.name)}]"
    for level in often[:MOST_LEVELS]:
        yield f"# {plain(key(level))} = {plain(quoted(column.labels.get(level) or level))}"
    if len(often) > MOST_LEVELS:
        yield "# ..."


def _danish(columns: Sequence[Profile], categories: Sequence[Profile]) -> Iterator[str]:
    """A column and a level, as an example of how the others go."""
    if columns:
        yield "# [labels.da.columns]"
        yield f'# {key(columns[0].name)} = "..."'
    for one in categories[:1]:
        yield from (re.sub('= ".*"$', '= "..."', line) for line in _levels(one, "labels.da"))
