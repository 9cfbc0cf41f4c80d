import re
import zipfile
from collections.abc import Callable
from pathlib import Path

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
