"""From all that a run writes and that leaves, hidden counts cannot be worked out.

Every count that the hidden units may have is tried, with the people of all and the events of those
that are shown: those that contradict nothing that is written are left, three of each or more.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.inputs.disclosure.hidden import hidden_units
from bayes_bench.inputs.seeds import with_seed
from bayes_bench.workflow.record import identity_of
from bayes_bench.workflow.result import run
from tests.builders.fits import cells_of
from tests.builders.inputs import counts_model, units_of

PEOPLE = dict(zip("abcdefghijk", range(60, 104, 4), strict=True))
EVENTS = dict(zip("abcdefghijk", (14, 9, 13, 2, 15, 11, 17, 85, 13, 20, 18), strict=True))
HIDDEN = ("d", "h")
"""One with few events and one with few others: by risk they are in two groups."""
MODEL = counts_model(
    disclosure={"public": False},
    sampling={"draws": 200, "chains": 2, "sampler": "laplace"},
)

type Counts = Mapping[str, int]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of these units, of which two are hidden."""
    out = tmp_path_factory.mktemp("hidden") / "out"
    run(MODEL, table(EVENTS), out=out)
    return out


def table(events: Counts) -> pd.DataFrame:
    return units_of({unit: (events[unit], PEOPLE[unit]) for unit in PEOPLE})


def read(folder: Path, name: str, index: str) -> pd.DataFrame:
    return pd.read_csv(folder / name).set_index(index)


def tried(folder: Path) -> list[dict[str, int]]:
    """What the hidden units may have by the total and the rule that hides them."""
    known = read(folder, "indicators.csv", "unit")["events"].dropna()
    shown = {str(unit): int(events) for unit, events in known.items()}
    assert set(PEOPLE) - set(shown) == set(HIDDEN)
    total = read(folder, "checks.csv", "check")["observed"]["events"]
    left = int(total) - sum(shown.values())
    pairs = [{HIDDEN[0]: events, HIDDEN[1]: left - events} for events in range(min(left, 72) + 1)]
    pairs = [pair for pair in pairs if 0 <= pair[HIDDEN[1]] <= PEOPLE[HIDDEN[1]]]
    return [events for pair in pairs if hidden_in(events := shown | pair) == {*HIDDEN}]


def hidden_in(events: Counts) -> set[str]:
    people = np.array([*PEOPLE.values()])
    own = np.array([events[unit] for unit in PEOPLE])
    hidden = hidden_units(people, np.stack([own, people - own], axis=1), 5)
    return {unit for unit, is_hidden in zip(PEOPLE, hidden, strict=True) if is_hidden}


def cells(events: Counts) -> xr.Dataset:
    return cells_of(table(events), MODEL)


def left(found: list[dict[str, int]]) -> int:
    return min(len({events[unit] for events in found}) for unit in HIDDEN)


def test_total_and_rule_leave_three(folder: Path) -> None:
    assert left(tried(folder)) >= 3
    assert EVENTS in tried(folder)


def statistics(events: Counts) -> dict[str, float]:
    """Figures of all units together that were written once, or may be."""
    people = np.array([PEOPLE[unit] for unit in PEOPLE])
    rates = np.array([events[unit] for unit in PEOPLE]) / people
    mean = np.average(rates, weights=people)
    return {
        "observed_share_units": rates.mean(),
        "spread": np.sqrt(np.average((rates - mean) ** 2, weights=people)),
        "minimum": rates.min(),
        "maximum": rates.max(),
    }


def test_shares_and_spread_leave_three(folder: Path) -> None:
    checks = read(folder, "checks.csv", "check")["observed"]
    values = read(folder, "variation.csv", "quantity")["value"]
    written = {**checks[checks.index.isin(statistics(EVENTS))], **values}
    fits = [
        events
        for events in tried(folder)
        if all(
            np.isnan(written[name]) or np.isclose(written[name], value, rtol=1e-12)
            for name, value in statistics(events).items()
        )
    ]
    assert left(fits) >= 3


def test_no_group_of_whole_units_is_written(folder: Path) -> None:
    """Without covariates every group by risk or level would be one."""
    checks = pd.read_csv(folder / "checks.csv")["check"]
    assert not checks.str.startswith(("calibration[", "level[")).any()


def test_ranks_of_shown_units_leave_three(folder: Path) -> None:
    classical = read(folder, "classical.csv", "unit")
    details = read(folder, "rank_details.csv", "unit")
    ranks = {"rank_classical": classical["rank_classical"], "crude_lower": details["crude_lower"]}
    fits = []
    for events in tried(folder):
        rates = pd.Series({unit: events[unit] / PEOPLE[unit] for unit in PEOPLE})
        place = rates.rank(method="min")
        shown = ranks["rank_classical"].dropna()
        if (place[shown.index] == shown).all():
            fits.append(events)
    assert left(fits) >= 3
    assert ranks["crude_lower"].isna().all()
    assert details[["place_squared_error", "place_top_k"]].isna().all().all()
    assert classical["rank"].isna().all()


def test_the_record_leaves_three(folder: Path) -> None:
    """Seed and digests of every count that is left are those of the run."""
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    fits = []
    for events in tried(folder):
        seeded = with_seed(MODEL, cells(events))
        identity = identity_of(Analysis(seeded, cells(events)), "en")
        written = (record["random_seed"], record["fingerprint"], record["cells"])
        if (seeded.sampling.random_seed, identity.fingerprint, identity.cells) == written:
            fits.append(events)
    assert EVENTS in fits
    assert left(fits) >= 3
