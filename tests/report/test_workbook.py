import io
import math
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from bayes_bench.inputs.model.labels import Labels
from bayes_bench.report import workbook
from bayes_bench.report.language.words import words_for
from bayes_bench.report.outcome import Outcome

FolderOf = Callable[[str], Path]


def sheets(folder: Path) -> dict[str, str]:
    with zipfile.ZipFile(folder / "report.xlsx") as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def test_no_formula_and_no_link(folder_of: FolderOf) -> None:
    parts = sheets(folder_of("en"))
    for name, text in parts.items():
        if name.startswith("xl/worksheets/"):
            assert "<f>" not in text
            assert "hyperlink" not in text.lower()
    assert not [name for name in parts if "externalLink" in name or "vba" in name.lower()]
    assert "=HYPERLINK(" in parts["xl/sharedStrings.xml"]  # there, as the text that it is


def test_numbers_are_numbers(folder_of: FolderOf) -> None:
    parts = sheets(folder_of("da"))
    order = re.findall(r'<sheet name="([^"]+)"', parts["xl/workbook.xml"])
    assert order[:3] == ["Om", "indicators", "ranks"]
    second_row = re.search(r'<row r="2".*?</row>', parts["xl/worksheets/sheet2.xml"])
    assert second_row is not None
    # code and name, flag are shared strings; n is the whole number that the fixture made
    assert '<c r="C2"><v>40</v></c>' in second_row[0]


SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells_of(outcome: Outcome) -> dict[str, dict[str, object]]:
    """What is in each cell of each sheet, as a spreadsheet program reads it."""
    content = workbook.workbook_bytes(outcome, words_for(outcome.model, "en"))
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        texts = ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314
        shared = ["".join(text.itertext()) for text in texts]
        listed = ET.fromstring(book.read("xl/workbook.xml")).iter(f"{SPACE}sheet")  # noqa: S314
        found: dict[str, dict[str, object]] = {}
        for place, sheet in enumerate(listed, start=1):
            root = ET.fromstring(book.read(f"xl/worksheets/sheet{place}.xml"))  # noqa: S314
            cells = root.iter(f"{SPACE}c")
            found[sheet.attrib["name"]] = {cell.attrib["r"]: value(cell, shared) for cell in cells}
    return found


def value(cell: ET.Element, shared: list[str]) -> object:
    text = cell.findtext(f"{SPACE}v", "")
    match cell.get("t"):
        case "s":
            return shared[int(text)]
        case "b":
            return text == "1"
        case _:
            return float(text)


def test_a_sheet_that_is_too_large_names_its_file(
    small: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    largest = max(small.tables, key=lambda name: small.tables[name].size)
    whole = cells_of(small)
    monkeypatch.setattr(workbook, "MOST_CELLS", small.tables[largest].size - 1)
    found = cells_of(small)
    sheet = found[largest.removesuffix(".csv")]
    assert list(sheet) == ["A1"]
    assert largest in str(sheet["A1"])
    others = {name for name in whole if name != largest.removesuffix(".csv")}
    assert {name: found[name] for name in others} == {name: whole[name] for name in others}


def test_the_last_sheet_says_what_codes_mean(small: Outcome) -> None:
    labels = {
        "columns": {"joint": "Joint"},
        "levels": {"joint": {"hip": "=hip"}},
        "people": "cases",
    }
    model = small.model.model_copy(update={"labels": Labels.model_validate(labels)})
    found = cells_of(replace(small, model=model))
    assert list(found)[-1] == "Labels"
    sheet, about = found["Labels"], found["About"]
    rows = [[sheet.get(f"{at}{row}", "") for at in "ABC"] for row in range(1, 12)]
    assert rows[0] == ["Column", "Level", "Label"]
    assert rows[1] == ["joint", "", "Joint"]
    assert rows[2] == ["joint", "hip", "=hip"]
    assert ["joint", "other", "other (small groups together)"] in rows
    assert ["home", "other", "other"] in rows
    assert ["age", "", "age"] in rows
    assert "cases who had the outcome “y”" in about.values()


def test_every_kind_of_cell(small: Outcome) -> None:
    """Numbers are numbers, what is missing or infinite is nothing, text is text."""
    table = pd.DataFrame(
        {
            "whole": [1, -2, 3],
            "fraction": [0.5, math.nan, math.inf],
            "maybe": pd.array([7, None, 9], dtype="Int64"),
            "yes": [True, False, True],
            "text": ["=1+1", None, "a\nb"],
            "mixed": pd.Series([1.5, "x", None], dtype=object),
        }
    )
    found = cells_of(replace(small, tables={"cells.csv": table}))["cells"]
    rows: list[dict[str, object]] = [
        dict(zip("ABCDEF", table.columns, strict=True)),
        {"A": 1.0, "B": 0.5, "C": 7.0, "D": True, "E": "=1+1", "F": 1.5},
        {"A": -2.0, "D": False, "F": "x"},
        {"A": 3.0, "C": 9.0, "D": True, "E": "a b"},
    ]
    expected = {f"{at}{row}": v for row, one in enumerate(rows, start=1) for at, v in one.items()}
    assert found == expected
