"""The tables of a run as one Excel file: numbers as numbers, no formula, the same bytes always."""

import io
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from bayes_bench.inputs.disclosure.internal import NOT_FOR_RELEASE, is_internal, marked
from bayes_bench.interface.plain_text import printable
from bayes_bench.report.data_facts import left_out_sentence
from bayes_bench.report.labels import level_labels
from bayes_bench.report.language.words import Words
from bayes_bench.report.outcome import Outcome

# A workbook's own date would make its bytes differ from run to run.
_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
MOST_CELLS = 500_000
"""Of a sheet; of a larger table it names the file, which a spreadsheet program opens faster."""
_LONGEST = 32_767  # letters that a cell holds


def workbook_bytes(outcome: Outcome, words: Words) -> bytes:
    """A sheet per table between one that says what this is and one that says what codes mean.

    The same bytes every time.

    Parameters
    ----------
    outcome : Outcome
    words : Words

    Returns
    -------
    bytes
        A file.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        properties = {"title": words.title, "created": _CREATED}
        book.set_properties(properties)
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        _about(book.add_worksheet(words.say("workbook.about")), outcome, words, bold)
        for name, table in _tables(outcome).items():
            sheet = book.add_worksheet(name)
            if table.size > MOST_CELLS:
                slots = {"file": f"{name}.csv", "rows": words.numbers.whole(len(table))}
                sheet.write_string(0, 0, words.say("workbook.too_large", slots))
            else:
                _sheet(sheet, table, bold)
        _labels(book.add_worksheet(words.say("workbook.labels")), outcome, words, bold)
        if is_internal(outcome.model):
            book.set_properties({**properties, "comments": NOT_FOR_RELEASE})
            for sheet in book.worksheets()[1:]:
                sheet.set_header(f"&C{words.say('notice.internal')}")
    return buffer.getvalue()


def _tables(outcome: Outcome) -> dict[str, pd.DataFrame]:
    """Tables by the name of their sheet, as their files have them."""
    use, tables = outcome.model.disclosure.use, outcome.tables
    return {name.removesuffix(".csv"): marked(tables[name], use) for name in tables}


def _about(sheet: Worksheet, outcome: Outcome, words: Words, bold: Any) -> None:
    record: Mapping[str, Any] = outcome.record
    versions = record.get("versions", {})
    rows = {
        "title": words.title,
        "compared": words.always["Units"],
        "counted": words.say("workbook.who"),
        "left_out": left_out_sentence(outcome, words) or words.say("workbook.nobody"),
        "version": versions.get("bayes_bench", ""),
        "sampler": record.get("sampler", ""),
        "seed": str(outcome.model.sampling.random_seed),
        "use": outcome.model.disclosure.use,
        "fingerprint": record.get("fingerprint", ""),
    }
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 90)
    for at, (key, value) in enumerate(rows.items()):
        sheet.write_string(at, 0, words.say(f"workbook.{key}"), bold)
        sheet.write_string(at, 1, printable(str(value)))
    sheet.write_string(len(rows) + 1, 0, words.say("workbook.note"))


def _labels(sheet: Worksheet, outcome: Outcome, words: Words, bold: Any) -> None:
    """What the columns and codes of the other sheets are called."""
    heads = [words.say(f"workbook.{key}") for key in ("column", "level", "label")]
    names = [covariate.name for covariate in outcome.model.covariates]
    names += outcome.model.report.key_figures
    levels = level_labels(outcome, words.say("page.other"), words.names)
    rows = [(name, "", words.names.column(name)) for name in names]
    rows += [(name, code, label) for (name, code), label in levels.items()]
    rows.sort(key=lambda row: names.index(row[0]))  # stable: levels keep their order
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(heads) - 1, 32)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
        for place, row in enumerate(rows, start=1):
            _cell(sheet, place, column, row[column])


def _sheet(sheet: Worksheet, table: pd.DataFrame, bold: Any) -> None:
    sheet.freeze_panes(1, min(2, len(table.columns)))
    sheet.set_column(0, max(0, len(table.columns) - 1), 14)
    for column, name in enumerate(table.columns):
        sheet.write_string(0, column, str(name), bold)
        _column(sheet, column, table[name])


def _column(sheet: Worksheet, column: int, values: pd.Series) -> None:
    """The cells of a column below its head; whole numbers and fractions without a look at each."""
    kind = values.dtype.kind if isinstance(values.dtype, np.dtype) else ""
    if kind and kind in "fiu":
        for row, number in enumerate(values.tolist(), start=1):
            if math.isfinite(number):
                sheet.write_number(row, column, number)
        return
    for row, value in enumerate(values.tolist(), start=1):
        _cell(sheet, row, column, value)


def _cell(sheet: Worksheet, row: int, column: int, value: object) -> None:
    """A number as a number, a missing one as an empty cell, all else as text."""
    if isinstance(value, str):
        sheet.write_string(row, column, printable(value)[:_LONGEST])
    elif value is None or value is pd.NA:
        return
    elif isinstance(value, float | np.floating):
        if np.isfinite(value):
            sheet.write_number(row, column, float(value))
    elif isinstance(value, bool | np.bool):
        sheet.write_boolean(row, column, bool(value))
    elif isinstance(value, int | np.integer):
        sheet.write_number(row, column, int(value))
    else:
        sheet.write_string(row, column, printable(str(value))[:_LONGEST])
