"""The model file: TOML in, a frozen model out, or every problem of the file at once."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BeforeValidator, PrivateAttr, ValidationError, model_validator

from bayes_bench.errors import ModelFileError
from bayes_bench.inputs.model.crossed import (
    interactions,
    main_effects,
    of_units,
    with_kinds_filled,
)
from bayes_bench.inputs.model.data_section import Data
from bayes_bench.inputs.model.form import Form
from bayes_bench.inputs.model.key_types import Text, list_of
from bayes_bench.inputs.model.labels import Labels
from bayes_bench.inputs.model.rules import rule_problems
from bayes_bench.inputs.model.sections import (
    Benchmark,
    Covariate,
    Disclosure,
    Group,
    Priors,
    Report,
    Sampling,
    Sensitivity,
)
from bayes_bench.inputs.model.toml_problems import toml_problems
from bayes_bench.interface.messages import model_problems
from bayes_bench.interface.section import Section
from bayes_bench.interface.suggestions import did_you_mean

SHIPPED_NAMES = "municipalities"
TABLES = (".csv", ".gz", ".xlsx", ".parquet", ".sav", ".zsav", ".dta", ".xpt", ".sas7bdat")
"""Endings of what is no model file."""


def _format(value: object) -> object:
    return f"{value}" if isinstance(value, bool) else value  # True == 1, and true is no format


if TYPE_CHECKING:  # in Python any sequence will do; it is kept as a tuple
    type Covariates = Sequence[Covariate]
    type Groups = Sequence[Group]
else:
    Covariates = list_of(Covariate)
    Groups = list_of(Group)


class Model(Section):
    """An analysis: what is compared, adjusted for what, under which priors.

    Attributes are the keys of the model file; `path` says where it was read from.

    Examples
    --------
    >>> data = Data(unit="hospital", outcome="died", better="lower")
    >>> Model(title="Surgery", data=data, covariates=[Covariate("age", kind="spline")])
    """

    format: Annotated[Literal[1], BeforeValidator(_format)] = 1
    """Version of the format."""
    title: Text
    """The analysis in plain words: the report's headline."""
    data: Data
    covariates: Covariates = ()
    """What the comparison adjusts for; none is legal."""
    groups: Groups = ()
    """Further groupings, each with a standard deviation of its own."""
    model: Form = Form()
    priors: Priors = Priors()
    benchmark: Benchmark = Benchmark()
    sampling: Sampling = Sampling()
    disclosure: Disclosure = Disclosure()
    report: Report = Report()
    sensitivity: Sensitivity = Sensitivity()
    labels: Labels = Labels()
    _path: Path | None = PrivateAttr(default=None)

    @property
    def characteristics(self) -> tuple[Covariate, ...]:
        """Whatever of people is counted: covariates with a column, then groupings as categories."""
        return (*self.main_effects, *(Covariate(group.name) for group in self.groups))

    @property
    def main_effects(self) -> tuple[Covariate, ...]:
        """The covariates that have a column of the table: all but interactions."""
        return main_effects(self.covariates)

    @property
    def interactions(self) -> dict[str, tuple[str, str]]:
        """The two covariates of each interaction, by its name."""
        return interactions(self.covariates)

    @property
    def of_units(self) -> tuple[str, ...]:
        """The covariates that are properties of units; interactions of two such among them."""
        return of_units(self.covariates)

    @property
    def path(self) -> Path | None:
        """Where the model was read from; None when it was built in Python."""
        return self._path

    @property
    def file(self) -> str:
        """The model file's name as the beginning of a message; empty when built in Python."""
        return "" if self._path is None else f"{self._path.name}: "

    def model_post_init(self, context: Any, /) -> None:
        """Keep the path that the reader passes as validation context."""
        self._path = (context or {}).get("path")

    @model_validator(mode="before")
    @classmethod
    def _with_kinds_of_interactions(cls, table: Any) -> Any:
        given = table.get("covariates") if isinstance(table, Mapping) else None
        if not isinstance(given, list | tuple):
            return table
        return {**table, "covariates": with_kinds_filled(given)}

    @model_validator(mode="after")
    def _rules_between_keys(self) -> Self:
        problems = rule_problems(self.model_dump())
        if problems:
            raise ValueError("\n".join(problems))
        return self


