"""A pytest plugin that plants one bug of ``bugs.toml`` into the package, in memory only.

``python -m pytest -p tests.planted.planting --plant reversed-rank tests/ranking/test_ranks.py``

A module's source is edited while it is imported, so that whoever imports a name from it has the
planted one. An edit whose text is not there exactly once stops the run: a bug that no longer
applies to the code must not look as if the tests had missed it.
"""

import json
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

import pytest

TABLE = Path(__file__).with_name("bugs.toml")
PACKAGE = "bayes_bench."
PASSED = "passed"


@dataclass(frozen=True)
class Edit:
    """One replacement in the source of a module, such as ``posterior.density``."""

    module: str
    old: str
    new: str

    def apply(self, source: str) -> str:
        """The source with the replacement made; its text has to be there exactly once."""
        found = source.count(self.old)
        if found != 1:
            message = f"{self.module} holds {found} times what is to be replaced: {self.old!r}"
            raise ValueError(message)
        if f"@{'compiled'}" in source:  # machine code is kept on disk by the file's age
            message = f"{self.module} is compiled: planted there, a bug might outlive the test"
            raise ValueError(message)
        return source.replace(self.old, self.new)


@dataclass(frozen=True)
class Bug:
    """A mistake that somebody might make.

    Attributes
    ----------
    name : str
    what : str
        In words.
    edits : tuple of Edit
    caught_by : tuple of str
        Node ids of tests, each of which has to fail; a node of parameters in at least one.
    harmless : bool
        Of the controls, which change the code and may not fail any of these tests.
    fast : bool
        Whether the ordinary run of the tests tries it, with the first of `caught_by`.
    """

    name: str
    what: str
    edits: tuple[Edit, ...]
    caught_by: tuple[str, ...]
    harmless: bool = False
    fast: bool = False


def read_bugs() -> dict[str, Bug]:
    """Every bug of the table by name, in the table's order."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {name: _bug(name, row) for name, row in table.items()}


def _bug(name: str, row: dict[str, object]) -> Bug:
    edits = row.pop("edits")
    assert isinstance(edits, list)
    made = tuple(Edit(edit["module"], edit["from"], edit["to"]) for edit in edits)
    tests = row.pop("caught_by")
    assert isinstance(tests, list)
    return Bug(name, edits=made, caught_by=tuple(tests), **row)  # type: ignore[arg-type]


class _Loader(SourceFileLoader):
    """Loads a module from edited source, and neither reads nor writes its bytecode."""

    def __init__(self, name: str, path: str, edits: Sequence[Edit]) -> None:
        super().__init__(name, path)
        self.edits = edits

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        source = self.get_data(path).decode("utf-8")
        for edit in self.edits:
            source = edit.apply(source)
        return compile(source, path, "exec", dont_inherit=True)


@dataclass(eq=False)  # pytest keeps its plugins in a set
class Planting(MetaPathFinder):
    """Finds the edited modules before anybody else does, and keeps what the tests say."""

    bug: Bug
    report: Path | None
    outcomes: dict[str, str] = field(default_factory=dict)

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of an edited module; nothing for every other."""
        edits = [edit for edit in self.bug.edits if PACKAGE + edit.module == name]
        spec = PathFinder.find_spec(name, path, target) if edits else None
        if spec is not None:
            spec.loader = _Loader(name, str(spec.origin), edits)
        return spec

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember which tests passed."""
        if report.when == "call" and report.passed:
            self.outcomes[report.nodeid] = PASSED

    def pytest_exception_interact(self, node: pytest.Item, call: pytest.CallInfo[None]) -> None:
        """Remember why a test failed, in its set-up or when called."""
        if call.excinfo is not None:
            self.outcomes[node.nodeid] = call.excinfo.typename

    def pytest_sessionfinish(self) -> None:
        """Say what was found, and refuse to have tested an engine without the bug."""
        missing = [e.module for e in self.bug.edits if PACKAGE + e.module not in sys.modules]
        if missing:
            message = f"the tests of {self.bug.name} never import {', '.join(missing)}"
            raise pytest.UsageError(message)
        if self.report is not None:
            self.report.write_text(json.dumps(self.outcomes), encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Two options: which bug, and where to write what the tests said of it."""
    group = parser.getgroup("planted bugs")
    group.addoption("--plant", help="name of a bug in tests/planted/bugs.toml")
    group.addoption("--plant-report", type=Path, help="JSON file: what became of every test")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Plant before any conftest imports the package."""
    chosen = early_config.known_args_namespace
    if chosen.plant is None:
        return
    planting = Planting(read_bugs()[chosen.plant], chosen.plant_report)
    early = [e.module for e in planting.bug.edits if PACKAGE + e.module in sys.modules]
    if early:
        message = f"imported before it could be planted: {', '.join(early)}"
        raise pytest.UsageError(message)
    sys.meta_path.insert(0, planting)
    early_config.pluginmanager.register(planting, "planting")
