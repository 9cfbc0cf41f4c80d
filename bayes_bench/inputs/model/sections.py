"""The tables of a model file as frozen models: every key and every default stands here, once."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from bayes_bench.inputs.model.key_types import (
    Code,
    Column,
    Columns,
    Missing,
    Probability,
    Text,
    Whole,
    YesNo,
)
from bayes_bench.interface.choices import AUTO, samplers
from bayes_bench.interface.section import Number, Positive, Section
from bayes_bench.priors.base import UnitSdPrior, families
from bayes_bench.priors.half_normal import HalfNormalPrior


def _sampler(value: object) -> object:
    if value not in samplers():
        raise PydanticCustomError("literal_error", "unknown", {"expected": ", ".join(samplers())})
    return value


Kind = Literal["category", "linear", "spline"]
Sampler = Annotated[
    str, BeforeValidator(_sampler), Field(json_schema_extra={"enum": [*samplers()]})
]


SPLINE_COLUMNS = 4


class Covariate(Section):
    """A characteristic of people that the comparison adjusts for (case mix)."""

    at: ClassVar = ("covariates", 0)
    positional: ClassVar = ("name",)

    name: Column
    """The column."""
    kind: Kind = "category"
    """How it enters: a level each, a straight line, or a natural cubic spline."""
    reference: Code | None = None
    """The level that the others are compared with; the most frequent where it is not named."""
    df: Annotated[Whole, Field(ge=2, le=20)] | None = None
    """Columns of the spline (4 where not given)."""
    missing: Missing | None = None
    """What to do with its missing values, where that is not what `[data] missing` says."""

    if TYPE_CHECKING:  # what `positional` makes of the fields

        def __init__(
            self,
            name: str,
            *,
            kind: Kind = "category",
            reference: str | int | None = None,
            df: int | None = None,
            missing: Missing | None = None,
        ) -> None: ...

    @model_validator(mode="before")
    @classmethod
    def _with_spline_columns(cls, table: Any) -> Any:
        is_spline = isinstance(table, Mapping) and table.get("kind") == "spline"
        return {"df": SPLINE_COLUMNS, **table} if is_spline else table


class Group(Section):
    """A further grouping of people, beside the units that are compared: region, diagnosis group.

    Nested in the units, around them or across them: that is found out.
    """

    at: ClassVar = ("groups", 0)
    positional: ClassVar = ("name",)

    name: Column
    """The column that says which member each person belongs to."""

    if TYPE_CHECKING:  # what `positional` makes of the fields

        def __init__(self, name: str) -> None: ...


class InterceptPrior(Section):
    """Normal prior of the intercept: the log odds of the average person."""

    at: ClassVar = ("priors", "intercept")

    family: Literal["normal"] = "normal"
    mean: Number = 0.0
    sd: Positive = 1.5


class CoefficientPrior(Section):
    """Normal prior of every coefficient, on the log-odds scale."""

    at: ClassVar = ("priors", "coefficient")

    family: Literal["normal"] = "normal"
    mean: Number = 0.0
    sd: Positive = 1.0


def _family(prior: Any) -> Any:
    default = HalfNormalPrior.model_fields["family"].default
    is_table = isinstance(prior, Mapping)
    return prior.get("family", default) if is_table else getattr(prior, "family", default)


if TYPE_CHECKING:
    AnyUnitSdPrior = UnitSdPrior
else:
    AnyUnitSdPrior = Annotated[
        reduce(or_, (Annotated[family.prior, Tag(family.name)] for family in families())),
        Discriminator(_family),
    ]


class GroupSdPriors(Section):
    """Priors of the standard deviations of further groupings, log odds.

    In the file, a family with its keys for every grouping, and tables of the same kind under the
    names of single ones: ``{ family = "half-normal", scale = 0.5, region = { scale = 0.2 } }``.
    """

    at: ClassVar = ("priors", "group_sd")

    every: AnyUnitSdPrior = HalfNormalPrior()
    """Of each grouping that has none of its own."""
    single: Mapping[Column, AnyUnitSdPrior] = Field(default_factory=dict)
    """Of one grouping, by its name."""

    @model_validator(mode="before")
    @classmethod
    def _taken_apart(cls, table: Any) -> Any:
        if not isinstance(table, Mapping) or table.keys() & {"every", "single"}:
            return table
        single = {key: value for key, value in table.items() if isinstance(value, Mapping)}
        every = {key: value for key, value in table.items() if key not in single}
        return {"every": every, "single": single}

    @model_serializer(mode="plain")
    def _put_together(self) -> dict[str, Any]:
        return {
            **self.every.model_dump(),
            **{name: prior.model_dump() for name, prior in self.single.items()},
        }

    def of(self, grouping: str) -> UnitSdPrior:
        """The prior of one grouping's standard deviation."""
        return self.single.get(grouping, self.every)


