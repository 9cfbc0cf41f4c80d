"""What the data dictionary among the documents says of a file."""

import re
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pandas as pd

PAGE = Path(__file__).parents[2] / "docs" / "data_dictionary.md"


@cache
def documented(file: str) -> tuple[str, ...]:
    """Columns of a file, in their order; a pattern for a family of them."""
    section = PAGE.read_text(encoding="utf-8").split(f"\n## {file}\n")[1].split("\n## ")[0]
    return tuple(re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE))


def is_documented(table: pd.DataFrame, file: str) -> bool:
    """Whether a table has exactly the columns that are documented, in their order."""
    written = [
        next((name for name in documented(file) if fnmatchcase(column, name)), column)
        for column in table.columns
    ]
    return tuple(dict.fromkeys(written)) == documented(file)
