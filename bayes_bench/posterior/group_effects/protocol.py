"""What a kind of group effects has to know of itself, whatever its distribution.

The samplers work with phi = log sigma. Whoever draws effects anew, or integrates them out, of a
posterior that exists already has sigma itself, and asks for the distribution `given` it.
"""

from typing import Any, Protocol

import numpy as np

from bayes_bench.typing import Floats


class EffectsGivenSd(Protocol):
    """The distribution of the effect of one member, for values of sigma that broadcast with it."""

    def log_density(self, effect: Floats) -> Floats:
        """Log density of each effect, normalised."""
        ...

    def slope(self, effect: Floats) -> Floats:
        """First derivative of the log density in the effect."""
        ...

    def precision(self, effect: Floats) -> Floats:
        """Minus the second derivative of the log density, or 0 where that is negative."""
        ...

    def widest(self, effect: Floats) -> Floats:
        """The longest step in which the density of an effect may be followed from there."""
        ...

    def nodes(self) -> tuple[Floats, Floats]:
        """Where the product with a likelihood is summed, in its sd's about its mode.

        Returns
        -------
        ndarray (node,)
        ndarray (node,)
            Logs of the weights, whose products with the integrand's values are summed.
        """
        ...

    def farthest_mode(self, score: Floats) -> Floats:
        """How far from 0 a mode is looked for where no score of the data is above `score`.

        Where the slope of the log density is bounded, no bound follows from the score: it is then
        any number of log odds beyond which all is certain.
        """
        ...


class GroupEffects(Protocol):
    """A kind of group effects: independent between members given sigma, symmetric about 0.

    Dims are those of the units, the only grouping so far; effects are log odds. sigma is their
    standard deviation, which the measures of variation and the prior take it for.
    """

    @property
    def df(self) -> float | None:
        """Degrees of freedom of the Student-t density that they have; infinite where it is normal.

        The loops of `laplace.collapsed` integrate effects of these densities out. None where theirs
        is another: the joint proposal then has to do, or NUTS.
        """
        ...

    def log_density(self, effect: Floats, log_sd: Floats) -> Floats:
        """Log density of all effects together.

        It is a density in the effects: the Jacobian of sigma = exp(phi) belongs to the prior of
        phi.

        Parameters
        ----------
        effect : ndarray (draw, unit)
        log_sd : ndarray (draw,)
            phi.

        Returns
        -------
        ndarray (draw,)
        """
        ...

    def log_normaliser(self, units: int, log_sd: Floats) -> Floats:
        """Log of the constant that the density of so many effects is divided by (draw,)."""
        ...

    def slope(self, effect: Floats, log_sd: Floats | float) -> Floats:
        """First derivative of the log density in each effect; (..., unit), (...,) likewise."""
        ...

    def precision(self, effect: Floats, log_sd: Floats | float) -> Floats:
        """Minus the second derivative, of a shape that broadcasts with that of the effects.

        0 where that is negative, as it is in the tails of a density that is not log-concave:
        Newton's steps and the proposal take it for a precision.
        """
        ...

    def slope_by_log_sd(self, effect: Floats, log_sd: float) -> Floats:
        """Derivative in phi of the slope in each effect (unit,)."""
        ...

    def given(self, sd: Floats) -> EffectsGivenSd:
        """The distribution of one effect at given values of sigma, of any shape."""
        ...

    def draw(self, rng: np.random.Generator, sd: Floats, units: int) -> Floats:
        """Effects drawn anew from given values of sigma; (draw,) -> (draw, unit)."""
        ...

    def quadrature(self, widest_sd: float) -> tuple[Floats, Floats]:
        """Scores and weights for the mean of a logistic curve over the effect of a new member.

        Parameters
        ----------
        widest_sd : float
            The largest sigma that they must serve, log odds.

        Returns
        -------
        ndarray (node,)
            Standardised effects: sigma times a score is an effect.
        ndarray (node,)
            Weights, which sum to 1.
        """
        ...

    def lattice(self, shift: Floats) -> tuple[Floats, Floats]:
        """Scores and weights for the mean of any curve, however steep, over a new member's effect.

        Parameters
        ----------
        shift : ndarray (draw, 1)
            Steps, uniform in [0, 1): the place of the lattice, which makes the mean unbiased.

        Returns
        -------
        ndarray (draw, score), ndarray (draw, score)
            Standardised effects, and weights, which sum to 1 but for some millionths.
        """
        ...

    def score_quantile(self, probability: Floats) -> Floats:
        """Quantiles of standardised effects, of any shape."""
        ...

    def median_difference(self, sd: Floats) -> Floats:
        """Median size of the difference between two members, log odds; of any shape."""
        ...

    def pymc_variable(self, sd: Any, centring: Floats | None) -> Any:
        """The effects `unit_effect` (unit) in the PyMC model that is being built.

        Parameters
        ----------
        sd : pymc variable
            sigma.
        centring : ndarray (unit,) or None
            From 0 (sampled as a multiple of sigma) to 1 (sampled as it is); None is 1 for each, of
            a variable that is free itself.
        """
        ...
