"""Compiling the loops of a run before it needs them, in several processes side by side.

numba compiles a function when it is first called, one after another, and each process for itself.
Here all that a run calls is compiled while its people are read, by all cores on Linux (elsewhere by
one, after that), and kept on disk, where the processes of the run find it. Beforehand, it is done
by::

    python -m bayes_bench.workflow.compiling
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from bayes_bench.numerics.side_by_side import SideBySide

if TYPE_CHECKING:
    from bayes_bench.numerics.compiled import Kernel

PACKAGE = Path(__file__).parents[1]


@contextmanager
def compiling(say: Callable[[str], None]) -> Iterator[None]:
    """Other processes compile meanwhile; on leaving, all that a run calls is compiled and kept.

    Nothing is done where that is so already, or where machine code cannot be kept.

    Parameters
    ----------
    say : callable
        Told that something is compiled.
    """
    modules = uncompiled()
    if modules:
        say(
            "note: the first run of a version compiles for some seconds, and keeps the machine code"
        )
    with SideBySide([partial(compile_module, module) for module in modules]) as compiled:
        yield
        compiled.results()


def uncompiled() -> list[str]:
    """Modules of which the machine code of a kernel is not on disk."""
    return [name for name in kernel_modules() if not all(map(_is_kept, kernels_of(name)))]


def compile_module(name: str) -> None:
    """Compile the kernels of a module for the types that a run calls them with."""
    for kernel in kernels_of(name):
        kernel.function.compile(kernel.of)


def kernel_modules() -> list[str]:
    """Names of the modules of compiled loops."""
    paths = sorted(path.relative_to(PACKAGE.parent) for path in PACKAGE.rglob("*_kernel.py"))
    return [".".join(path.with_suffix("").parts) for path in paths]


def kernels_of(name: str) -> list["Kernel"]:
    """The compiled functions of a module that a run calls."""
    from bayes_bench.numerics.compiled import KERNELS  # numba is slow to import

    import_module(name)
    return [kernel for kernel in KERNELS if kernel.function.py_func.__module__ == name]


def _is_kept(kernel: "Kernel") -> bool:
    """Whether numba would find the machine code on disk, for this very source and processor."""
    function = kernel.function
    if function.stats.cache_path is None:  # nothing can be kept
        return True
    # numba says so nowhere in public without loading or compiling it
    cache = function._cache  # noqa: SLF001
    key = cache._index_key(kernel.of, function.targetctx.codegen())  # noqa: SLF001
    return key in cache._cache_file._load_index()  # noqa: SLF001


if __name__ == "__main__":
    with compiling(print):
        pass
