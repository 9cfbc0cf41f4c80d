"""`make env` finds a Python by running it, builds once, and never mistakes half for whole.

A stand-in for Python, a shell script that notes how it was called, takes the place of the
real one, so that a build takes milliseconds and needs no network.
"""

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = ["sh", "make", "sed", "cksum", "dirname", "rm", "mv", "mkdir", "cp"]
SHIPPED = ["Makefile", "pyproject.toml", "requirements.lock.txt"]
SCRIPTS = ["scripts/find_python.sh", "scripts/build_environment.sh"]

# Answers the probe with its own path, makes a .venv that holds itself, and lets pip fail
# for as long as a file says so.
STAND_IN = """#!/bin/sh
echo "$*" >>"$CALLS"
case "$1 $2" in
    "-I -c") echo "$0" ;;
    "-m venv") mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
    "-m pip") [ ! -e "$CALLS.fail" ] ;;
    scripts/*) echo "the report" ;;
esac
"""
# What pyenv leaves on the PATH for a version that is installed but not switched on.
SHIM = """#!/bin/sh
echo "pyenv: $0: command not found" >&2
exit 127
"""
TOO_OLD = """#!/bin/sh
exit 1
"""

pytestmark = pytest.mark.skipif(
    shutil.which("make") is None, reason="there is no make here; CONTRIBUTING.md has the lines"
)


@dataclass(frozen=True)
class Machine:
    """A checkout in a folder with a space in its name, and a PATH with nothing else on it."""

    home: Path

    @property
    def checkout(self) -> Path:
        return self.home / "a checkout"

    @property
    def calls(self) -> Path:
        return self.home / "calls"

    def put(self, path: str, program: str) -> Path:
        target = self.home / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(program, encoding="utf-8")
        target.chmod(0o755)
        return target

    def make(self, *words: str) -> subprocess.CompletedProcess[str]:
        # A clean environment: these tests run under `make test`, whose PYTHON= must not leak in.
        variables: Mapping[str, str] = {
            "PATH": str(self.home / "bin"),
            "HOME": str(self.home),
            "CALLS": str(self.calls),
        }
        return subprocess.run(
            ["make", *words],
            cwd=self.checkout,
            env=variables,
            capture_output=True,
            text=True,
            check=False,
        )

    def installs(self) -> list[str]:
        """Arguments of every call of pip so far, oldest first."""
        lines = self.calls.read_text(encoding="utf-8").splitlines()
        return [line for line in lines if line.startswith("-m pip install")]

    def compilings(self) -> int:
        """How many times loops were compiled beforehand."""
        lines = self.calls.read_text(encoding="utf-8").splitlines()
        return lines.count("-m bayes_bench.workflow.compiling")

    def built_with(self) -> str:
        """Name of the interpreter that the finished environment was built with."""
        complete = self.checkout / ".venv" / "complete"
        return complete.read_text(encoding="utf-8").splitlines()[0]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found is not None
        (tmp_path / "bin" / tool).symlink_to(found)
    (machine.checkout / "scripts").mkdir(parents=True)
    for name in SHIPPED + SCRIPTS:
        shutil.copy(ROOT / name, machine.checkout / name)
    return machine


def test_builds_from_the_lock_then_does_nothing(machine: Machine) -> None:
    machine.put("bin/python3.13", STAND_IN)
    assert machine.make("env").returncode == 0
    dependencies, project = machine.installs()
    assert "--require-hashes -r requirements.lock.txt" in dependencies
    assert "--no-index --no-deps --no-build-isolation --editable ." in project
    assert machine.compilings() == 1
    assert machine.make("env").returncode == 0
    assert len(machine.installs()) == 2
    assert machine.compilings() == 1


