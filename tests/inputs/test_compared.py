"""Of the units of a model's cells, which are ranked, and how many of them are the top."""

import pytest

from bayes_bench.errors import ModelFileError
from bayes_bench.inputs.compared import Compared
from bayes_bench.inputs.model.file import with_keys
from tests.builders.small_problems import counts_cells, counts_model


def test_all_units_of_public_counts_are_ranked() -> None:
    model = counts_model()
    compared = Compared(model, counts_cells([20, 50, 30], [2, 10, 8], model))
    assert compared.is_ranked.tolist() == [True] * 3
    assert (compared.ranked_count, compared.top) == (3, 1)


def test_who_is_not_ranked_is_not_counted() -> None:
    model = counts_model()
    cells = counts_cells([20, 50, 30, 40, 10], [2, 10, 8, 4, 1], model)
    compared = Compared(
        model, cells.assign_coords(ranked=("unit", [True, True, True, True, False]))
    )
    assert compared.is_ranked.tolist() == [True] * 4 + [False]
    assert (compared.ranked_count, compared.top) == (4, 2)  # half of those ranked


def test_a_top_that_is_everybody_is_refused() -> None:
    model = with_keys(counts_model(), {"benchmark": {"top": 3}})
    with pytest.raises(ModelFileError, match="3"):
        _ = Compared(model, counts_cells([20, 50, 30], [2, 10, 8], model)).top
