"""Arguments in the wrong order are named, instead of failing deep inside."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from numbers import Integral, Real

from bayes_bench.errors import ArgumentError

PLAIN: Mapping[type, type] = {int: Integral, float: Real}
"""What is looked for in place of Python's own numbers: NumPy's will do."""
WORDS: Mapping[type, str] = {Integral: "a whole number", Real: "a number", str: "a text"}


def checked_arguments[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """The same public function, which says what is what where an argument is of another kind.

    Parameters
    ----------
    function : callable
        Arguments that are annotated with a class are looked at, text and numbers among them.

    Returns
    -------
    callable
        Raises `ArgumentError`.
    """
    signature = inspect.signature(function)
    kinds = {
        name: PLAIN.get(parameter.annotation, parameter.annotation)
        for name, parameter in signature.parameters.items()
        if isinstance(parameter.annotation, type)
    }
    needed = [name for name, one in signature.parameters.items() if one.default is one.empty]

    @wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        given = {**dict(zip(signature.parameters, args, strict=False)), **kwargs}
        problems = list(_problems(given, kinds))
        if problems:
            raise ArgumentError([*problems, f"write bb.{function.__name__}({', '.join(needed)})"])
        return function(*args, **kwargs)

    # pickled, and shown, as the name that people write
    checked.__module__, checked.__qualname__ = "bayes_bench", function.__name__
    return checked


def _problems(given: Mapping[str, object], kinds: Mapping[str, type]) -> Iterator[str]:
    for name, kind in kinds.items():
        if name in given and not isinstance(given[name], kind):
            found = type(given[name])
            fits = [other for other, wanted in kinds.items() if issubclass(found, wanted)]
            hint = f" (that is for {' or '.join(fits)})" if fits else ""
            yield f"{name} takes {_said(kind)}, and was given: {found.__name__}{hint}"


def _said(kind: type) -> str:
    return WORDS.get(kind, f"a {kind.__name__}")
