"""What a table of any format can be seen to be: spreadsheets' marks, broken letters, false rows."""

from dataclasses import replace

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers.exactness import inexact_codes
from bayes_bench.inputs.readers.false_rows import false_rows
from bayes_bench.inputs.readers.formula_marks import unwrapped
from bayes_bench.inputs.readers.headers import Wanted
from bayes_bench.inputs.readers.letters import letter_notes
from bayes_bench.inputs.readers.raw_table import RawTable


def looked_over(raw: RawTable, wanted: Wanted) -> RawTable:
    """Return a table as it can be used, with notes of what was found out.

    Raises
    ------
    DataError
        Where rows are no people, or codes have lost digits.
    """
    problems = [*inexact_codes(raw, wanted.codes), *false_rows(raw, wanted.needed)]
    if problems:
        raise DataError(problems)
    columns, notes = unwrapped(raw.columns, raw.name)
    named = columns[[name for name in dict.fromkeys(wanted.codes) if name in columns]]
    broken = letter_notes(named, raw.labels, raw.name)
    return replace(raw, columns=columns, notes=(*raw.notes, *notes, *broken))
