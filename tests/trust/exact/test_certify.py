"""Certified values say how many digits they hold, and can be read back."""

import json
from pathlib import Path

import pytest

from bayes_bench.trust.exact.certify import certify, write_certified
from bayes_bench.trust.exact.summaries import HalfNormal, Prior, Problem


def test_certified_digits_and_their_file(tmp_path: Path) -> None:
    certified = certify(Problem((30, 40), (10, 20), Prior(0, 1.5, HalfNormal(0.5))))
    assert certified.fewest_digits > 8
    write_certified(certified, tmp_path / "two.json")
    document = json.loads((tmp_path / "two.json").read_text(encoding="utf-8"))
    assert document["values"]["mu_mean"] == pytest.approx(float(certified.values["mu_mean"]))
    assert document["prior"]["unit_sd"] == {"family": "HalfNormal", "scale": 0.5}
    assert set(document["digits"]) == set(document["values"])
