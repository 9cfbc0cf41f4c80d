"""The model file: TOML in, a frozen model out, or every problem of the file at once."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BeforeValidator, PrivateAttr, ValidationError, model_validator

from bayes_bench.errors import ModelFileError
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
        """Whatever of people is counted: the covariates, then the groupings as categories."""
        return (*self.covariates, *(Covariate(group.name) for group in self.groups))

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
        raise ModelFileError(f"{name}: {_toml_problem(str(error), text)}") from error
    except (RecursionError, ValueError) as error:  # brackets too deep; an integer too long
        raise ModelFileError(f"{name}: is not a TOML file that can be used") from error


def _toml_problem(message: str, text: str) -> str:
    place = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    what = message[: place.start()] if place else message
    if place and place[1]:
        line, column = int(place[1]), int(place[2])
    else:
        line, column = text.count("\n") + 1, len(text.rsplit("\n", 1)[-1]) + 1
    is_path = "\\" in text.split("\n")[line - 1]
    remedy = "; write a Windows path in single quotes" if is_path else ""
    return f"line {line}, column {column} is not TOML: {what}{remedy}"


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
            f"{model.file}benchmark.top is {top}, but {ranked_units} units are ranked: "
            f"write at most {ranked_units - 1}"
        )
    return top
