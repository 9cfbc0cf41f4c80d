"""A unit that several columns name together, such as a school and a class within it."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from bayes_bench.inputs.model.key_types import BETWEEN
from bayes_bench.inputs.values.column import Column
from bayes_bench.inputs.values.note import noted


def joined(parts: Mapping[str, Column]) -> Column:
    """Return the units that several columns name together.

    Parameters
    ----------
    parts : mapping of str to Column
        Column -> its codes, in the model's order.

    Returns
    -------
    Column
        Codes such as "3 / 1", in the order of the first column, then of the next; missing where a
        part is. The problems and notes of each part, with its name.
    """
    codes = pd.DataFrame({name: part.values.cat.codes for name, part in parts.items()})
    known = (codes >= 0).all(axis="columns").to_numpy()
    pairs = codes[known].drop_duplicates().sort_values([*parts]).reset_index(drop=True)
    texts = [_text(pair, parts) for pair in pairs.itertuples(index=False)]
    place = pd.MultiIndex.from_frame(pairs).get_indexer(pd.MultiIndex.from_frame(codes))
    doubled = len(texts) - len(set(texts))
    problems = [f'(its part "{n}") {line}' for n, part in parts.items() for line in part.problems]
    notes = [noted(f'(its part "{n}") ', one, n) for n, part in parts.items() for one in part.notes]
    if doubled:
        problems.append(f'has "{BETWEEN}" inside its parts, so that units look alike: replace it')
        return Column(pd.Series(pd.Categorical(np.full(len(codes), None))), tuple(problems))
    values = pd.Categorical.from_codes(place, categories=pd.Index(texts, dtype=object))
    return Column(pd.Series(values), tuple(problems), tuple(notes))


def _text(pair: Sequence[int], parts: Mapping[str, Column]) -> str:
    levels = (part.values.cat.categories for part in parts.values())
    return BETWEEN.join(str(names[code]) for names, code in zip(levels, pair, strict=True))


def joined_labels(
    units: Sequence[str], columns: Sequence[str], labels: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """Return the labels of units by those of their parts; none where no part has labels.

    Parameters
    ----------
    units : sequence of str
        Codes such as "3 / 1".
    columns : sequence of str
        The parts.
    labels : mapping
        Column -> code -> label.
    """
    if not any(labels.get(column) for column in columns):
        return {}
    tables = [labels.get(column, {}) for column in columns]
    return {unit: _label(unit.split(BETWEEN), tables) for unit in units}


def _label(codes: Sequence[str], tables: Sequence[Mapping[str, str]]) -> str:
    if len(codes) != len(tables):
        return BETWEEN.join(codes)
    return BETWEEN.join(table.get(code) or code for code, table in zip(codes, tables, strict=True))
