"""What can be chosen by name; each list is read from the files that hold the choices.

Light, for a command line that has to answer at once.
"""

from functools import cache
from importlib.resources import files

from bayes_bench.registry import names_in

AUTO = "auto"


@cache
def samplers() -> tuple[str, ...]:
    """Names that ``sampling.sampler`` takes: one for each file, and ``auto``."""
    return (AUTO, *names_in("bayes_bench.posterior.samplers"))


@cache
def languages() -> tuple[str, ...]:
    """Languages of the report: one for each table of words."""
    wording = files("bayes_bench.report.language") / "wording"
    names = (entry.name for entry in wording.iterdir())
    return tuple(sorted(name[:-5] for name in names if name.endswith(".toml")))
