"""Every family of quantities."""

from bayes_bench.quantities.quantity import Family
from bayes_bench.registry import registered


def families(*, judged: bool) -> tuple[Family, ...]:
    """The families of this folder that are held to the sampler's standard, or those that are not.

    Parameters
    ----------
    judged : bool
    """
    every = registered("bayes_bench.quantities", "FAMILY", Family)
    return tuple(family for family in every if family.judged == judged)
