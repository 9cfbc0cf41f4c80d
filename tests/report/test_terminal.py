"""Text for a terminal; what the commands print is tested with them."""

import pandas as pd

from bayes_bench.inputs.model.labels import Labels
from bayes_bench.report.language.words import words_for
from bayes_bench.report.terminal import ranking_words, sensitivity_text, variant_label
from tests.builders.inputs import a_model

WORDS = words_for(a_model(({"name": "joint"},)), "en")
LABELS = {
    "unit": "ward",
    "units": "wards",
    "people": "patients",
    "columns": {"joint": "Joint {J}"},
    "da": {"unit": "afsnit", "units": "afsnit"},
}


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
    text = sensitivity_text(summary(), pd.DataFrame({"unit": ["7"], "name": ["Seven"]}), WORDS)
    head, base, without, *_ = text.splitlines()
    assert base.split() == ["the", "analysis", "as", "it", "is", "0.300"]
    assert without.startswith("without joint")
    assert without.endswith("-1.50 Seven")
    assert head.index("tau") + 3 == without.index("0.900") + 5
    assert "unit means: refused, too few draws" in text


def test_a_detail_has_its_words() -> None:
    assert variant_label("volume", "case_mix", WORDS) == "number of people as case mix"
    assert variant_label("base", "", WORDS) == "the analysis as it is"


def test_the_readers_words_are_used() -> None:
    words = words_for(a_model(({"name": "joint"},), labels=LABELS), "en")
    units = pd.DataFrame({"unit": ["7"], "name": ["Se\x1b[31mven"]})
    text = sensitivity_text(summary(), units, words)
    assert "without Joint {J}" in text
    assert "ward sd" in text
    assert "of the k wards likeliest" in text
    assert "ward means: refused" in text
    assert "unit" not in text
    assert "\x1b" not in text
    assert variant_label("volume", "own", words) == "number of patients as the ward's own"


def test_a_ranking_has_the_words_that_a_run_left_behind() -> None:
    words = ranking_words(Labels.model_validate(LABELS), "da", "lower", 0.9)
    assert words.say("ranking.columns.name") == "Afsnit"
    assert words.always["interval"] == "90\N{NO-BREAK SPACE}%"
    assert ranking_words(Labels(), "da", "lower", 0.9).say("ranking.columns.name") == "Enhed"
