"""Benchmark indicators with uncertainty, from a multilevel logistic model.

The public names are imported when they are first used, so that importing the package costs nothing.
`__init__.pyi` says what they are and where each one lives: editors, type checkers and this module
read the same list.
"""

import ast
from importlib import import_module
from pathlib import Path


def _homes() -> dict[str, str]:
    """Each public name, with the module that it comes from."""
    stub = ast.parse(Path(__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    imports = (line for line in stub.body if isinstance(line, ast.ImportFrom))
    return {alias.name: str(line.module) for line in imports for alias in line.names}


_HOMES = _homes()
__all__ = [*_HOMES]  # noqa: PLE0604 - the names of the stub


def __getattr__(name: str) -> object:
    """Import a public name on first use (PEP 562)."""
    if name == "__version__":
        from importlib.metadata import version

        return version("bayes_bench")
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    found = getattr(import_module(_HOMES[name]), name)
    if callable(found) and not isinstance(found, type):
        from bayes_bench.interface.arguments import checked_arguments

        found = checked_arguments(found)
    globals()[name] = found  # one object for ever: what is pickled by name is found by name
    return found


def __dir__() -> list[str]:
    """List the public names."""
    return sorted([*__all__, "__version__"])
