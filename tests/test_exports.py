"""The public names are pinned, and type checkers see what they are."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import bayes_bench as bb

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "tests" / "typing_example.py"
PUBLIC = """
Benchmark CoefficientPrior Covariate DanishWording Data Disclosure ExponentialPrior
Form HalfNormalPrior HalfTPrior InterceptPrior Labels Model Priors Published Report Result Sampling
Sensitivity
BayesBenchError DataError InputError ModelFileError OutputError RefusedError
aggregate benchmark build_pymc_model estimand expectation_contributions fit grades rank_claims
rank_list rank_probabilities read_model read_people run sensitivity whom_to_visit
"""


def mistakes() -> set[int]:
    """The lines of the example that are wrong on purpose."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    return {number for number, line in enumerate(lines, 1) if "# mistake" in line}


def test_the_public_names() -> None:
    assert set(vars(bb)["__all__"]) == set(PUBLIC.split())
    assert dir(bb) == sorted([*PUBLIC.split(), "__version__"])


@pytest.mark.parametrize("name", sorted(PUBLIC.split()))
def test_a_public_name_is_there_and_says_what_it_is(name: str) -> None:
    found = getattr(bb, name)
    assert found.__name__ == name
    assert found.__doc__
    assert getattr(bb, name) is found


def test_any_other_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'fitt'"):
        bb.fitt  # type: ignore[attr-defined]  # noqa: B018


def test_a_folder_of_the_same_name_does_not_hide_a_function() -> None:
    program = (
        "import bayes_bench as bb; "
        "from bayes_bench.sensitivity_analysis import compare; "
        "assert bb.sensitivity.__wrapped__ is compare.sensitivity"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def test_mypy_sees_the_types() -> None:
    # without the package's own settings, as a user's script is; the cache makes a minute seconds
    cache = ROOT / ".mypy_cache" / "typing_example"
    command = [sys.executable, "-m", "mypy", "--strict", "--output", "json", "--no-pretty"]
    settings = ["--config-file", "", "--cache-dir", str(cache), "--follow-imports", "silent"]
    found = subprocess.run(
        [*command, *settings, str(EXAMPLE)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    problems = [json.loads(line) for line in found.stdout.splitlines()]
    lines = {one["line"] for one in problems if one["severity"] == "error"}
    assert lines == mistakes(), found.stdout + found.stderr


def test_pyright_sees_the_types(tmp_path: Path) -> None:
    settings = {
        "include": [str(EXAMPLE)],
        "extraPaths": [str(ROOT)],
        "typeCheckingMode": "standard",
        "pythonVersion": "3.12",
    }
    (tmp_path / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    command = [sys.executable, "-m", "basedpyright", "--outputjson", "-p"]
    found = subprocess.run(
        [*command, str(tmp_path / "settings.json"), "--pythonpath", sys.executable],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    problems = json.loads(found.stdout)["generalDiagnostics"]
    errors = [one for one in problems if one["severity"] == "error"]
    assert {one["range"]["start"]["line"] + 1 for one in errors} == mistakes(), found.stdout
