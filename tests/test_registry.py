"""A registry is a folder: what its modules hold is found, in order, and nothing else."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from bayes_bench.registry import names_in, registered

ROOT = Path(__file__).parents[1]
A_THING = """
from tests_registry_things import Thing
{name} = Thing("{what}", place={place})
"""


@dataclass(frozen=True)
class Thing:
    what: str
    place: int


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package of two things, one in a sub-folder, and a module without any."""
    holder = type(sys)("tests_registry_things")
    vars(holder)["Thing"] = Thing
    monkeypatch.setitem(sys.modules, "tests_registry_things", holder)
    monkeypatch.syspath_prepend(str(tmp_path))
    name = f"things_{tmp_path.name}".replace("-", "_")
    inner = tmp_path / name / "inner"
    inner.mkdir(parents=True)
    for package in (inner.parent, inner):
        (package / "__init__.py").touch()
    (inner.parent / "a.py").write_text(A_THING.format(name="THING", what="later", place=2))
    (inner / "b.py").write_text(A_THING.format(name="THING", what="sooner", place=1))
    (inner.parent / "c.py").write_text("OTHER = 1\n")
    return name


def test_things_are_found_in_the_order_of_their_places(folder: str) -> None:
    assert [thing.what for thing in registered(folder, "THING", Thing)] == ["sooner", "later"]


def test_another_kind_of_thing_is_an_error(folder: str) -> None:
    with pytest.raises(TypeError, match="OTHER is no Thing"):
        registered(folder, "OTHER", Thing)


def test_names_are_those_of_the_files_and_nothing_is_imported(folder: str) -> None:
    assert names_in(folder) == ("a", "c", "inner")
    assert f"{folder}.a" not in sys.modules


def test_reading_a_model_imports_no_sampler() -> None:
    program = (
        "import sys, bayes_bench as bb; bb.read_model('models/surgical.toml'); "
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not {"numba", "numpy", "pymc", "scipy", "xarray"} & set(run.stdout.split())
