"""Direct rates side by side: both ways agree, and a wrong one would be seen."""

from pathlib import Path

import pytest

from bayes_bench.aggregation import aggregate
from bayes_bench.estimands.standardise import direct_rate
from bayes_bench.inputs.model.file import read_model
from bayes_bench.inputs.people import read_people
from benchmarks import direct_rates
from benchmarks.direct_rates import time_direct_rates

ELECTION = Path(__file__).parents[2] / "models" / "election88.toml"
PROMISED = 1e-6


def test_real_peoples_rates_are_those_person_by_person(monkeypatch: pytest.MonkeyPatch) -> None:
    model = read_model(ELECTION)
    cells = aggregate(read_people(model), model)
    found = time_direct_rates(cells, model, 5)
    assert found.largest_difference < PROMISED
    assert f"{found.draws} draws" in str(found)
    right = direct_rate
    monkeypatch.setattr(direct_rates, "direct_rate", lambda pieces: right(pieces) + 2 * PROMISED)
    assert time_direct_rates(cells, model, 5).largest_difference > PROMISED
