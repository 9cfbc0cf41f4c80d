"""Files are whole or absent, read back equal, and hold no formula."""

import csv
import errno
import io
import json
import math
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayes_bench.errors import OutputError
from bayes_bench.files import (
    FORMULA_STARTS,
    temporary_path,
    write_atomically,
    write_csv,
    write_json,
)

PAYLOADS = [
    "=1+1",
    '=HYPERLINK("http://example.org","click")',
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    '=1,"2"\n=3',
    "-5",
    "+45 12 34 56 78",
]


def written(folder, frame):
    path = folder / "table.csv"
    write_csv(frame, path)
    return path.read_bytes().decode("utf-8")


def rows_of(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def everything_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_table_by_hand(tmp_path):
    frame = pd.DataFrame(
        {
            "unit": ["0101", "Ærø"],
            "name": ['a "b", c', None],
            "n": [3, 4],
            "share": [0.1, math.nan],
            "gap": [-1.5, 1e-300],
            "rank": pd.array([2, None], dtype="Int64"),
            "flagged": [True, False],
        },
        index=[7, 7],
    )
    assert written(tmp_path, frame) == (
        "unit,name,n,share,gap,rank,flagged\n"
        '0101,"a ""b"", c",3,0.1,-1.5,2,True\n'
        "Ærø,,4,,1e-300,,False\n"
    )
    assert everything_in(tmp_path) == ["table.csv"]


@given(st.lists(st.floats(allow_nan=False, width=64), min_size=1))
def test_floats_read_back_equal_to_the_last_bit(tmp_path_factory, numbers):
    frame = pd.DataFrame({"unit": [str(i) for i in range(len(numbers))], "x": numbers})
    rows = rows_of(written(tmp_path_factory.mktemp("csv"), frame))[1:]
    assert [float(row[1]).hex() for row in rows] == [float(x).hex() for x in numbers]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_text_reads_back_equal_but_for_the_apostrophe(tmp_path_factory, texts):
    frame = pd.DataFrame({"n": range(len(texts)), "name": pd.Series(texts, dtype=object)})
    rows = rows_of(written(tmp_path_factory.mktemp("csv"), frame))[1:]
    for row, text in zip(rows, texts, strict=True):
        assert row[1] in (text, "'" + text)
        assert not row[1].startswith(FORMULA_STARTS)


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("dtype", [object, "str", "category"])
def test_a_formula_payload_is_text(tmp_path, payload, dtype):
    frame = pd.DataFrame({"n": [1], payload: pd.Series([payload], dtype=dtype)})
    for row in rows_of(written(tmp_path, frame)):
        assert row[1] == "'" + payload
    # pandas reads it likewise: one row, nothing spilled into a second.
    assert pd.read_csv(tmp_path / "table.csv").shape == (1, 2)


def test_equal_values_of_other_types_are_written_as_what_they_are(tmp_path):
    values = [1, "1", True, 1.0, 0.0, -0.0, "=1", "=1", None, "1", math.nan, "a,b", "a,b"]
    frame = pd.DataFrame({"n": 7, "x": pd.Series(values, dtype=object)})
    cells = [line.removeprefix("7,") for line in written(tmp_path, frame).splitlines()[1:]]
    numbers = ["1", "1", "True", "1.0", "0.0", "-0.0"]
    assert cells == [*numbers, "'=1", "'=1", "", "1", "", '"a,b"', '"a,b"']


def test_negative_numbers_stay_numbers(tmp_path):
    frame = pd.DataFrame({"x": [-1.5], "y": [-3], "z": pd.Series([np.float64(-2.0)], dtype=object)})
    assert written(tmp_path, frame).splitlines()[1] == "-1.5,-3,-2.0"


def test_a_table_without_rows_has_its_headers(tmp_path):
    assert written(tmp_path, pd.DataFrame({"unit": [], "n": []})) == "unit,n\n"


def test_a_file_that_is_there_is_replaced(tmp_path):
    written(tmp_path, pd.DataFrame({"a": [1], "b": [2]}))
    assert written(tmp_path, pd.DataFrame({"c": [1], "d": [3]})) == "c,d\n1,3\n"


def test_json_has_null_for_every_number_that_is_missing(tmp_path):
    path = tmp_path / "run.json"
    data = {
        "z": math.nan,
        "a": [1, np.float64("inf"), np.int64(3), np.array([0.5, np.nan]), None, True],
        "text": "Ærø </script>",
        "nested": {"seconds": (0.25,)},
    }
    write_json(data, path)
    text = path.read_text(encoding="utf-8")
    assert json.loads(text, parse_constant=pytest.fail) == {
        "z": None,
        "a": [1, None, 3, [0.5, None], None, True],
        "text": "Ærø </script>",
        "nested": {"seconds": [0.25]},
    }
    assert list(json.loads(text)) == ["z", "a", "text", "nested"]
    assert "Ærø" in text
    assert text.endswith("}\n")


@pytest.mark.parametrize("data", [{"a": object()}, {1: "a"}, {"a": {1, 2}}, Path("a")])
def test_what_has_no_place_in_json_is_refused_before_anything_is_written(tmp_path, data):
    with pytest.raises(TypeError):
        write_json(data, tmp_path / "run.json")
    assert everything_in(tmp_path) == []


class BrokenError(Exception):
    pass


@pytest.mark.parametrize("failure", [BrokenError, KeyboardInterrupt])
def test_a_failure_leaves_the_earlier_file_and_no_temporary_one(tmp_path, failure):
    path = tmp_path / "posterior.nc"
    path.write_bytes(b"earlier")

    def fail_half_way(temporary):
        temporary.write_bytes(b"ha")
        raise failure

    with pytest.raises(failure):
        write_atomically(path, fail_half_way)
    assert path.read_bytes() == b"earlier"
    assert everything_in(tmp_path) == ["posterior.nc"]


def test_a_full_disk_is_an_output_error_that_names_the_file(tmp_path):
    def fill(_temporary):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(OutputError, match=r"ranks\.csv cannot be written.*No space") as caught:
        write_atomically(tmp_path / "ranks.csv", fill)
    assert isinstance(caught.value.__cause__, OSError)


def test_a_missing_folder_is_an_output_error(tmp_path):
    with pytest.raises(OutputError, match=r"run\.json"):
        write_json({}, tmp_path / "nowhere" / "run.json")


def test_a_folder_of_that_name_is_an_output_error(tmp_path):
    (tmp_path / "run.json").mkdir()
    with pytest.raises(OutputError, match=r"run\.json"):
        write_json({}, tmp_path / "run.json")
    assert everything_in(tmp_path) == ["run.json"]


def test_the_temporary_file_lies_in_the_same_folder_and_is_recognisable(tmp_path):
    seen = []

    def write(path):
        seen.append(path)
        path.touch()

    write_atomically(tmp_path / "a.nc", write)
    assert seen == [temporary_path(tmp_path / "a.nc")] == [tmp_path / ".a.nc.tmp"]


KILLED = """
import os, signal, sys
from pathlib import Path
from bayes_bench.files import write_atomically

def write_and_die(temporary):
    temporary.write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)

write_atomically(Path(sys.argv[1]), write_and_die)
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
def test_a_killed_writer_leaves_no_half_file_and_the_next_one_cleans_up(tmp_path):
    path = tmp_path / "ranks.csv"
    root = Path(__file__).parents[1]
    died = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=root, check=False)
    assert died.returncode == -signal.SIGKILL
    assert everything_in(tmp_path) == [".ranks.csv.tmp"]
    write_atomically(path, lambda temporary: temporary.write_bytes(b"whole"))
    assert everything_in(tmp_path) == ["ranks.csv"]
    assert path.read_bytes() == b"whole"
