"""An analysis from Python: what a run finds, as an object that shows itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
import xarray as xr
from matplotlib.figure import Figure
from narwhals.typing import IntoFrame

from bayes_bench.errors import InputError
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.inputs.disclosure.internal import marked
from bayes_bench.inputs.model.file import Model, read_model
from bayes_bench.interface.choices import languages
from bayes_bench.posterior.verdict import Verdict
from bayes_bench.report.shown import Shown
from bayes_bench.workflow.folder import check_writable
from bayes_bench.workflow.progress import Stages
from bayes_bench.workflow.record import identity_of
from bayes_bench.workflow.stages import Done, into_folder, into_memory, read, written


@dataclass(frozen=True, eq=False)
class Plots:
    """The report's pictures, each a matplotlib figure.

    Parameters
    ----------
    shown : Shown
    """

    shown: Shown

    def caterpillar(self) -> Figure:
        """Every ranked unit's indicator with its interval."""
        return self.shown.figure("caterpillar", "every report has it")

    def ranks(self) -> Figure:
        """Every ranked unit's rank with its interval."""
        return self.shown.figure("rank_intervals", "every report has it")

    def rank_probabilities(self) -> Figure:
        """P(rank = r) for every ranked unit and rank.

        Raises
        ------
        InputError
            There are too many units to draw it.
        """
        return self.shown.figure("rank_probabilities", "there are too many units to draw it")

    def map(self) -> Figure:
        """A tile map of the units.

        Raises
        ------
        InputError
            No list of names says where units lie.
        """
        why_not = "data.names is no list with tile_column and tile_row"
        return self.shown.figure("tile_map", why_not)


@dataclass(frozen=True, eq=False)
class Result:
    """What an accepted run found.

    Parameters
    ----------
    done : Done
        The fit, what is published of it, and the verdict on every number.
    times : mapping
        ``started``, and ``seconds`` by stage.
    """

    done: Done
    times: Mapping[str, Any]

    @property
    def model(self) -> Model:
        """The model, with every default."""
        return self.done.outcome.model

    @property
    def verdict(self) -> Verdict:
        """Of the diagnostics of every number that is published."""
        return self.done.verdict

    @property
    def posterior(self) -> xr.DataTree:
        """The draws, as `bayes_bench.fit` returns them, with all that a run keeps beside them."""
        return self.done.posterior

    @property
    def bench(self) -> xr.Dataset:
        """Estimands by chain, draw and unit, as `bayes_bench.benchmark` returns them."""
        return benchmark_of(self.done.fit)

    @cached_property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """What the CSV files of a run hold, by their names without ``.csv``."""
        tables, use = self.done.outcome.tables, self.model.disclosure.use
        named = {name.removesuffix(".csv"): marked(tables[name], use) for name in tables}
        return MappingProxyType(named)

    @property
    def plot(self) -> Plots:
        """The report's pictures."""
        return Plots(self._shown)

    @property
    def _language(self) -> str:
        return str(self.done.outcome.record["language"])

    @cached_property
    def _shown(self) -> Shown:
        return Shown(self.done.outcome, self._language)

    def report(
        self, out: str | Path, *, language: str | None = None, overwrite: bool = False
    ) -> Path:
        """Write what the command ``run`` writes.

        Parameters
        ----------
        out : str or Path
            The folder; missing, empty, or of the same run.
        language : str, optional
            Of the report; that of the result where not given.
        overwrite : bool
            Replace the files of another run.

        Returns
        -------
        Path
            The report.

        Raises
        ------
        OutputError
            The folder holds something else, or cannot be written to.
        """
        spoken = _known_language(language or self._language)
        identity = identity_of(self.done.fit.analysis, spoken)
        renamed = {"language": spoken, "fingerprint": identity.fingerprint}
        record = {**self.done.outcome.record, **renamed}
        done = replace(self.done, outcome=replace(self.done.outcome, record=record))
        return written(done, Path(out), self.times, overwrite=overwrite)

    def __repr__(self) -> str:
        return "\n".join([self.model.title, *self._shown.sentences])

    def _repr_html_(self) -> str:
        """The first sentences and the caterpillar, for a notebook."""
        told = "".join(f"<p>{escape(sentence)}</p>" for sentence in self._shown.sentences)
        title = f"<h3>{escape(self.model.title)}</h3>"
        return f"<div>{title}{told}{self._shown.svg('caterpillar')}</div>"


def run(
    model: Model | str | Path,
    data: IntoFrame | str | Path | None = None,
    *,
    out: str | Path | None = None,
    language: str = "en",
    overwrite: bool = False,
) -> Result:
    """Run an analysis from the people to what is published of them.

    Parameters
    ----------
    model : Model, str or Path
        A model, or the path of a model file.
    data : data frame, str or Path, optional
        The table of people, in place of the one that the model names.
    out : str or Path, optional
        A folder for what the command ``run`` writes; an earlier run of the same there is
        continued. Without it nothing is written.
    language : str
        ``en`` or ``da``.
    overwrite : bool
        Replace the files of another run in `out`.

    Returns
    -------
    Result

    Raises
    ------
    InputError
        The model, the data or the folder cannot be used: with every problem.
    RefusedError
        The diagnostics refuse the result; `findings` says why.
    """
    spoken, folder = _known_language(language), None if out is None else Path(out)
    with Stages() as stages:
        given = model if isinstance(model, Model) else read_model(model)
        if folder is not None:
            check_writable(folder)
        analysis = read(given, data, stages)
        if folder is None:
            done = into_memory(analysis, spoken, stages)
        else:
            done = into_folder(analysis, folder, spoken, stages, overwrite=overwrite)
        return Result(done, stages.times())


def _known_language(name: str) -> str:
    if name not in languages():
        raise InputError(f"language is {name!r}: write one of {', '.join(languages())}")
    return name
