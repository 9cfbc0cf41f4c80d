"""Keep the outputs of five analyses, and say where two such folders differ.

::

    python benchmarks/outputs.py keep before/      # before a change that must not move a number
    python benchmarks/outputs.py keep after/       # after it
    python benchmarks/outputs.py compare before/ after/

Every CSV and `posterior.nc` is compared byte for byte; of a CSV that differs, the columns and the
rows that do are named, and the largest difference of a number. The analyses are the shipped ones
(the demo, election88, surgical), counts of the same people as election88, and a model with a
spline, a straight line and rows dropped for missing values.
"""

import argparse
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ("surgical", "election88", "rehabilitation")
COUNTS = """
format = 1
title = "Counts of the people of 1988"
[data]
path = "counts.csv"
unit = "state"
events = "republican"
trials = "people"
better = "higher"
[[covariates]]
name = "female"
[[covariates]]
name = "black"
[disclosure]
minimum_count = 3
"""
DROPPED = """
format = 1
title = "Some of the simulated people, with holes"
[data]
path = "dropped.csv"
unit = "municipality"
names = "municipalities"
outcome = "on_benefit"
better = "lower"
missing = "drop"
merge = { "Esbjerg-Fanø" = ["0561", "0563"] }
[[covariates]]
name = "age"
kind = "spline"
df = 3
[[covariates]]
name = "start_year"
kind = "linear"
[[covariates]]
name = "joint"
[benchmark]
reference = "population"
interval = 0.9
[sensitivity]
without = ["joint"]
"""


def write_models(folder: Path) -> list[Path]:
    """Write the two models that are not shipped, with their data; return all five."""
    folder.mkdir(parents=True, exist_ok=True)
    people = pd.read_csv(ROOT / "data" / "election88.csv")
    keys = ["state", "female", "black"]
    counts = people.groupby(keys)["republican"].agg(["sum", "size"]).reset_index()
    counts.columns = [*keys, "republican", "people"]
    counts.to_csv(folder / "counts.csv", index=False)
    (folder / "counts.toml").write_text(COUNTS, encoding="utf-8")
    some = pd.read_parquet(ROOT / "data" / "rehabilitation.parquet").iloc[::3].reset_index()
    some["age"] = some["age"].astype("Float64").mask(some.index % 37 == 0)
    columns = ["municipality", "on_benefit", "age", "start_year", "joint"]
    some[columns].to_csv(folder / "dropped.csv", index=False)
    (folder / "dropped.toml").write_text(DROPPED, encoding="utf-8")
    shipped = [ROOT / "models" / f"{name}.toml" for name in SHIPPED]
    return [*shipped, folder / "counts.toml", folder / "dropped.toml"]


def keep(folder: Path) -> None:
    """Run the five analyses into sub-folders."""
    script = ROOT / "scripts" / "benchmark.py"
    for model in write_models(folder / "models"):
        out = folder / model.stem
        subprocess.run(
            [sys.executable, str(script), str(model), "--out", str(out), "--overwrite"], check=True
        )


def compare(before: Path, after: Path) -> int:
    """Print every difference; return how many files differ."""
    files = {
        str(path.relative_to(folder))
        for folder in (before, after)
        for path in folder.rglob("*")
        if path.suffix in {".csv", ".nc"} and path.parent.name != "models"
    }
    different = [name for name in sorted(files) if _differs(before / name, after / name)]
    for name in different:
        print(f"{name}: {_difference(before / name, after / name)}")
    print(f"{len(files) - len(different)} files are the same, {len(different)} differ")
    return len(different)


def _differs(one: Path, other: Path) -> bool:
    return not (one.exists() and other.exists() and one.read_bytes() == other.read_bytes())


def _difference(one: Path, other: Path) -> str:
    if not one.exists() or not other.exists():
        return "only after" if other.exists() else "only before"
    if one.suffix != ".csv":
        return "bytes differ"
    tables = [pd.read_csv(path, dtype=str, keep_default_na=False) for path in (one, other)]
    return "; ".join(_of_tables(*tables))


def _of_tables(one: pd.DataFrame, other: pd.DataFrame) -> list[str]:
    told = []
    if list(one.columns) != list(other.columns):
        told.append(f"columns {sorted(set(one.columns) ^ set(other.columns))}")
    if len(one) != len(other):
        rows = [set(map(tuple, table[common_of(one, other)].to_numpy())) for table in (one, other)]
        told.append(f"{len(one)} and {len(other)} rows, {len(rows[0] - rows[1])} are not kept")
        return told
    for column in common_of(one, other):
        moved = (one[column] != other[column]).to_numpy()
        if moved.any():
            pair = [pd.to_numeric(t[column][moved], errors="coerce") for t in (one, other)]
            gap = np.nanmax(np.abs(pair[0] - pair[1])) if pair[0].notna().any() else np.nan
            told.append(f"{column}: {moved.sum()} rows, at most {gap:.3g}")
    return told


def common_of(one: pd.DataFrame, other: pd.DataFrame) -> list[str]:
    """Columns of both, in the order of the first."""
    return [name for name in one.columns if name in set(other.columns)]


def main() -> int:
    """The command line."""
    parse = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parse.add_argument("what", choices=["keep", "compare"])
    parse.add_argument("folders", type=Path, nargs="+")
    given = parse.parse_args()
    if given.what == "keep":
        keep(given.folders[0])
        return 0
    return min(1, compare(*given.folders[:2]))


if __name__ == "__main__":
    sys.exit(main())
