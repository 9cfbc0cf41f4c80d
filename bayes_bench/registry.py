"""Registries: a folder of modules, each of which holds one thing of a kind.

Adding a table, a section, a check or a sampler is adding its file: nothing else lists them.
"""

from importlib import import_module
from pkgutil import iter_modules, walk_packages
from typing import Protocol


class Placed(Protocol):
    """Anything that says where it stands among its kind."""

    @property
    def place(self) -> int:
        """The order among its kind, lowest first."""
        ...


def registered[Kind: Placed](folder: str, name: str, kind: type[Kind]) -> tuple[Kind, ...]:
    """Everything of a kind that the modules of a folder hold, in the order of its places.

    Parameters
    ----------
    folder : str
        A package, such as ``bayes_bench.tables``; its sub-folders count.
    name : str
        What each module calls it, such as ``TABLE``. Modules without it are passed over.
    kind : type

    Returns
    -------
    tuple

    Raises
    ------
    TypeError
        What a module calls so is something else.
    """
    package = import_module(folder)
    found: list[Kind] = []
    for module in walk_packages(package.__path__, f"{folder}."):
        held = getattr(import_module(module.name), name, None)
        if held is None:
            continue
        if not isinstance(held, kind):
            message = f"{module.name}.{name} is no {kind.__name__}"
            raise TypeError(message)
        found.append(held)
    return tuple(sorted(found, key=lambda one: one.place))


def names_in(folder: str) -> tuple[str, ...]:
    """Names of the modules of a folder, none of them imported.

    Parameters
    ----------
    folder : str
        A package that is light to import.

    Returns
    -------
    tuple of str
        Sorted.
    """
    package = import_module(folder)
    return tuple(sorted(module.name for module in iter_modules(package.__path__)))
