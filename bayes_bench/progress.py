"""How long work reports how far it is."""

from collections.abc import Callable

type Progress = Callable[[int, int], None]
"""Called with the steps done and the steps in all."""


def silent(done: int, total: int) -> None:
    """Report to nobody."""


def unheard(message: str) -> None:
    """Say it to nobody."""
