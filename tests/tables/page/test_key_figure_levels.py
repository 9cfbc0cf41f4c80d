"""Which code a shown level of a key figure stands for."""

import xarray as xr

from bayes_bench.aggregation import aggregate
from bayes_bench.inputs.people import read_people
from bayes_bench.tables.page.key_figure_levels import PAGE_TABLE, key_figure_levels
from tests.builders.fits import fit_of
from tests.builders.inputs import a_model
from tests.builders.report import people_of


def test_a_level_has_its_code_beside_its_label() -> None:
    people = people_of(["a", "b"], 40, 1, ["hip", "knee"])
    model = a_model(report={"key_figures": ["joint", "age"]})
    read = read_people(model, people)
    read.attrs["labels"] = {"joint": {"hip": "Hofte"}}
    fit = fit_of(xr.DataTree(), aggregate(read, model), model)
    rows = [tuple(row) for row in key_figure_levels(fit).to_numpy().tolist()]
    assert rows == [("joint", "Hofte", "hip"), ("joint", "knee", "knee"), ("age", "", "")]
    assert PAGE_TABLE.is_there(fit)
    assert not PAGE_TABLE.is_there(fit_of(xr.DataTree(), aggregate(read, a_model()), a_model()))
