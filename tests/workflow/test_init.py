"""From a table to a model file that runs as it is."""

from pathlib import Path

import pandas as pd
import pytest

from bayes_bench.errors import InputError, OutputError
from bayes_bench.inputs.model.file import read_model
from bayes_bench.workflow.init import write_model
from bayes_bench.workflow.reading import read_analysis
from tests.builders.guesses import HOSPITALS, patients


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "patients.csv"
    patients().to_csv(path, index=False)
    return path


def test_what_is_written_is_read_and_lies_beside_the_table(table: Path) -> None:
    said = write_model(table, unit=["hospital"], outcome="died30").splitlines()
    assert said[-1] == str(table.with_suffix(".toml"))
    assert 'unit: "hospital", 12 different values in 720 rows' in said
    counted = read_analysis(read_model(Path(said[-1])))
    assert counted.analysis.cells.sizes["unit"] == HOSPITALS
    kept = patients().dropna(subset="age")
    assert int(counted.analysis.cells["events"].sum()) == (kept["died30"] == "Y").sum()


def test_the_path_is_seen_from_the_model_file(table: Path) -> None:
    out = table.parent / "models" / "mine.toml"
    write_model(table, out, ["hospital"], "died30")
    assert read_model(out).data.path == "../patients.csv"


def test_nothing_is_written_over_nor_where_nothing_can_be_told(table: Path) -> None:
    patients().rename(columns={"died30": "status"}).to_csv(table, index=False)
    with pytest.raises(InputError, match="--outcome"):
        write_model(table, unit=["hospital"])
    place = table.with_suffix(".toml")
    assert not place.exists()
    place.write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=r"patients.toml: is there already; .* --out"):
        write_model(table, unit=["hospital"], outcome="status")
    assert place.read_text(encoding="utf-8") == "mine"


def test_a_model_file_and_a_folder_are_told_from_a_table(table: Path) -> None:
    path = table.with_name("m.toml")
    path.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=r"m\.toml: is a model file already: bayes-bench check"):
        write_model(path)
    with pytest.raises(InputError, match="is a folder, not a file"):
        write_model(Path())
    with pytest.raises(InputError, match="is a folder, not a file"):
        write_model(table.parent)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A sheet of remarks before that of the patients, and a hidden one before both."""
    path = tmp_path / "patients.xlsx"
    remarks = pd.DataFrame({"note": ["made in May", "by nobody"]})
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        for name, sheet in {"Lists": remarks, "Read me": remarks, "People": patients()}.items():
            sheet.to_excel(book, sheet_name=name, index=False)
        book.sheets["Lists"].hide()
        book.sheets["Read me"].activate()
    return path


def test_of_a_workbook_the_sheet_is_said_and_written(workbook: Path) -> None:
    with pytest.raises(InputError) as caught:
        write_model(workbook, unit=["hospital"], outcome="died30")
    assert caught.value.problems[-1] == (
        'sheet: "Read me" was read, and not Lists, People: another one by --sheet NAME'
    )
    said = write_model(workbook, unit=["hospital"], outcome="died30", sheet="People").splitlines()
    assert said[0].startswith('sheet: "People" was read, and not Lists, Read me')
    model = read_model(Path(said[-1]))
    assert model.data.path == "patients.xlsx#People"
    assert not any("sheets" in note for note in read_analysis(model).notes)


def test_a_sheet_is_named_behind_the_file_too_and_only_of_workbooks(
    workbook: Path, table: Path
) -> None:
    behind = workbook.with_name("patients.xlsx#People")
    assert '"People" was read' in write_model(behind, None, ["hospital"], "died30")
    with pytest.raises(InputError, match=r"patients.csv: --sheet is for workbooks \(.xlsm, .xlsx"):
        write_model(table, sheet="People")
    with pytest.raises(InputError, match='there is no sheet "Peopel"; did you mean "People"'):
        write_model(workbook, table.with_name("x.toml"), sheet="Peopel")


def test_a_workbook_of_one_sheet_needs_no_name(tmp_path: Path) -> None:
    path = tmp_path / "one.xlsx"
    patients().to_excel(path, index=False)
    said = write_model(path, unit=["hospital"], outcome="died30")
    assert "sheet:" not in said
    assert read_model(path.with_suffix(".toml")).data.path == "one.xlsx"
