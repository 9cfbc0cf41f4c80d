"""The exponential prior of the between-unit standard deviation."""

from typing import TYPE_CHECKING, Any, Literal, Self

from bayes_bench.interface.section import Positive
from bayes_bench.priors.base import Family, UnitSdPrior

if TYPE_CHECKING:
    from bayes_bench.typing import Floats


class ExponentialPrior(UnitSdPrior):
    """Exponential prior of the sd between units; its mean is 1 / rate."""

    family: Literal["exponential"]
    rate: Positive

    def log_density(self, unit_sd: "Floats") -> "Floats":
        """Log of rate exp(-rate sigma)."""
        from scipy import stats

        log: Floats = stats.expon.logpdf(unit_sd, scale=1.0 / self.rate)
        return log

    def quantile(self, probability: "Floats") -> "Floats":
        """-log(1 - probability) / rate."""
        from scipy import stats

        quantile: Floats = stats.expon.ppf(probability, scale=1.0 / self.rate)
        return quantile

    def scaled(self, factor: float) -> Self:
        """Divide the rate."""
        return self.model_copy(update={"rate": self.rate / factor})

    def pymc_variable(self, name: str) -> Any:
        """PyMC's Exponential."""
        import pymc as pm

        return pm.Exponential(name, lam=self.rate)


FAMILY = Family(ExponentialPrior, place=1)
