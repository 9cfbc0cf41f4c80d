"""The half-t prior of the between-unit standard deviation."""

from typing import TYPE_CHECKING, Any, Literal, Self

from bayes_bench.interface.section import Positive
from bayes_bench.priors.base import Family, UnitSdPrior

if TYPE_CHECKING:
    from bayes_bench.typing import Floats


class HalfTPrior(UnitSdPrior):
    """Half-t prior of the sd between units; df = 1 is the half-Cauchy."""

    family: Literal["half-t"]
    df: Positive
    scale: Positive

    def log_density(self, unit_sd: "Floats") -> "Floats":
        """Log of twice the density of Student's t, scaled.

        References
        ----------
        Gelman (2006), 10.1214/06-BA117A.
        """
        import numpy as np
        from scipy import stats

        log: Floats = np.log(2.0) + stats.t.logpdf(unit_sd, self.df, scale=self.scale)
        return log

    def quantile(self, probability: "Floats") -> "Floats":
        """Quantiles of the absolute value of a t variable."""
        from scipy import stats

        quantile: Floats = stats.t.ppf(0.5 + 0.5 * probability, self.df, scale=self.scale)
        return quantile

    def scaled(self, factor: float) -> Self:
        """Multiply the scale."""
        return self.model_copy(update={"scale": self.scale * factor})

    def pymc_variable(self, name: str) -> Any:
        """PyMC's HalfStudentT."""
        import pymc as pm

        return pm.HalfStudentT(name, nu=self.df, sigma=self.scale)


FAMILY = Family(HalfTPrior, place=3)
