"""Files of an earlier run are removed; nothing else is."""

import json
from pathlib import Path

from bayes_bench.tables.registry import every_table
from bayes_bench.workflow.folder import Folder, own_files


def test_the_files_of_a_run_are_its_tables_and_four_more() -> None:
    files = own_files()
    assert {table.file for table in every_table()} < set(files)
    assert {"posterior.nc", "report.html", "report.xlsx", "run.json"} < set(files)
    assert len(files) == len(set(files)) == len(every_table()) + 4


def test_every_table_of_an_earlier_run_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    for name in (*own_files(), "mine.csv"):
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "run.json").write_text(json.dumps({"fingerprint": "x"}), encoding="utf-8")
    Folder(tmp_path, "y").clear()
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]
