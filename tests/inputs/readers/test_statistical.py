"""Damaged Stata, SPSS, SAS and Parquet files are refused in words, whatever the damage."""

import contextlib
import random
from pathlib import Path
from typing import Any

import duckdb
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
