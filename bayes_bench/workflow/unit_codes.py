"""Whether the unit of a model is a part of a code only, by columns that the model does not name."""

from pathlib import Path

from bayes_bench.analysis import Analysis
from bayes_bench.errors import InputError
from bayes_bench.inputs.codes import OTHER
from bayes_bench.inputs.guess.profile import profile_of
from bayes_bench.inputs.guess.restarts import are_counted
from bayes_bench.inputs.guess.roles import anew_within
from bayes_bench.inputs.people import place_of
from bayes_bench.inputs.readers.table import read_every_column


def unit_code_notes(analysis: Analysis, data: Path | None = None) -> list[str]:
    """Say within which columns of the table the codes of the unit seem to begin anew.

    Only where units are called 1, 2, 3 or a, b, c is the whole table read for it.

    Parameters
    ----------
    analysis : Analysis
    data : Path, optional
        The table, in place of the one that the model names.
    """
    named, model = [str(unit) for unit in analysis.cells["unit"].values], analysis.model
    codes = [code for code in named if code != OTHER]
    if len(model.data.unit_columns) > 1 or model.data.merge or not are_counted(codes):
        return []
    place = place_of(model, data)
    try:
        raw = read_every_column(place)
    except InputError:  # of a column that the model does not name: no concern of a run
        return []
    counted = (model.data.outcome, model.data.events, model.data.trials, model.data.weights)
    kept = [str(name) for name in raw.columns if name not in (*counted, model.data.period)]
    columns = [profile_of(raw, name) for name in kept]
    units = [one for one in columns if one.name == model.data.unit_name]
    return [f"{raw.name}: {told}" for one in units for told in anew_within(one, columns)]
