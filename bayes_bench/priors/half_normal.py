"""The half-normal prior of the between-unit standard deviation."""

from typing import TYPE_CHECKING, Any, Literal, Self

from bayes_bench.interface.section import Positive
from bayes_bench.priors.base import Family, UnitSdPrior

if TYPE_CHECKING:
    from bayes_bench.typing import Floats


class HalfNormalPrior(UnitSdPrior):
    """Half-normal prior of the sd between units."""

    family: Literal["half-normal"] = "half-normal"
    scale: Positive = 0.5

    def log_density(self, unit_sd: "Floats") -> "Floats":
        """Log of sqrt(2 / pi) / scale exp(-sigma^2 / (2 scale^2))."""
        from scipy import stats

        log: Floats = stats.halfnorm.logpdf(unit_sd, scale=self.scale)
        return log

    def quantile(self, probability: "Floats") -> "Floats":
        """Quantiles of the absolute value of a normal variable."""
        from scipy import stats

        quantile: Floats = stats.halfnorm.ppf(probability, scale=self.scale)
        return quantile

    def scaled(self, factor: float) -> Self:
        """Multiply the scale."""
        return self.model_copy(update={"scale": self.scale * factor})

    def pymc_variable(self, name: str) -> Any:
        """PyMC's HalfNormal."""
        import pymc as pm

        return pm.HalfNormal(name, sigma=self.scale)


FAMILY = Family(HalfNormalPrior, place=2)