class Priors(Section):
    """The prior distributions."""

    at: ClassVar = ("priors",)

    intercept: InterceptPrior = InterceptPrior()
    coefficient: CoefficientPrior = CoefficientPrior()
    unit_sd: AnyUnitSdPrior = HalfNormalPrior()
    group_sd: GroupSdPriors = GroupSdPriors()


class Benchmark(Section):
    """What is compared with what, and how sure a mark has to be."""

    at: ClassVar = ("benchmark",)

    reference: Literal["average_unit", "national", "population", "typical"] = "national"
    """What a unit's expected rate is computed under."""
    interval: Probability = 0.95
    """Probability of every uncertainty interval."""
    top: Annotated[Whole, Field(ge=1)] | None = None
    """k of "among the k best"; min(10, J // 2) where not given."""
    margin: Annotated[Number, Field(ge=0, lt=100)] = 1.0
    """Percentage points that matter."""
    flag_probability: Probability = 0.95
    """Probability from which a unit is marked as better or worse."""
    average_weights: Literal["persons", "units"] = "units"
    """Weights of the average unit."""
    fdr: Probability = 0.05
    """False discovery rate of the mark "divergent"."""


class Sampling(Section):
    """How the posterior is drawn."""

    at: ClassVar = ("sampling",)

    sampler: Sampler = AUTO
    """One file of samplers, or the fastest that holds."""
    draws: Annotated[Whole, Field(ge=100, le=1_000_000)] = 1000
    """Least number of kept draws per chain."""
    chains: Annotated[Whole, Field(ge=2, le=100)] = 4
    """Chains; R-hat compares them, so it takes two."""
    random_seed: Annotated[Whole, Field(ge=0, lt=2**63)] = 20160101
    """The same seed gives the same numbers. Where none is named, one that follows from this default
    and the data: other data have other random numbers."""


class Disclosure(Section):
    """Who may be shown."""

    at: ClassVar = ("disclosure",)

    minimum_count: Annotated[Whole, Field(ge=3)] = 5
    """Least number of people, of events and of non-events that a shown unit has."""
    use: Literal["internal", "release"] = "release"
    """"internal" where nothing leaves: nothing is merged or hidden, and everything says so."""
    public: YesNo = False
    """True where the data are public already: nothing is then merged or hidden."""

    @property
    def shows_all(self) -> bool:
        """Whether nothing is merged, hidden or rounded for disclosure control."""
        return self.public or self.use == "internal"

    @property
    def least(self) -> int:
        """Least number of people that a figure in a message rests on: 1 where all is shown."""
        return 1 if self.shows_all else self.minimum_count


class Published(Section):
    """What was printed of the same people before, without uncertainty, to be shown beside ours."""

    at: ClassVar = ("report", "published")

    best: Number
    """Mean indicator of the k best, percentage points."""
    worst: Number
    """Mean indicator of the k worst, percentage points."""
    source: Text
    """Where and when it was printed."""


class Report(Section):
    """What the report shows beside the indicators."""

    at: ClassVar = ("report",)

    key_figures: Columns = ()
    """Further columns shown by unit, not covariates."""
    published: Published | None = None
    """Figures printed before: { best = -4.6, worst = 4.4, source = "..." }."""


class Sensitivity(Section):
    """Which choices are made otherwise, to see how much of what is printed depends on them."""

    at: ClassVar = ("sensitivity",)

    without: Columns = ()
    """Covariates to leave out, one at a time; each in turn where none is named."""
