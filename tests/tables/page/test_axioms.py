"""The axioms that the page shows are those of its own reference, and of the documents."""

from pathlib import Path

import pandas as pd
import pytest

from bayes_bench.tables.page.axioms import PAGE_TABLE
from tests.builders.fits import fit_of
from tests.builders.wards import ward_model, wards

DOCUMENT = Path(__file__).parents[3] / "docs" / "axioms.md"
NAMES = ["estimand", "reference"]


def table_with(weights: str) -> pd.DataFrame:
    fit = wards(bare=True)
    model = ward_model(bare=True, benchmark={"average_weights": weights, "top": 2})
    return PAGE_TABLE.build(fit_of(fit.posterior, fit.analysis.cells, model)).set_index(NAMES)


def test_where_units_vote_it_is_the_table_of_the_documents() -> None:
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line[:1] == "|"]
    header, _, *body = rows[: 2 + sum(len(row) == 7 for row in rows[2:])]
    written = pd.DataFrame(body, columns=[name.replace(" ", "_") for name in header])
    found = table_with("units").reset_index()
    assert found.replace("fixed_standard", "fixed standard").to_numpy().tolist() == (
        written.to_numpy().tolist()
    )
    assert found.columns.tolist() == written.columns.tolist()


def test_where_persons_vote_the_average_unit_moves_with_a_units_size() -> None:
    units, persons = table_with("units"), table_with("persons")
    changed = (units != persons).to_numpy().nonzero()
    rows = {units.index[row] for row in changed[0]}
    assert {reference for _, reference in rows} == {"average_unit"}
    assert {units.columns[column] for column in changed[1]} == {"scale_insensitivity"}


@pytest.mark.parametrize("weights", ["units", "persons"])
def test_a_row_per_estimand_and_reference(weights: str) -> None:
    assert table_with(weights).index.is_unique
    assert ("observed", "") in table_with(weights).index
