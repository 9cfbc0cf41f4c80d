"""Whether numbers that are text have a decimal comma."""

from collections.abc import Collection

import pandas as pd

COMMA = r"[+-]?[0-9]+,[0-9]+"
THOUSANDS = r"[+-]?[0-9]{1,3},[0-9]{3}"
WHOLE = r"[+-]?[0-9]+"


def decimal_sign(
    delimiter: str, columns: pd.DataFrame, name: str, codes: Collection[str] = ()
) -> tuple[str, tuple[str, ...]]:
    """Return the decimal sign of a file, and a sentence where it was found out from its values.

    Files with semicolons come from where numbers have a decimal comma. In others a comma is taken
    for one where a column holds whole numbers and numbers with one comma only, and at least one
    of them cannot be a comma of thousands.

    Parameters
    ----------
    delimiter : str
    columns : DataFrame
        As categories of text.
    name : str
        Base name of the file.
    codes : collection of str, optional
        Columns that name units or categories: their commas are those of texts ("3,12"), and tell
        nothing of numbers.
    """
    if delimiter == ";":
        return ",", ()
    numbers = [str(column) for column in columns if column not in codes]
    told = [column for column in numbers if _has_commas(columns[column])]
    if not told:
        return ".", ()
    words = ", ".join(f'"{column}"' for column in told)
    return ",", (f"{name}: numbers have a decimal comma, to judge by the column {words}",)


def _has_commas(values: pd.Series) -> bool:
    if not any("," in text for text in values.cat.categories):
        return False
    texts = pd.Series(values.cat.categories, dtype="str").str.strip()
    commas = texts.str.fullmatch(COMMA)
    thousands = texts.str.fullmatch(THOUSANDS)
    others = texts.str.fullmatch(WHOLE) | (texts == "")
    return bool((commas & ~thousands).any() and (commas | others).all())
