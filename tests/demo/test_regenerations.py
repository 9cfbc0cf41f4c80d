"""The published figures over regenerations of the people, stored and fresh."""

import json

import numpy as np
import pandas as pd
import pytest

from demo import regenerations as module
from demo.figures import PUBLISHED, figures_of, misses, shares_of
from demo.regenerations import quick_figures, record, regenerations, summary
from demo.simulate import Settings, Simulated
from tests.builders.demo_people import DATA

SUMMARY = DATA / "rehabilitation_regenerations.json"


needs_summary = pytest.mark.skipif(
    not SUMMARY.is_file(),
    reason="not made yet: python scripts/simulate.py --regenerations 500",
)


@pytest.fixture(scope="module")
def stored() -> dict[str, dict[str, float]]:
    text = SUMMARY.read_text(encoding="utf-8")
    return dict(json.loads(text)["figures"])


@needs_summary
def test_the_shipped_figures_are_typical_of_500_regenerations(
    stored: dict[str, dict[str, float]], made: Simulated
) -> None:
    fresh = quick_figures(made.people)
    for name, printed in PUBLISHED.items():
        row = stored[name]
        assert (row["published"], row["tolerance"]) == (printed.value, printed.tolerance)
        assert abs(row["z"]) < 2
        assert abs(row["shipped_posterior"] - printed.value) < printed.tolerance
        assert fresh[name] == pytest.approx(row["shipped_quick"], abs=1e-3)
        # the publication itself is typical of what is simulated
        assert abs(printed.value - row["mean"]) < 2 * row["sd"]
    assert not misses(fresh)


@needs_summary
def test_fresh_regenerations_are_like_the_stored_ones(
    stored: dict[str, dict[str, float]], municipalities: pd.DataFrame
) -> None:
    def scores(settings: Settings | None) -> pd.DataFrame:
        rows = pd.DataFrame(regenerations(municipalities, range(9001, 9005), settings))
        return (rows - {n: r["mean"] for n, r in stored.items()}) / {
            n: r["sd"] for n, r in stored.items()
        }

    assert np.abs(scores(None)).max(axis=None) < 4.5
    # the negative control: municipalities that differ twice as much
    assert np.abs(scores(Settings(unit_sd=0.5))).max(axis=None) > 4.5


@pytest.mark.slow
@needs_summary
def test_more_regenerations_have_the_stored_distribution(
    stored: dict[str, dict[str, float]], municipalities: pd.DataFrame
) -> None:
    count = 60
    rows = pd.DataFrame(regenerations(municipalities, range(2001, 2001 + count)))
    for name, row in stored.items():
        assert abs(rows[name].mean() - row["mean"]) < 4 * row["sd"] * np.sqrt(1 / count + 1 / 500)
        assert rows[name].std() == pytest.approx(row["sd"], rel=0.45)


def test_the_shipped_figures_by_the_quick_fit(made: Simulated) -> None:
    assert not misses(quick_figures(made.people))


def test_a_summary_by_hand() -> None:
    """Regenerated 1, 2 and 6: mean 3, sd the root of 7; 8 is five above the mean."""
    regenerated = pd.DataFrame({name: [1.0, 2.0, 6.0] for name in PUBLISHED})
    found = summary(regenerated, dict.fromkeys(PUBLISHED, 8.0), dict.fromkeys(PUBLISHED, 7.5))
    assert set(found) == set(PUBLISHED)
    row = found["country"]
    assert (row["published"], row["tolerance"]) == (22.0, 0.3)
    assert (row["shipped_posterior"], row["shipped_quick"], row["mean"]) == (7.5, 8.0, 3.0)
    assert row["sd"] == pytest.approx(7**0.5)
    assert row["z"] == pytest.approx(5 / 7**0.5)


def test_a_record_tells_the_shipped_people_from_the_regenerated(
    municipalities: pd.DataFrame, made: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Quick figures by the number of events, which people of another seed do not share."""

    def counted(people: pd.DataFrame) -> dict[str, float]:
        return dict.fromkeys(PUBLISHED, float(people["on_benefit"].sum()))

    monkeypatch.setattr(module, "quick_figures", counted)
    truth = made.truth.set_index("code")["indicator"]
    found = record(municipalities, 3, lambda people: truth + 0.0 * len(people))
    assert found["regeneration_seeds"] == [1, 3]
    assert found["made_by"] == "scripts/simulate.py --regenerations 3"
    row = found["figures"]["country"]
    events = [float(simulated["country"]) for simulated in regenerations(municipalities, (1, 2, 3))]
    assert row["shipped_quick"] == made.people["on_benefit"].sum()
    assert row["mean"] == pytest.approx(np.mean(events))
    assert row["shipped_posterior"] == figures_of(shares_of(made.people), truth)["country"]