def read_model(path: str | Path) -> Model:
    """Read a model file.

    Parameters
    ----------
    path : str or Path
        The TOML file.

    Returns
    -------
    Model
        With every default filled in.

    Raises
    ------
    ModelFileError
        With every problem of the file, each by the path of its key.
    """
    place = Path(path)
    table = _parsed(place.name, _text(place))
    try:
        return model_from_table(table, place)
    except ModelFileError as error:
        raise ModelFileError([f"{place.name}: {line}" for line in error.problems]) from error


def model_from_table(table: Mapping[str, Any], path: Path | None = None) -> Model:
    """Return the model that a plain table describes, read from `path`.

    Raises
    ------
    ModelFileError
        With every problem, each by the path of its key.
    """
    try:
        return Model.model_validate(table, context={"path": path})
    except ValidationError as error:
        found = [*model_problems(error, table, Model), *rule_problems(table)]
        raise ModelFileError(list(dict.fromkeys(found))) from error


def with_keys(model: Model, sections: Mapping[str, Mapping[str, object]]) -> Model:
    """The model with some keys of its sections replaced, checked like those of a file.

    Parameters
    ----------
    model : Model
    sections : mapping of str to mapping
        Such as {"sampling": {"draws": 4000}}; a section without keys stays as it is.

    Raises
    ------
    ModelFileError
        With every problem, each by the path of its key.
    """
    if not any(sections.values()):
        return model
    # what was not named stays so: a seed that nobody named is of the data
    table = model.model_dump(exclude_none=True, exclude_unset=True)
    replaced = {name: {**table.get(name, {}), **keys} for name, keys in sections.items() if keys}
    return model_from_table({**table, **replaced}, model.path)


def _text(place: Path) -> str:
    if place.is_dir():
        name = place.resolve().name
        raise ModelFileError(f"{name}: is a folder: name the model file in it, such as mine.toml")
    if place.suffix.lower() in TABLES and place.is_file():
        told = f"bayes-bench init {place} writes one for it"
        raise ModelFileError(f"{place.name}: is a table, not a model file: {told}")
    try:
        return place.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        folder = place.parent
        beside = [file.name for file in folder.glob("*.toml")] if folder.is_dir() else []
        hint = did_you_mean(place.name, beside)
        raise ModelFileError(f"{place.name}: there is no such model file{hint}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ModelFileError(f"{place.name}: line {line} is not UTF-8: save as UTF-8") from error
    except OSError as error:
        raise ModelFileError(f"{place.name}: cannot be read ({error.strerror})") from error


_DEEP = re.compile(r"""(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){50}""")
"""A key of so many parts: no model file has one, and a parser's memory grows with their square."""


def _parsed(name: str, text: str) -> dict[str, Any]:
    if _DEEP.search(text):
        raise ModelFileError(f"{name}: has a key of 50 parts or more, which no model file has")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = toml_problems(str(error), text)
        raise ModelFileError([f"{name}: {line}" for line in found]) from error
    except (RecursionError, ValueError) as error:  # brackets too deep; an integer too long
        raise ModelFileError(f"{name}: is not a TOML file that can be used") from error


def resolved(model: Model) -> dict[str, Any]:
    """Return the model with every default, as plain data without None.

    Files are named by their base names: the result is written into what is published.
    """
    table = model.model_dump(mode="json", exclude_none=True)
    for key in ("path", "names"):
        if key in table["data"]:
            # PureWindowsPath knows both separators
            table["data"][key] = PureWindowsPath(table["data"][key]).name
    return table


def default_top(ranked_units: int) -> int:
    """k of "among the k best" where the model file does not say: 10, or half of fewer than 20."""
    return min(10, ranked_units // 2)


def top_k(model: Model, ranked_units: int) -> int:
    """Return k of "among the k best": `benchmark.top`, or min(10, J // 2).

    Parameters
    ----------
    model : Model
    ranked_units : int
        J, the number of units that are ranked.

    Raises
    ------
    ModelFileError
        Where `benchmark.top` is not below the number of ranked units.
    """
    top = model.benchmark.top
    if top is None:
        return default_top(ranked_units)
    if top >= ranked_units:
        raise ModelFileError(
            f"{model.file}benchmark.top is {top}, but {ranked_units} "
            f"{model.labels.several} are ranked: write at most {ranked_units - 1}"
        )
    return top
