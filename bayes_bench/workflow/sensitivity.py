"""The command `sensitivity.py`: a sensitivity analysis, one choice made otherwise at a time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.progress import Progress as Bar

from bayes_bench.analysis import Analysis
from bayes_bench.files import write_csv
from bayes_bench.fitted import Fit
from bayes_bench.inputs.disclosure.hidden import Hidden
from bayes_bench.inputs.disclosure.internal import marked
from bayes_bench.inputs.model.file import Model, read_model, with_keys
from bayes_bench.inputs.model.labels import FIRST as ENGLISH
from bayes_bench.interface.plain_text import printable_lines
from bayes_bench.posterior.sampling import sample
from bayes_bench.progress import Progress
from bayes_bench.report.language.words import Words, words_for
from bayes_bench.report.terminal import sensitivity_text, variant_label
from bayes_bench.sensitivity_analysis.compare import Sensitivity, examined
from bayes_bench.sensitivity_analysis.variants import Variant, variants_of
from bayes_bench.tables.hiding import blanked
from bayes_bench.tables.model import sensitivity, sensitivity_units
from bayes_bench.workflow.folder import alone_in, check_writable
from bayes_bench.workflow.reading import read_analysis
from bayes_bench.workflow.sensitivity_folder import (
    SENSITIVITY_FILES,
    earlier_draws,
    refuse_another,
)

IN_THE_REPORT = """
A report shows this only where the model file has [sensitivity] without = [...]."""


@dataclass(frozen=True)
class SensitivityOptions:
    """What the command line says beside the model file.

    Attributes
    ----------
    data, out : Path, optional
        The table of people; the output folder, by default ``output/<model stem>``.
    without : sequence of str
        Covariates to leave out, in place of those of the model file.
    random_seed : int, optional
        In place of the model file's.
    """

    data: Path | None = None
    out: Path | None = None
    without: Sequence[str] = ()
    random_seed: int | None = None


def run_sensitivity(model_path: Path, options: SensitivityOptions | None = None) -> str:
    """Run the variants of an analysis and write `sensitivity.csv` and `sensitivity_units.csv`.

    Parameters
    ----------
    model_path : Path
        The TOML model file.
    options : SensitivityOptions, optional

    Returns
    -------
    str
        A short table, and as its last line the path of `sensitivity.csv`.

    Raises
    ------
    InputError
        The model file, the data or the output folder cannot be used; nothing is written.
    RefusedError
        The diagnostics refuse the base analysis; nothing is written.
    """
    options = options or SensitivityOptions()
    out = options.out or Path("output") / model_path.stem
    console = Console(stderr=True)
    analysis = _read(model_path, options, out, console)
    with _bar(console) as bar:
        base = _base(out, analysis, bar)
        words = words_for(analysis.model, ENGLISH)
        variants = variants_of(base)
        found = examined(variants, base, _told(bar, variants, words))
    shown = shown_tables(found, analysis.hidden)
    path = _written(out, [marked(table, analysis.model.disclosure.use) for table in shown[::-1]])
    text = sensitivity_text(*shown, words)
    return f"{analysis.model.title}\n\n{text}\n{IN_THE_REPORT}\n{path}"


def _read(model_path: Path, options: SensitivityOptions, out: Path, console: Console) -> Analysis:
    """The analysis, everything checked that can be before the first draw."""
    model = _with_options(read_model(model_path), options)
    check_writable(out)
    counted = read_analysis(model, options.data)
    refuse_another(out, counted.analysis)
    for note in counted.notes:
        console.print(
            printable_lines(f"note: {note}"), markup=False, highlight=False, soft_wrap=True
        )
    return counted.analysis


def _with_options(model: Model, options: SensitivityOptions) -> Model:
    """The model with options of the command line in place of its keys, and checked like them."""
    without = {"without": list(options.without)} if options.without else {}
    seed = {} if options.random_seed is None else {"random_seed": options.random_seed}
    return with_keys(model, {"sensitivity": without, "sampling": seed})


def _base(out: Path, analysis: Analysis, bar: Bar) -> Fit:
    """The draws of a finished run of the same analysis, or the same draws anew."""
    words = words_for(analysis.model, ENGLISH)
    bar.update(bar.task_ids[0], description=variant_label("base", "", words))
    posterior = earlier_draws(out, analysis)
    if posterior is not None and "benchmark" in posterior.children:
        return Fit(analysis, posterior)
    return Fit(analysis, sample(analysis))


@contextmanager
def _bar(console: Console) -> Iterator[Bar]:
    """A bar on standard error that says which variant is under way."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
    )
    hidden = not console.is_terminal
    with Bar(*columns, TimeElapsedColumn(), console=console, transient=True, disable=hidden) as bar:
        bar.add_task("", total=None)
        yield bar


def _told(bar: Bar, variants: Sequence[Variant], words: Words) -> Progress:
    def told(done: int, total: int) -> None:
        under_way = variants[min(done, total - 1)]
        label = variant_label(under_way.variant, under_way.details[0], words)
        bar.update(bar.task_ids[0], completed=done, total=total, description=label)

    return told


def shown_tables(found: Sensitivity, hidden: Hidden) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The summary and the units, without figures of hidden units."""
    summary = blanked(sensitivity.TABLE, found.summary, hidden)
    return summary, blanked(sensitivity_units.TABLE, found.units, hidden)


def _written(out: Path, tables: Sequence[pd.DataFrame]) -> Path:
    with alone_in(out):
        for name, table in zip(SENSITIVITY_FILES, tables, strict=True):
            write_csv(table, out / name)
    return out / SENSITIVITY_FILES[-1]
