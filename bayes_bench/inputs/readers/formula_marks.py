"""Codes that were kept from spreadsheets as formulas: ="0101" says 0101."""

import re

import pandas as pd

from bayes_bench.inputs.readers.raw_table import respelt
from bayes_bench.interface.suggestions import counted

FORMULA = re.compile(r'\s*="([^"]*)"\s*')


def unwrapped(columns: pd.DataFrame, name: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return columns without the marks, and a sentence for each that had them.

    Parameters
    ----------
    columns : DataFrame
        Raw columns.
    name : str
        Base name of the file.
    """
    notes, taken = [], {}
    for column in columns.select_dtypes("category"):
        values = columns[column]
        if not any('="' in text for text in values.cat.categories):
            continue
        texts = [_plain(text) for text in values.cat.categories]
        changed = [new != old for new, old in zip(texts, values.cat.categories, strict=True)]
        if any(changed):
            rows = int(values.isin(values.cat.categories[changed]).sum())
            taken[str(column)] = _without(values, texts)
            notes.append(
                f'{name}: the column "{column}" is written as formulas, ="…", in '
                f"{counted(rows, 'row')}: what stands in the quotation marks was read"
            )
    return columns.assign(**taken) if taken else columns, tuple(notes)


def _plain(text: str) -> str:
    marked = FORMULA.fullmatch(text)
    return text if marked is None else marked[1]


def _without(values: pd.Series, texts: list[str]) -> pd.Series:
    codes = respelt(values.cat.codes.astype("int64"), texts)
    return codes.cat.remove_categories([""]) if "" in texts else codes
