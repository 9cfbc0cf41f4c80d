"""The command and its verbs: help at once, the version, one parser for a verb and its script."""

import argparse
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from bayes_bench.interface.choices import languages, samplers
from bayes_bench.posterior.sampler import samplers as registered_samplers
from bayes_bench.report.language.words import wording
from bayes_bench.workflow.command import main, verbs
from tests.builders.run import ROOT

HEAVY = {"arviz", "matplotlib", "numba", "numpy", "pandas", "pydantic", "rich", "xarray"}
SCRIPTS = {"run": "benchmark.py", "rank": "rank.py", "sensitivity": "sensitivity.py"}
NAMES = [verb.name for verb in verbs()]


def printed(*command: str) -> str:
    """What Python prints, in a process of its own."""
    done = subprocess.run(
        [sys.executable, *command],
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def helped(program: str) -> str:
    """What a program prints that ends with help, and then which heavy packages it has loaded."""
    after = f"print(*sorted({HEAVY!r} & set(sys.modules)), sep=' ')"
    return printed("-c", f"import sys\ntry:\n    {program}\nexcept SystemExit:\n    {after}")


def test_the_verbs_are_those_of_the_interface() -> None:
    assert {"run", "rank", "sensitivity"} <= set(NAMES)
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("verb", ["", *NAMES])
def test_help_loads_nothing_heavy(verb: str) -> None:
    words = [*([verb] if verb else []), "--help"]
    program = f"from bayes_bench.workflow.command import main; sys.exit(main({words!r}))"
    usage, *_, loaded = helped(program).split("\n")[:-1]
    assert usage.startswith(f"usage: {' '.join(['bayes-bench', *words[:-1]])} ")
    assert loaded == ""


@pytest.mark.parametrize("verb", SCRIPTS)
def test_a_script_is_its_verb(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([verb, "--help"])
    of_verb = capsys.readouterr().out
    of_script = printed(str(ROOT / "scripts" / SCRIPTS[verb]), "--help")
    assert of_script.split("\n\n")[1:] == of_verb.split("\n\n")[1:]  # all but the usage


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0
    assert capsys.readouterr().out == f"bayes-bench {version('bayes_bench')}\n"


@pytest.mark.parametrize("words", [[], ["rnu"], ["run"], ["run", "x.toml", "--sampler", "gibbs"]])
def test_what_cannot_be_read_ends_with_2(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert stop.value.code == 2
    assert capsys.readouterr().out == ""


def test_exit_codes_pass_through(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(tmp_path / "absent.toml")]) == 2
    assert "absent.toml" in capsys.readouterr().err


def test_no_escape_sequence_reaches_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = 'title = "t"\n[data]\npath = "d.csv"\nunit = "unit"\noutcome = "y"\nbetter = "lower"\n'
    (tmp_path / "m.toml").write_text(model, encoding="utf-8")
    (tmp_path / "d.csv").write_text("uni\x1b]0;PWNED\x07\x1b[31mt,y\nA,1\nB,0\n", encoding="utf-8")
    assert main(["check", str(tmp_path / "m.toml")]) == 2
    told = capsys.readouterr()
    assert "PWNED" in told.err
    assert not {"\x1b", "\x07"} & {*told.err, *told.out}


def test_choices_are_those_of_the_files() -> None:
    assert set(samplers()) == {"auto", *registered_samplers()}
    assert all(wording(language) for language in languages())
    assert languages() == ("da", "en")


def test_every_verb_takes_debug() -> None:
    for verb in verbs():
        parser = argparse.ArgumentParser()
        verb.into(parser)
        assert "--debug" in parser.format_usage()


@pytest.mark.skipif(os.name != "posix", reason="pipes end otherwise there")
def test_a_reader_that_has_left_is_no_fault() -> None:
    code = (
        "import sys; from bayes_bench.workflow.command import exit_code_of;"
        "sys.exit(exit_code_of(lambda: 'line\\n' * 100_000))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        assert run.stdout.readline() == b"line\n"
        run.stdout.close()
        said = run.stderr.read()
    assert (run.returncode, said) == (0, b"")
