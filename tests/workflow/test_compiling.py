"""What a run calls is compiled beforehand: all of it, for the very types, and once."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bayes_bench.numerics.compiled import KERNELS
from bayes_bench.workflow.compiling import compile_module, kernel_modules, kernels_of, uncompiled
from tests.builders.run import ROOT, environment

LISTEN = """
import runpy, sys
from numba.core import event
heard = event.RecordingListener()
event.register("numba:compile", heard)
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit as stop:
    assert not stop.code, stop.code
for _, found in heard.buffer:
    if found.is_start:
        print("compiled", found.data["dispatcher"].py_func.__qualname__, found.data["args"])
"""
"""Runs a script, and says of each function that was compiled on the way which it is."""


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """As `make env` leaves it."""
    subprocess.run(
        [sys.executable, "-m", "bayes_bench.workflow.compiling"],
        cwd=ROOT, env=environment(), check=True,
    )  # fmt: skip


def compiled_by(*command: object, **more: str) -> list[str]:
    """The functions that a command compiles, all of it in one process."""
    alone = {**environment(), "LOKY_MAX_CPU_COUNT": "1", **more}
    done = subprocess.run(
        [sys.executable, "-c", LISTEN, *map(str, command)],
        cwd=ROOT, env=alone, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [line for line in done.stdout.splitlines() if line.startswith("compiled ")]


@pytest.mark.parametrize(
    "model", ["surgical", pytest.param("rehabilitation", marks=pytest.mark.slow)]
)
def test_a_run_compiles_nothing_more(tmp_path: Path, model: str) -> None:
    script, model_file = ROOT / "scripts" / "benchmark.py", ROOT / "models" / f"{model}.toml"
    assert not compiled_by(script, model_file, "--out", tmp_path / "out")


def test_what_is_compiled_is_heard(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import numpy as np\n"
        "from bayes_bench.numerics.likelihood_kernel import logistic_parts\n"
        "logistic_parts(np.zeros(4)[::2])\n",
        encoding="utf-8",
    )
    heard = compiled_by(program, NUMBA_CACHE_DIR=str(tmp_path))
    assert any(line.startswith("compiled logistic_parts (Array(float64, 1, 'A'") for line in heard)


def test_it_is_said_once(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bayes_bench.workflow.compiling"]
    elsewhere = {**environment(), "NUMBA_CACHE_DIR": str(tmp_path)}
    for said in (1, 0):
        done = subprocess.run(
            command, cwd=ROOT, env=elsewhere, check=True, capture_output=True, text=True
        )
        assert done.stdout.count("the first run of a version compiles") == said


def test_every_kernel_is_kept() -> None:
    assert not uncompiled()


def test_compiling_for_the_types_is_all_there_is() -> None:
    for name in kernel_modules():
        compile_module(name)
        for kernel in kernels_of(name):
            assert kernel.of in kernel.function.signatures


def test_a_module_that_has_changed_is_compiled_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    (kernel,) = kernels_of("bayes_bench.numerics.event_kernel")
    monkeypatch.setattr(kernel.function._cache._cache_file, "_source_stamp", "of another source")
    assert uncompiled() == ["bayes_bench.numerics.event_kernel"]


def test_only_other_contents_are_compiled_anew(tmp_path: Path) -> None:
    """A checkout writes the same files anew; a helper's file is no kernel's own."""
    package = tmp_path / "bayes_bench"
    shutil.copytree(ROOT / "bayes_bench", package)
    program = "from bayes_bench.workflow.compiling import *; print(len(uncompiled()))"

    def left() -> int:
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=tmp_path, env={**environment(), "PYTHONPATH": str(tmp_path)},
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        return int(done.stdout)

    for module in package.rglob("*.py"):
        module.touch()
    assert left() == 0
    helper = package / "numerics" / "compiled.py"
    text = helper.read_text(encoding="utf-8").replace("MAX_LOGIT = 300.0", "MAX_LOGIT = 250.0")
    helper.write_text(text, encoding="utf-8")
    assert left() == len([name for name in kernel_modules() if kernels_of(name)])


def test_without_a_place_to_keep_it_nothing_is_compiled_beforehand(tmp_path: Path) -> None:
    """A process could compile only for itself."""
    program = (
        "from bayes_bench.workflow import compiling as c\n"
        "from numba.core.caching import NullCache\n"
        "for name in c.kernel_modules():\n"
        "    for kernel in c.kernels_of(name):\n"
        "        kernel.function._cache = NullCache()\n"
        "print(c.uncompiled())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT, env={**environment(), "NUMBA_CACHE_DIR": str(tmp_path)},
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


def test_the_modules_of_kernels_are_all_that_compile() -> None:
    for name in kernel_modules():
        kernels_of(name)
    modules = {kernel.function.py_func.__module__ for kernel in KERNELS}
    assert {name for name in modules if not name.startswith("tests.")} <= set(kernel_modules())
