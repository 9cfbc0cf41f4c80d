"""Imports only ever point back up the list of floors, and the front door is light."""

import ast
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = [
    "errors",
    "typing",
    "streams",
    "registry",
    "progress",
    "files",
    "numerics",
    "interface",
    "priors",
    "inputs",
    "design",
    "aggregation",
    "analysis",
    "posterior",
    "parameters",
    "fitted",
    "ranking",
    "estimands",
    "further_draws",
    "predictive",
    "checks",
    "sensitivity_analysis",
    "quantities",
    "tables",
    "report",
    "workflow",
]
# The judge knows nothing of the judged.
TRUST_MAY_IMPORT = {"errors", "typing", "inputs.model.file"}
HEAVY = {"arviz", "matplotlib", "numba", "pandas", "pymc", "xarray"}


def imported(source: str, package: str) -> set[str]:
    """Dotted names below bayes_bench that a module's source imports, wherever in the file."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: 1 - node.level or None] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            names |= {f"{base}.{alias.name}" for alias in node.names}
    ours = {n for n in names if f"{n}.".startswith("bayes_bench.")}
    return {n.removeprefix("bayes_bench.") for n in ours}


def violations(source: str, module: str) -> set[str]:
    """Imports that `module` (such as ``posterior.sampling``) may not make."""
    floor, package = module.partition(".")[0], f"bayes_bench.{module}".rpartition(".")[0]
    names = imported(source, package)
    if floor == "trust":
        own = {"trust", *TRUST_MAY_IMPORT}
        return {n for n in names if not any(f"{n}.".startswith(f"{o}.") for o in own)}
    return {n for n in names if n.split(".")[0] not in FLOORS[: FLOORS.index(floor) + 1]}


def modules() -> dict[str, Path]:
    """Every module that stands on a floor, by dotted name; only the front door is exempt."""
    package = ROOT / "bayes_bench"
    paths = [path for path in package.rglob("*.py") if path != package / "__init__.py"]
    return {".".join(p.relative_to(package).with_suffix("").parts): p for p in paths}


@pytest.mark.parametrize("module", sorted(modules()))
def test_imports_point_up_the_list(module: str) -> None:
    assert not violations(modules()[module].read_text(encoding="utf-8"), module)


@pytest.mark.parametrize(
    ("module", "source", "caught"),
    [
        ("inputs.cells", "import bayes_bench.posterior.sampling", "posterior.sampling"),
        (
            "inputs.cells",
            "def f():\n    from bayes_bench.workflow import stages",
            "workflow.stages",
        ),
        ("posterior.fit", "from ..estimands.ranks import rank", "estimands.ranks.rank"),
        ("posterior.fit", "from .. import publish", "publish"),
        ("estimands.ranks", "from bayes_bench import read_model", "read_model"),
        ("estimands.ranks", "import bayes_bench as bb", "bayes_bench"),
        ("trust.exact", "from bayes_bench.inputs.cells import aggregate", "inputs.cells.aggregate"),
        ("trust.exact", "from bayes_bench.inputs import cells", "inputs.cells"),
        ("trust.sbc", "from bayes_bench.posterior import fit", "posterior.fit"),
    ],
)
def test_a_planted_violation_is_caught(module: str, source: str, caught: str) -> None:
    assert violations(source, module) == {caught}


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("posterior.fit", "from bayes_bench.inputs.cells import aggregate\nimport numpy"),
        ("posterior.fit", "from .laplace import propose\nfrom ..errors import InputError"),
        ("trust.exact", "from bayes_bench.inputs.model.file import Model\nfrom . import simulate"),
    ],
)
def test_what_is_allowed_passes(module: str, source: str) -> None:
    assert not violations(source, module)


def test_importing_the_package_loads_nothing_heavy() -> None:
    program = "import sys, bayes_bench; print(*{name.split('.')[0] for name in sys.modules})"
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not HEAVY & set(run.stdout.split())


def test_the_fast_sampler_loads_neither_pymc_nor_matplotlib() -> None:
    program = (
        "import sys, bayes_bench as bb; "
        "model = bb.read_model('models/surgical.toml'); "
        "bb.fit(bb.aggregate(bb.read_people(model), model), model); "
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not {"pymc", "pytensor", "matplotlib", "nutpie"} & set(run.stdout.split())


def test_the_picture_of_the_floors_is_of_these() -> None:
    """`scripts/draw_floors.py` draws it."""
    script = runpy.run_path(str(ROOT / "scripts" / "draw_floors.py"))
    kept = (ROOT / "docs" / "floors.svg").read_text(encoding="utf-8")
    assert script["picture"]() == kept
