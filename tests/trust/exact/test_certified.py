"""The files of ``data/certified``: what ``certify`` gives, to the digits that they claim."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from bayes_bench.trust.exact.certified import KEPT, SCATTERED_PERCENT
from bayes_bench.trust.exact.certify import (
    LICENCE,
    MAX_DIGITS,
    METHOD,
    Certified,
    certify,
    described,
    overview,
)
from bayes_bench.trust.exact.grouped_problem import GroupedProblem
from bayes_bench.trust.exact.summaries import (
    Problem,
)

FOLDER = Path(__file__).parents[3] / "data" / "certified"
DIGITS = 8.0
DIGITS_OF_FAMILY = 6.0
"""Of models with another distribution or more levels, whose integrals have a dimension more."""
MAX_COMPARED = 10.0  # beyond, the rounding of long sums differs from machine to machine
FAST = ("two_units", "none_and_all")


@cache
def certified(name: str) -> Certified:
    return certify(KEPT[name].problem)


def least_digits(name: str) -> float:
    """Integrals of problems with members have more dimensions, and fewer nodes in each."""
    with_members = isinstance(KEPT[name].problem, GroupedProblem)
    return DIGITS_OF_FAMILY if with_members or name == "student_t" else DIGITS


def document(name: str) -> dict:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def differences(found: Certified, kept: dict) -> dict[str, float]:
    """How far a new run is from a file, in units of the last digit that the file claims."""
    values = {name: np.array(value) for name, value in kept["values"].items()}
    off = {}
    for name, value in found.values.items():
        stem, _, kind = name.rpartition("_")
        scale = values[f"{stem}_sd"] if kind in ("mean", "sd") else 1.0
        worst = np.abs((value - values[name]) / scale).max()
        off[name] = float(worst * 10 ** min(kept["digits"][name], MAX_COMPARED))
    return off


def test_every_problem_has_its_file() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(KEPT)


def test_the_page_shows_the_files() -> None:
    page = FOLDER.parents[1] / "docs" / "certified.md"
    assert page.read_text(encoding="utf-8") == overview(sorted(FOLDER.glob("*.json")))


@pytest.mark.parametrize("name", KEPT)
def test_a_file_holds_the_problem_and_enough_digits(name: str) -> None:
    kept = document(name)
    assert described(KEPT[name].problem).items() <= kept.items()
    assert kept["title"] == KEPT[name].title
    assert kept["method"] == METHOD
    assert kept["provenance"]["licence"] == LICENCE
    assert set(kept["digits"]) == set(kept["values"])
    assert max(kept["digits"].values()) <= MAX_DIGITS
    assert kept["fewest_digits"] == min(kept["digits"].values()) >= least_digits(name)


@pytest.mark.parametrize(
    "name",
    [name if name in FAST else pytest.param(name, marks=pytest.mark.slow) for name in KEPT],
)
def test_a_file_is_what_certify_gives(name: str) -> None:
    found, kept = certified(name), document(name)
    assert found.fewest_digits >= least_digits(name)
    assert set(found.values) == set(kept["values"])
    # A printed digit is an agreement of two integrators, so one run may be off by twice as much.
    assert max(differences(found, kept).values()) < 2


def test_a_wrong_digit_in_a_file_would_be_seen() -> None:
    """The negative control."""
    kept = document("two_units")
    kept["values"]["rate_mean"][1] += 3e-9
    assert differences(certified("two_units"), kept)["rate_mean"] > 2


def test_events_of_the_many_units_follow_their_rule() -> None:
    many = KEPT["sizes_1_to_60000"].problem
    assert isinstance(many, Problem)
    assert (many.units, many.n[0], many.n[-1]) == (98, 1, 60_000)
    assert (min(SCATTERED_PERCENT), max(SCATTERED_PERCENT)) == (15, 25)
    assert len(set(SCATTERED_PERCENT)) == 98
    share = np.array(many.events[-9:]) / np.array(many.n[-9:])
    np.testing.assert_allclose(100 * share, SCATTERED_PERCENT[-9:], atol=0.01)


def test_surgical_as_published() -> None:
    values = document("surgical")["values"]
    found = [values[name] for name in ("mu_mean", "mu_sd", "sigma_mean", "sigma_sd")]
    np.testing.assert_allclose(found, [-2.5610, 0.1649, 0.4477, 0.1655], atol=1e-4)
