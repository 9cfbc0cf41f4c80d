"""Damaged Stata, SPSS, SAS and Parquet files are refused in words, whatever the damage."""

import contextlib
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyreadstat
import pytest

from bayes_bench.errors import DataError
from bayes_bench.inputs.people import read_people

CANARY = "KANARIEFUGL"
WRITERS = {
    "dta": pyreadstat.write_dta,
    "sav": pyreadstat.write_sav,
    "xpt": pyreadstat.write_xport,
    "parquet": lambda frame, path: duckdb.from_df(frame).write_parquet(path),
}


def damaged(content: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(content)
    for _ in range(chance.randint(1, 5)):
        place = chance.randrange(len(spoilt))
        if chance.random() < 0.2:
            del spoilt[max(place, 1) :]
        else:
            spoilt[place] = chance.randrange(256)
    return bytes(spoilt)


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_damaged_files_are_refused_or_read(model_of: Any, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"people.{kind}"
    table = {"u": [1, 1, 2, 2], "y": [1, 0, 0, 1], "joint": ["a", "b", "a", CANARY]}
    WRITERS[kind](pd.DataFrame(table), str(path))
    content, chance = path.read_bytes(), random.Random(5)  # noqa: S311 -- no secret
    model = model_of(({"name": "joint"},))
    refused = 0
    for _ in range(60):
        path.write_bytes(damaged(content, chance))
        with contextlib.suppress(DataError):
            read_people(model, path)
            continue
        refused += 1
    assert refused > 20


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_a_cut_file_shows_nobody(model_of: Any, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"people.{kind}"
    frame = pd.DataFrame({"u": [1, 2], "y": [1, 0], "joint": ["a", CANARY]})
    WRITERS[kind](frame, str(path))
    path.write_bytes(path.read_bytes()[:90])
    with pytest.raises(DataError) as caught:
        read_people(model_of(({"name": "joint"},)), path)
    assert CANARY not in str(caught.value)
    assert path.name in str(caught.value)


def stata(frame: pd.DataFrame, folder: Path) -> Path:
    path = folder / "people.dta"
    frame.to_stata(path, write_index=False, version=118)
    return path


def refused(model: Any, path: Path) -> str:
    with pytest.raises(DataError) as caught:
        read_people(model, path)
    return str(caught.value)


def test_codes_in_single_precision_are_refused(model_of: Any, tmp_path: Path) -> None:
    """Stata's default type, float: 123456789 and 123456790 are one number in it."""
    table = {"u": np.array([123456789, 123456790, 5, 6], dtype=np.float32), "y": [1, 0, 0, 1]}
    said = refused(model_of(), stata(pd.DataFrame(table), tmp_path))
    assert 'the column "u" names units or categories by numbers above 16,777,216 in 2 rows' in said
    assert "123456789" not in said
    whole = pd.DataFrame(table).assign(u=[123456789.0, 123456790.0, 5.0, 6.0])
    assert read_people(model_of(), stata(whole, tmp_path))["u"].nunique() == 4


def test_codes_beyond_double_precision_are_refused(model_of: Any, tmp_path: Path) -> None:
    path = tmp_path / "people.sav"
    frame = pd.DataFrame({"u": [2.0**53, 1.0], "y": [1, 0]})
    pyreadstat.write_sav(frame, str(path))
    assert "by numbers above 9,007,199,254,740,992 in 1 row" in refused(model_of(), path)


def test_an_empty_label_is_none(model_of: Any, tmp_path: Path) -> None:
    path = tmp_path / "people.dta"
    frame = pd.DataFrame({"u": [1, 2, 3], "y": [1, 0, 1]})
    labels: Any = {"u": {1: "North", 2: "", 3: " "}}
    pyreadstat.write_dta(frame, str(path), variable_value_labels=labels)
    assert read_people(model_of(), path).attrs["labels"] == {"u": {"1": "North"}}


def test_a_newer_stata_says_its_release(model_of: Any, tmp_path: Path) -> None:
    path = stata(pd.DataFrame({"u": [1, 2], "y": [1, 0]}), tmp_path)
    path.write_bytes(path.read_bytes().replace(b"<release>118", b"<release>121", 1))
    said = refused(model_of(), path)
    assert "is a Stata file of release 121, and releases up to 119 are read" in said


def spss_in_windows(folder: Path, word: bytes) -> Path:
    """A file that says UTF-8, with a label and a text in other bytes."""
    path = folder / "people.sav"
    frame = pd.DataFrame({"u": [1, 2], "y": [1, 0], "joint": ["Xst", "Vest"]})
    pyreadstat.write_sav(frame, str(path), variable_value_labels={"u": {1: "Xst A", 2: "B"}})
    path.write_bytes(path.read_bytes().replace(b"Xst", word + b"st"))
    return path


def test_text_in_another_encoding_than_told_is_windows_1252(model_of: Any, tmp_path: Path) -> None:
    people = read_people(model_of(({"name": "joint"},)), spss_in_windows(tmp_path, b"\xd8"))
    assert people["joint"].tolist() == ["Øst", "Vest"]
    assert people.attrs["labels"] == {"u": {"1": "Øst A", "2": "B"}}
    assert "not in the encoding that the file names, read as Windows-1252" in (
        "\n".join(people.attrs["warnings"])
    )


def test_text_in_no_known_encoding_is_refused(model_of: Any, tmp_path: Path) -> None:
    said = refused(model_of(({"name": "joint"},)), spss_in_windows(tmp_path, b"\x81"))
    assert "save it anew (from SPSS in Unicode mode)" in said


def parts(path: Path, frame: pd.DataFrame) -> Iterator[None]:
    """Write a file, then ever less of it."""
    WRITERS[path.suffix[1:]](frame, str(path))
    whole = path.read_bytes()
    for length in range(len(whole) - 1, len(whole) - 1500, -53):
        path.write_bytes(whole[:length])
        yield


SIX_HUNDRED = pd.DataFrame({"u": [1.0, 2.0] * 300, "y": [1.0, 0.0] * 300})


@pytest.mark.parametrize("kind", ["dta", "sav"])
def test_no_file_is_read_in_part(model_of: Any, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"people.{kind}"
    for _ in parts(path, SIX_HUNDRED):
        with contextlib.suppress(DataError):
            assert len(read_people(model_of(), path)) == 600


def test_a_transport_file_in_part_says_how_many_rows_it_has(model_of: Any, tmp_path: Path) -> None:
    """Five rows fill a record: at its end nothing tells that more would follow."""
    path = tmp_path / "people.xpt"
    for _ in parts(path, SIX_HUNDRED):
        if path.stat().st_size % 80:
            assert "people.xpt: is cut short" in refused(model_of(), path)
        else:
            people = read_people(model_of(), path)
            assert f"people.xpt: {len(people)} rows read" in "\n".join(people.attrs["warnings"])
