"""Every file of a run for internal use says so in itself, wherever it is taken."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import xarray as xr
from PIL import Image

import bayes_bench as bb
from bayes_bench.inputs.disclosure.internal import COLUMN, NOT_FOR_RELEASE
from bayes_bench.posterior.store import load_posterior
from bayes_bench.workflow.sensitivity import SensitivityOptions, run_sensitivity
from tests.builders.posterior import refuse_laplace
from tests.builders.run import MODEL, ROOT, SCRIPT, typed, write_analysis

INSIDE = '[disclosure]\nuse = "internal"\n[sensitivity]\nwithout = ["sex"]\n'


def analysed(folder: Path, more: str) -> Path:
    """The folder of a finished run."""
    write_analysis(folder)
    (folder / "wards.toml").write_text(MODEL + more, encoding="utf-8")
    assert typed(SCRIPT, folder / "wards.toml", "--out", folder / "out").code == 0
    return folder / "out"


@pytest.fixture(scope="module")
def inside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return analysed(tmp_path_factory.mktemp("inside"), INSIDE)


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return analysed(tmp_path_factory.mktemp("outside"), "[disclosure]\npublic = true\n")


def is_said_in_table(file: Path) -> bool:
    table = pd.read_csv(file)
    return table.columns[-1] == COLUMN and set(table[COLUMN]) == {NOT_FOR_RELEASE}


def is_said_in_image(file: Path) -> bool:
    """In the file's own description; its visible line is of `with_note`."""
    with Image.open(file) as image:
        return image.info.get("Description") == NOT_FOR_RELEASE


def is_said_in_drawing(file: Path) -> bool:
    text = file.read_text(encoding="utf-8")
    return NOT_FOR_RELEASE in text and "INTERNAL: nothing is merged" in text


def is_said_in_page(file: Path) -> bool:
    return "INTERNAL: nothing is merged" in file.read_text(encoding="utf-8")


def is_said_in_workbook(file: Path) -> bool:
    """In its properties, and in a column or a printed head of every sheet but the first."""
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        heads = sum("INTERNAL" in book.read(name).decode() for name in sheets)
        words = book.read("xl/sharedStrings.xml").decode()
        about = book.read("docProps/core.xml").decode()
    return heads == len(sheets) - 1 and NOT_FOR_RELEASE in about and COLUMN in words


def is_said_in_draws(file: Path) -> bool:
    return load_posterior(file).attrs.get("use") == "internal"


def is_said_in_record(file: Path) -> bool:
    record = json.loads(file.read_text(encoding="utf-8"))
    return bool(record["model"]["disclosure"]["use"] == "internal")


KINDS: dict[str, Callable[[Path], bool]] = {
    ".csv": is_said_in_table,
    ".png": is_said_in_image,
    ".svg": is_said_in_drawing,
    ".html": is_said_in_page,
    ".xlsx": is_said_in_workbook,
    ".nc": is_said_in_draws,
    ".json": is_said_in_record,
}


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name[0] != ".")


def test_every_file_says_it(inside: Path) -> None:
    assert {file.suffix for file in files_of(inside)} == KINDS.keys()
    assert [file.name for file in files_of(inside) if not KINDS[file.suffix](file)] == []


def test_no_file_of_another_run_does(outside: Path) -> None:
    assert [file.name for file in files_of(outside) if KINDS[file.suffix](file)] == []
    assert not any(
        COLUMN in file.read_text() for file in files_of(outside) if file.suffix == ".csv"
    )


def test_the_dictionary_has_the_column_of_every_file(inside: Path) -> None:
    told = pd.read_csv(inside / "dictionary.csv").query("column == @COLUMN")
    assert set(told["file"]) == {file.name for file in files_of(inside) if file.suffix == ".csv"}


def test_figures_are_those_of_a_run_that_shows_all(inside: Path, outside: Path) -> None:
    """But for the seed, which follows from the data alike."""
    ours, theirs = (pd.read_csv(folder / "indicators.csv") for folder in (inside, outside))
    pd.testing.assert_frame_equal(ours.drop(columns=COLUMN), theirs)


def test_what_is_made_of_it_later_says_it(inside: Path, tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    rank = ROOT / "scripts" / "rank.py"
    assert typed(rank, inside / "posterior.nc", "--out", listed).code == 0
    assert is_said_in_table(listed)
    run_sensitivity(inside.parent / "wards.toml", SensitivityOptions(out=tmp_path / "choices"))
    made = files_of(tmp_path / "choices")
    assert [file.name for file in made] == ["sensitivity.csv", "sensitivity_units.csv"]
    assert all(map(is_said_in_table, made))


def test_a_refused_run_says_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_laplace(monkeypatch)
    write_analysis(tmp_path)
    (tmp_path / "wards.toml").write_text(MODEL + INSIDE, encoding="utf-8")
    done = typed(SCRIPT, tmp_path / "wards.toml", "--out", tmp_path / "out", "--sampler", "laplace")
    assert done.code == 1
    assert (
        COLUMN in (tmp_path / "out" / "diagnostics.csv").read_text(encoding="utf-8").splitlines()[0]
    )


def test_from_python_tables_pictures_and_draws_say_it(inside: Path) -> None:
    result = bb.run(inside.parent / "wards.toml")
    assert all(list(table)[-1] == COLUMN for table in result.tables.values())
    assert any("INTERNAL" in text.get_text() for text in result.plot.caterpillar().texts)
    assert isinstance(result.posterior, xr.DataTree)
    assert result.posterior.attrs["use"] == "internal"
