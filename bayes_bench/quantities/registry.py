"""Every family of quantities."""

from functools import cache

from bayes_bench.fitted import Fit
from bayes_bench.quantities.quantity import Family, Quantity
from bayes_bench.registry import registered


def families(fit: Fit, *, judged: bool) -> tuple[Family, ...]:
    """The families of this folder that are held to the sampler's standard, or those that are not.

    Parameters
    ----------
    fit : Fit
    judged : bool
    """
    return tuple(family for family in every_family() if family.is_judged(fit) == judged)


@cache
def every_family() -> tuple[Family, ...]:
    """The families of this folder, in the order of ``diagnostics.csv``."""
    return registered("bayes_bench.quantities", "FAMILY", Family)


def every_quantity(fit: Fit) -> tuple[Quantity, ...]:
    """The quantities that a fit has, of all families."""
    return tuple(quantity for family in every_family() for quantity in family.of(fit))
