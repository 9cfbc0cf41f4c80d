"""The demo's Parquet file: what is written is read, and the same bytes each time."""

from pathlib import Path

import pandas as pd

from demo.files import write_parquet


def people() -> pd.DataFrame:
    return pd.DataFrame(
        {"municipality": ["0101", "0147"] * 50, "age": range(100), "share": [0.25, 0.5] * 50}
    )


def test_what_is_written_is_read_in_its_order(tmp_path: Path) -> None:
    write_parquet(people(), tmp_path / "people.parquet")
    read = pd.read_parquet(tmp_path / "people.parquet")
    assert read["municipality"].tolist() == people()["municipality"].tolist()  # zeros in front
    assert read["age"].tolist() == list(range(100))
    assert read["share"].tolist() == people()["share"].tolist()


def test_the_same_people_are_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_parquet(people(), tmp_path / name)
    write_parquet(people().sort_values("age", ascending=False), tmp_path / "other")
    one, two, other = ((tmp_path / name).read_bytes() for name in ("one", "two", "other"))
    assert one == two
    assert one != other
