"""The tests are the same tree as the code: a module is tested where its path says."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("bayes_bench", "benchmarks", "demo")

THROUGH = {
    "bayes_bench/posterior/laplace/margin_kernel.py": "tests/posterior/laplace/test_margins.py",
    "bayes_bench/numerics/chain_kernel.py": "tests/numerics/test_chain_statistics.py",
    "bayes_bench/numerics/block_kernel.py": "tests/numerics/test_blocks.py",
    "bayes_bench/numerics/rank_kernel.py": "tests/numerics/test_rank_errors.py",
    "bayes_bench/numerics/mesh_kernel.py": "tests/numerics/test_mesh.py",
}
"""Compiled kernels, and the test of the one module that calls them."""

OF_NO_MODULE = {
    # the whole, or several modules at once
    "tests/checks/test_bristol.py",
    "tests/report/sections/ranking/test_tiers.py",
    "tests/report/test_hidden_units.py",
    "tests/workflow/test_hidden_counts.py",
    "tests/report/test_imports.py",
    "tests/workflow/test_computed_once.py",
    "tests/workflow/test_internal_use.py",
    "tests/workflow/test_interrupted.py",
    "tests/workflow/test_many_units.py",
    "tests/workflow/test_wrong_inputs.py",
    # what is beside the code
    "tests/test_environment.py",
    "tests/test_exports.py",
    "tests/test_floors.py",
    "tests/test_makefile.py",
    "tests/test_mirror.py",
    "tests/test_readme.py",
    "tests/test_wheel.py",
}
THROUGH_A_FILE = {
    "bayes_bench/inputs/disclosure/levels.py": "merged where people are counted",
    "bayes_bench/inputs/readers/statistical.py": "files are read as a user's are",
    "bayes_bench/workflow/result.py": "a result is what the public names return",
}
"""Modules whose test does not import them, for the reason given."""
FOLDERS_OF_NO_MODULE = ("tests/statistical/", "tests/planted/")


def modules() -> list[str]:
    """Every module that has something to test, as a path from the root."""
    paths = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return sorted(_from_root(path) for path in paths if path.name != "__init__.py")


def files_of_tests() -> list[str]:
    """Every file of tests, as a path from the root."""
    return sorted(_from_root(path) for path in (ROOT / "tests").rglob("test_*.py"))


def _from_root(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def mirror_of(module: str) -> str:
    """Where a module is tested: ``bayes_bench/a/b.py`` in ``tests/a/test_b.py``."""
    path = Path(module.removeprefix("bayes_bench/"))
    return (Path("tests") / path.with_name(f"test_{path.name}")).as_posix()


def imported(file: str) -> set[str]:
    """Dotted names that a file imports, wherever in it, and those written out in its text."""
    tree, names = ast.parse((ROOT / file).read_text(encoding="utf-8")), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}", *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names.add(node.value)
    return names


def dotted(module: str) -> str:
    """The name that a module is imported by."""
    return module.removesuffix(".py").replace("/", ".")


@pytest.mark.parametrize("module", modules())
def test_every_module_has_its_test_file(module: str) -> None:
    if module in THROUGH:
        assert (ROOT / THROUGH[module]).exists()
    else:
        assert (ROOT / mirror_of(module)).exists()


@pytest.mark.parametrize("file", files_of_tests())
def test_every_test_file_mirrors_a_module(file: str) -> None:
    mirrored = {mirror_of(module) for module in modules()}
    if file.startswith(FOLDERS_OF_NO_MODULE) or file in OF_NO_MODULE:
        assert file not in mirrored
    else:
        assert file in mirrored


@pytest.mark.parametrize("module", [m for m in modules() if (ROOT / mirror_of(m)).exists()])
def test_the_mirror_of_a_module_imports_it(module: str) -> None:
    """Or it would be a file of that name, and no test of the module."""
    names = imported(mirror_of(module))
    is_imported = any(f"{name}.".startswith(f"{dotted(module)}.") for name in names)
    assert is_imported != (module in THROUGH_A_FILE)


def test_the_exceptions_exist() -> None:
    assert sorted(OF_NO_MODULE - {*files_of_tests()}) == []
    assert sorted(THROUGH.keys() - {*modules()}) == []


def test_paths_by_hand() -> None:
    assert (
        mirror_of("bayes_bench/posterior/laplace/mode.py") == "tests/posterior/laplace/test_mode.py"
    )
    assert mirror_of("bayes_bench/fitted.py") == "tests/test_fitted.py"
    assert mirror_of("demo/truth.py") == "tests/demo/test_truth.py"
