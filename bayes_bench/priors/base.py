"""What a prior family of the between-unit standard deviation has to know of itself.

Every normalising constant is kept, so that marginal likelihoods of different models compare.
"""

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from bayes_bench.interface.section import Section
from bayes_bench.registry import registered

if TYPE_CHECKING:  # NumPy is not needed to read a model file
    from bayes_bench.typing import Floats


class UnitSdPrior(Section):
    """A prior of the between-unit standard deviation sigma, on the log-odds scale.

    A family is a file of this folder: a subclass with its keys and their defaults, and a `FAMILY`.
    """

    family: str

    @classmethod
    def __pydantic_init_subclass__(cls, **_keys: object) -> None:
        """Say where a family stands in a model file."""
        cls.at = ("priors", "unit_sd", family_name(cls))

    @abstractmethod
    def log_density(self, unit_sd: "Floats") -> "Floats":
        """Log prior density of sigma, normalised.

        Parameters
        ----------
        unit_sd : ndarray
            Positive standard deviations, log odds.

        Returns
        -------
        ndarray
            Of the same shape.
        """

    @abstractmethod
    def quantile(self, probability: "Floats") -> "Floats":
        """Prior quantiles of sigma.

        Parameters
        ----------
        probability : ndarray
            In (0, 1).

        Returns
        -------
        ndarray
            Log odds, of the same shape.
        """

    @abstractmethod
    def scaled(self, factor: float) -> Self:
        """The prior of `factor` times sigma, which is of the same family."""

    @abstractmethod
    def pymc_variable(self, name: str) -> Any:
        """A random variable with this prior, in the PyMC model that is being built."""

    @property
    def wording(self) -> str:
        """The key of its words in a report; their slots are the names of its parameters."""
        return f"methods.prior.{self.family}"

    @property
    def parameters(self) -> dict[str, float]:
        """Its parameters by the names that they have in a model file."""
        return self.model_dump(exclude={"family"})


def family_name(prior: type[UnitSdPrior]) -> str:
    """The one value of the field `family`."""
    (name,) = prior.model_fields["family"].annotation.__args__  # type: ignore[union-attr]
    return str(name)


@dataclass(frozen=True)
class Family:
    """An entry of the registry.

    Attributes
    ----------
    prior : type of UnitSdPrior
        Its field `family` is a literal, which is the name.
    place : int
        The order among families.
    """

    prior: type[UnitSdPrior]
    place: int

    @property
    def name(self) -> str:
        """What `priors.unit_sd.family` says in a model file."""
        return family_name(self.prior)


def families() -> tuple[Family, ...]:
    """Every family that has a file."""
    return registered("bayes_bench.priors", "FAMILY", Family)
