"""pyproject.toml, the hashed lock and environment.yml tell the same story."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock.txt").read_text(encoding="utf-8")
CONDA = (ROOT / "environment.yml").read_text(encoding="utf-8")

# conda-forge's own names, and the packages that stand for an extra there.
CONDA_NAMES = {"duckdb": "python-duckdb"}
CONDA_EXTRAS = {
    ("arviz", "h5netcdf"): "h5netcdf",
    ("arviz", "matplotlib"): "matplotlib",
}
CONDA_ONLY = {"python", "pip"}


def declared() -> list[Requirement]:
    """Every requirement in pyproject.toml: to run, to test, to build."""
    project = PROJECT["project"]
    groups = [*project["optional-dependencies"].values(), *PROJECT["dependency-groups"].values()]
    return [Requirement(text) for text in sum(groups, list(project["dependencies"]))]


def as_conda(requirement: Requirement) -> dict[str, str]:
    """Conda package → bounds for one requirement, with one package more for each extra."""
    name = canonicalize_name(requirement.name)
    extras = {CONDA_EXTRAS[name, extra]: "" for extra in requirement.extras}
    return {CONDA_NAMES.get(name, name): bounds(str(requirement.specifier))} | extras


def bounds(text: str) -> str:
    """Version bounds in one order of writing."""
    return ",".join(sorted(filter(None, text.replace(" ", "").split(","))))


def conda_packages() -> dict[str, str]:
    """Conda package → bounds as environment.yml lists them."""
    listed = CONDA.partition("dependencies:")[2]
    found = re.findall(r"^  - ([\w.-]+) *([^#\n]*)", listed, flags=re.MULTILINE)
    return {name: bounds(text) for name, text in found}


def locked() -> dict[str, str]:
    """Package → pinned version; only those that carry a hash."""
    pinned = r"^([\w.-]+)==([^ ;\\]+)[^\n]*\\\n    --hash=sha256:[0-9a-f]{64}"
    return dict(re.findall(pinned, LOCK, flags=re.MULTILINE))


def test_conda_has_the_names_and_bounds_of_pyproject() -> None:
    wanted: dict[str, str] = {}
    for requirement in declared():
        wanted |= as_conda(requirement)
    found = conda_packages()
    assert {name: found[name] for name in found if name not in CONDA_ONLY} == wanted
    assert found["python"] == PROJECT["project"]["requires-python"]


def test_every_locked_package_has_a_hash() -> None:
    names = re.findall(r"^[^\s#-][^=\s]*", LOCK, flags=re.MULTILINE)
    assert sorted(locked()) == sorted(names)


@pytest.mark.parametrize("requirement", declared(), ids=lambda requirement: requirement.name)
def test_the_lock_is_within_the_bounds(requirement: Requirement) -> None:
    assert requirement.specifier.contains(locked()[canonicalize_name(requirement.name)])


def test_the_lock_names_no_address_and_no_folder() -> None:
    assert not re.findall(
        r"^-.*|.*(?:://|--(?:extra-)?index|--find|file:| /).*", LOCK, re.MULTILINE
    )


def test_the_build_backend_is_in_the_lock() -> None:
    backend = {Requirement(text).name for text in PROJECT["build-system"]["requires"]}
    assert backend <= {Requirement(text).name for text in PROJECT["dependency-groups"]["build"]}
    assert backend | {"editables"} <= locked().keys()


def test_python_is_the_same_everywhere() -> None:
    assert PROJECT["project"]["requires-python"] == ">=3.12"
    assert (ROOT / ".python-version").read_text(encoding="utf-8").strip() == "3.13"
    assert PROJECT["tool"]["mypy"]["python_version"] == "3.12"
