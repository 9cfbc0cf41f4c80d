"""Two folders of outputs: where they differ is said, and that they do not."""

from pathlib import Path

import pytest

from benchmarks.outputs import compare

TABLE = "unit,rate,flag\na,0.5,none\nb,0.25,none\n"


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("before", "after"):
        (tmp_path / name / "demo").mkdir(parents=True)
        (tmp_path / name / "demo" / "ranks.csv").write_text(TABLE, encoding="utf-8")
        (tmp_path / name / "demo" / "posterior.nc").write_bytes(b"draws")
    return tmp_path / "before", tmp_path / "after"


def told(folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    count = compare(*folders)
    return count, capsys.readouterr().out


def test_the_same_is_the_same(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    count, said = told(folders, capsys)
    assert count == 0
    assert "2 files are the same, 0 differ" in said


def test_a_number_that_moved_is_named_with_its_size(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    text = TABLE.replace("0.25", "0.375")
    (folders[1] / "demo" / "ranks.csv").write_text(text, encoding="utf-8")
    count, said = told(folders, capsys)
    assert count == 1
    assert "rate: 1 rows, at most 0.125" in said
    assert "flag" not in said


def test_columns_rows_and_bytes(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    longer = TABLE.replace("unit", "code") + "c,0.1,none\n"
    (folders[1] / "demo" / "ranks.csv").write_text(longer, encoding="utf-8")
    (folders[1] / "demo" / "posterior.nc").write_bytes(b"other draws")
    (folders[0] / "demo" / "pairs.csv").write_text(TABLE, encoding="utf-8")
    count, said = told(folders, capsys)
    assert count == 3
    assert "columns ['code', 'unit']" in said
    assert "2 and 3 rows" in said
    assert "posterior.nc: bytes differ" in said
    assert "pairs.csv: only before" in said
