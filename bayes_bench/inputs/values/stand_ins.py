"""Texts that the model file says to mean missing (`[data] missing_values`)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import pandas as pd

from bayes_bench.inputs.codes import code_text
from bayes_bench.inputs.readers.raw_table import RawTable
from bayes_bench.inputs.values.note import Note
from bayes_bench.inputs.values.rows import Found, found_texts, some_rows
from bayes_bench.interface.suggestions import listed
from bayes_bench.typing import Bools


def without_stand_ins(
    raw: RawTable, texts: Collection[str], units: Collection[str] = ()
) -> tuple[RawTable, list[str], list[str]]:
    """Return a table in which these texts are missing, with problems and notes.

    Parameters
    ----------
    raw : RawTable
    texts : collection of str
        Codes that mean missing in every column; numbers in any spelling.
    units : collection of str, optional
        Columns that name units, of which one may have such a code.

    Returns
    -------
    RawTable, list of str, list of str
        A problem for each column of which nothing is left, and notes where no column has a text
        and where units have one.
    """
    if not texts:
        return raw, [], []
    found = {name: found_texts(raw.columns[name]) for name in raw.columns}
    marked = {name: _marked(one, texts) for name, one in found.items()}
    problems = [
        f'{raw.name}: the column "{name}" has nothing but what data.missing_values lists: take '
        "the text out, or the column"
        for name, one in found.items()
        if _is_all(one, marked[name])
    ]
    seen = {code_text(found[name].texts[n]) for name in found for n in marked[name]}
    unseen = [text for text in texts if text not in seen]
    notes = [*_unseen(unseen, raw.name)]
    notes += [
        _of_units(found[name].where(marked[name]), name, raw) for name in units if marked[name]
    ]
    columns = {name: _without(raw.columns[name], found[name], marked[name]) for name in found}
    return replace(raw, columns=pd.DataFrame(columns)), problems, notes


def _unseen(texts: Sequence[str], file: str) -> Iterator[str]:
    if texts:
        told = f"{file}: no column has {listed(texts)} (data.missing_values)"
        yield Note(told, "unseen_missing", texts=len(texts))


def _of_units(where: Bools, name: str, raw: RawTable) -> str:
    told = (
        f'{raw.name}: the column "{name}" of units has what data.missing_values lists '
        f"{some_rows(where)}: is it the code of a unit, which would be missing too?"
    )
    return Note(told, "missing_unit", name)


def _marked(found: Found, texts: Collection[str]) -> list[int]:
    return [
        place
        for place, text in enumerate(found.texts)
        if found.counts[place] and code_text(text) in texts
    ]


def _is_all(found: Found, marked: Collection[int]) -> bool:
    used = [n for n in found.used if found.texts[n].strip()]
    return bool(used) and len(used) == len(marked)


def _without(values: pd.Series, found: Found, marked: list[int]) -> pd.Series:
    return values.mask(found.where(marked)) if marked else values
