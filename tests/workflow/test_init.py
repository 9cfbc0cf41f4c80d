"""From a table to a model file that runs as it is."""

from pathlib import Path

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
