"""Text for a terminal; what the commands print is tested with them."""

import pandas as pd

from bayes_bench.report.terminal import sensitivity_text, variant_label


def summary() -> pd.DataFrame:
    figures = {"kendall_tau": 0.9, "mean_change": 0.25, "largest_change": -1.5}
    counts = {f"{name}_changed": 2 for name in ("best", "worst")} | {"flags_flipped": 1}
    counts |= {f"{name}_beyond_error": 0 for name in counts}
    row = {"verdict": "accepted", "unit_sd": 0.3, "largest_unit": "7", "note": "", **figures}
    rows = [("base", ""), ("without", "joint"), ("unit_means", "own")]
    table = pd.DataFrame([{"variant": v, "detail": d, **row, **counts} for v, d in rows])
    table.loc[2, ["verdict", "note"]] = ["refused", "too few draws"]
    return table


def test_variants_are_an_aligned_table() -> None:
    text = sensitivity_text(summary(), pd.DataFrame({"unit": ["7"], "name": ["Seven"]}))
    head, base, without, *_ = text.splitlines()
    assert base.split() == ["the", "analysis", "as", "it", "is", "0.300"]
    assert without.startswith("without joint")
    assert without.endswith("-1.50 Seven")
    assert head.index("tau") + 3 == without.index("0.900") + 5
    assert "unit means: refused, too few draws" in text


def test_a_detail_has_its_words() -> None:
    assert variant_label("volume", "case_mix") == "number of people as case mix"
    assert variant_label("base", "") == "the analysis as it is"