def test_a_failing_shim_gives_way_to_the_version_behind_it(machine: Machine) -> None:
    machine.put("bin/python3.13", STAND_IN)
    machine.put("bin/python3.12", SHIM)
    real = machine.put(".pyenv/versions/3.12.1/bin/python3.12", STAND_IN)
    assert machine.make("env", "PYTHON=python3.12").returncode == 0
    assert machine.built_with() == str(real)


def test_names_that_fail_are_passed_over(machine: Machine) -> None:
    machine.put("bin/python3.13", SHIM)
    machine.put("bin/python3.12", TOO_OLD)
    fitting = machine.put("bin/python3", STAND_IN)
    assert machine.make("env").returncode == 0
    assert machine.built_with() == str(fitting)


def test_an_interpreter_may_be_a_path_with_spaces(machine: Machine) -> None:
    fitting = machine.put("My Programs/python", STAND_IN)
    assert machine.make("env", f"PYTHON={fitting}").returncode == 0
    assert machine.built_with() == str(fitting)


@pytest.mark.parametrize("words", [[], ["PYTHON=python3.11"]], ids=["any", "named"])
def test_where_nothing_fits_one_line_says_what_to_install(
    machine: Machine, words: list[str]
) -> None:
    machine.put("bin/python3.11", TOO_OLD)
    run = machine.make("env", *words)
    said = [line for line in run.stderr.splitlines() if not line.startswith("make: ")]
    assert run.returncode != 0
    assert len(said) == 1
    assert "install Python 3.13" in said[0]
    assert "Traceback" not in said[0]
    assert not (machine.checkout / ".venv").exists()


def test_a_wish_that_does_not_fit_leaves_the_environment_alone(machine: Machine) -> None:
    machine.put("bin/python3.13", STAND_IN)
    machine.make("env")
    assert machine.make("env", "PYTHON=python3.11").returncode != 0
    assert machine.make("env").returncode == 0
    assert len(machine.installs()) == 2


def test_another_interpreter_is_built_anew_and_then_kept(machine: Machine) -> None:
    machine.put("bin/python3.13", STAND_IN)
    other = machine.put("bin/python3.12", STAND_IN)
    machine.make("env")
    machine.make("env", "PYTHON=python3.12")
    machine.make("env")
    assert len(machine.installs()) == 4
    assert machine.built_with() == str(other)


@pytest.mark.parametrize(
    ("changed", "installs"),
    [("requirements.lock.txt", 2), ("pyproject.toml", 1)],
    ids=["lock", "project"],
)
def test_what_changed_is_installed_again(machine: Machine, changed: str, installs: int) -> None:
    machine.put("bin/python3.13", STAND_IN)
    machine.make("env")
    with (machine.checkout / changed).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    machine.make("env")
    assert len(machine.installs()) == 2 + installs
    machine.make("env")
    assert len(machine.installs()) == 2 + installs


def test_a_moved_checkout_is_built_anew(machine: Machine) -> None:
    machine.put("bin/python3.13", STAND_IN)
    machine.make("env")
    machine.checkout.rename(machine.home / "elsewhere")
    machine.checkout.symlink_to(machine.home / "elsewhere")
    assert machine.make("env").returncode == 0
    assert len(machine.installs()) == 4


def test_a_broken_off_build_does_not_count(machine: Machine) -> None:
    machine.put("bin/python3.13", STAND_IN)
    machine.put("calls.fail", "")
    assert machine.make("env").returncode != 0
    assert (machine.checkout / ".venv").exists()
    (machine.home / "calls.fail").unlink()
    assert machine.make("env").returncode == 0
    assert len(machine.installs()) == 3


def test_nothing_is_printed_after_the_demo(machine: Machine) -> None:
    machine.put("bin/python3.13", STAND_IN)
    run = machine.make("demo")
    assert run.stdout.splitlines()[-1] == "the report"


def test_help_names_every_command(machine: Machine) -> None:
    shown = machine.make().stdout
    assert all(f"make {name} " in shown for name in ["env", "demo", "test", "test-slow", "lock"])
