"""The wheel: what is in it, and that its command works where there is no checkout."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[1]
PROGRAMS = "Scripts" if os.name == "nt" else "bin"
MODEL = """
title = "Municipalities"
[data]
path = "people.csv"
unit = "place"
names = "municipalities"
outcome = "outcome"
better = "lower"
"""


@dataclass(frozen=True)
class Machine:
    """An environment that has the wheel and sees what it needs, and a folder to work in."""

    environment: Path
    folder: Path

    def run(self, program: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment in the folder."""
        names = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
        return subprocess.run(
            [str(self.environment / PROGRAMS / program), *words],
            cwd=self.folder,
            env={name: value for name, value in os.environ.items() if name not in names},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout with what is in the environment."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def machine(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    home = tmp_path_factory.mktemp("machine")
    environment, folder = home / "environment", home / "an analysis"
    folder.mkdir()
    venv.create(environment, with_pip=True)
    found = Machine(environment, folder)
    offline = ("--no-deps", "--no-index", "--disable-pip-version-check")
    installed = found.run("python", "-m", "pip", "install", *offline, str(wheel))
    assert installed.returncode == 0, installed.stderr
    # a folder named in a .pth has its own .pth files passed over: no editable checkout is seen
    where = found.run("python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
    shared = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    (Path(where.stdout.strip()) / "shared.pth").write_text("\n".join(shared), encoding="utf-8")
    return found


def test_it_has_the_package_its_types_and_the_municipalities(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package = {p.relative_to(ROOT).as_posix() for p in (ROOT / "bayes_bench").rglob("*.py")}
    inside = {name for name in names if ".dist-info/" not in name}
    data = {"py.typed", "__init__.pyi", "data/municipalities.csv"}
    assert package | {f"bayes_bench/{name}" for name in data} <= inside
    # neither tests nor benchmarks nor the demo
    assert all(name.startswith("bayes_bench/") for name in inside)


def test_the_copy_of_the_wheel_is_imported(machine: Machine) -> None:
    told = machine.run("python", "-c", "import bayes_bench; print(bayes_bench.__file__)")
    assert Path(told.stdout.strip()).is_relative_to(machine.environment), told.stderr


def test_the_command_runs_an_analysis(machine: Machine) -> None:
    rows = range(240)
    people = {
        "place": [["0101", "0147", "0461", "0751"][row % 4] for row in rows],
        "outcome": [int(row * row % 11 < 3) for row in rows],
    }
    pd.DataFrame(people).to_csv(machine.folder / "people.csv", index=False)
    (machine.folder / "mine.toml").write_text(MODEL, encoding="utf-8")
    done = machine.run("bayes-bench", "run", "mine.toml", "--chains", "2")
    assert done.returncode == 0, done.stderr
    report = machine.folder / done.stdout.splitlines()[-1]
    assert report == machine.folder / "output" / "mine" / "report.html"
    assert {"indicators.csv", "ranks.csv", "run.json"} <= {p.name for p in report.parent.iterdir()}
    names = pd.read_csv(report.parent / "indicators.csv")["name"]
    assert set(names) == {"København", "Frederiksberg", "Odense", "Aarhus"}
