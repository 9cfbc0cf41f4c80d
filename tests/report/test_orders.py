"""Other estimands on the page: their agreement recounted from the draws, their axioms, overlap."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from bayes_bench.estimands.axioms import AXIOMS, VERDICTS, axiom_table
from bayes_bench.estimands.catalogue import CATALOGUE
from bayes_bench.estimands.indicators import REFERENCES
from bayes_bench.report.analysis import Analysis, analyse
from bayes_bench.report.content import Found
from bayes_bench.report.language.words import LANGUAGES, Words, words_for
from bayes_bench.report.orders import (
    agreement_rows,
    agreement_table_shown,
    axioms_shown,
    estimand_name,
    estimand_slots,
    overlap_sentence,
)

K = 4
HOLD_CHANCE = ["observed_gap", "ratio_oe"]


@pytest.fixture(scope="module")
def base(small: Found) -> Analysis:
    return analyse(small, "en")


def planted(analysis: Analysis, **tables: pd.DataFrame) -> Analysis:
    """The same page of other tables, none of which its analysis is made of."""
    files = {f"{name}.csv": table for name, table in tables.items()}
    found = replace(analysis.found, tables={**analysis.found.tables, **files})
    return replace(analysis, found=found)


def under(analysis: Analysis, reference: str, weights: str = "units") -> Analysis:
    model = analysis.found.model
    chosen = {"reference": reference, "average_weights": weights}
    settings = model.benchmark.model_copy(update=chosen)
    changed = model.model_copy(update={"benchmark": settings})
    return replace(analysis, found=replace(analysis.found, model=changed))


def words_in(analysis: Analysis, language: str) -> Words:
    return words_for(analysis.found.model, language)


def written(value: float, digits: int, language: str) -> str:
    text = f"{value:,.{digits}f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "da" else text


def tells(text: str, *figures: str) -> bool:
    """Whether the figures are in the text, in this order, none of them a part of another."""
    alone = [rf"(?<![\d.,]){re.escape(figure)}(?![\d]|[.,]\d)" for figure in figures]
    return re.search(".*?".join(alone), text) is not None


def shown_rows(analysis: Analysis, language: str) -> list[list[str]]:
    table = agreement_table_shown(analysis, words_in(analysis, language))
    return [[cell.text for cell in row] for row in table.rows]


def draws_of(found: Found, name: str) -> np.ndarray:
    """Draws of the ranked units, (draw, unit)."""
    values = found.bench[name].transpose("chain", "draw", "unit").to_numpy()
    return values.reshape(-1, values.shape[-1])[:, found.is_ranked]


def ranks_of(draws: np.ndarray) -> np.ndarray:
    """Ranks by counting who is better and half of who is alike, (draw, unit)."""
    one, other = draws[:, None, :], draws[:, :, None]
    return 0.5 + (one < other).sum(axis=-1) + 0.5 * (one == other).sum(axis=-1)


def tau_by_pairs(one: np.ndarray, other: np.ndarray) -> float:
    """Kendall's tau of expected ranks, none of which are equal: pairs in the same order or not."""
    pairs = [(a, b) for b in range(len(one)) for a in range(b)]
    same = [np.sign(one[a] - one[b]) * np.sign(other[a] - other[b]) for a, b in pairs]
    return float(np.mean(same))


def in_list(ranks: np.ndarray, *, worst: bool) -> set[int]:
    """The k units most often among the k best, or worst."""
    is_in = ranks > ranks.shape[1] - K if worst else ranks <= K
    return set(np.argsort(-is_in.mean(axis=0), kind="stable")[:K].tolist())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["direct_rate", "predicted", "observed_gap"])
def test_agreement_is_that_of_the_draws(base: Analysis, name: str, language: str) -> None:
    ours, other = (ranks_of(draws_of(base.found, each)) for each in ("indicator", name))
    means = ours.mean(axis=0), other.mean(axis=0)
    flips = [len(in_list(other, worst=end) - in_list(ours, worst=end)) for end in (False, True)]
    words = words_in(base, language)
    reference = "national" if CATALOGUE[name].references else ""
    label = estimand_name(name, reference, words)
    rows = [row for row in shown_rows(base, language) if row[0] == label]
    expected = [written(tau_by_pairs(*means), 2, language), *map(str, flips)]
    assert [row[1:] for row in rows] == [expected]


def test_the_draws_that_are_compared_do_not_all_agree(base: Analysis) -> None:
    """Or the test above would pass with any estimand for any other."""
    taus = agreement_rows(base).set_index("estimand")["kendall_tau"]
    assert taus[["direct_rate", "predicted", "observed_gap"]].round(2).nunique() == 3


@pytest.mark.parametrize("reference", REFERENCES)
def test_each_estimand_once_and_the_indicator_not_with_itself(
    base: Analysis, reference: str
) -> None:
    rows = agreement_rows(under(base, reference))
    told = list(zip(rows["estimand"], rows["reference"], strict=True))
    own = [("indicator", name) for name in REFERENCES if name != reference]
    for name, kind in CATALOGUE.items():
        if name == "indicator":
            continue
        has = kind.references
        own.append((name, reference if reference in has else has[0] if has else ""))
    assert sorted(told) == sorted(own)
    # whichever side of the table the indicator stands on, it is the other that is told of
    table = base.found.tables["agreement.csv"]
    for row in rows.to_dict("records"):
        pair = {("indicator", reference), (row["estimand"], row["reference"])}
        is_pair = [
            {(one, of_one), (other, of_other)} == pair
            for one, of_one, other, of_other in table.iloc[:, :4].itertuples(index=False)
        ]
        assert row["kendall_tau"] == table.loc[is_pair, "kendall_tau"].item()


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_that_agree_most_come_first(base: Analysis, language: str) -> None:
    table = base.found.tables["agreement.csv"]
    rng = np.random.default_rng(1)
    taus = rng.permutation(len(table)) / len(table)
    mixed = planted(base, agreement=table.assign(kendall_tau=taus))
    before, rows = shown_rows(base, language), shown_rows(mixed, language)
    shown = [float(row[1].replace(",", ".")) for row in rows]
    assert shown == sorted(shown, reverse=True)
    assert sorted(row[0] for row in rows) == sorted(row[0] for row in before)
    assert [row[0] for row in rows] != [row[0] for row in before]
    assert len({row[0] for row in rows}) == len(rows) == len(CATALOGUE) - 1 + 3


def agreeing(analysis: Analysis, **figures: Any) -> Analysis:
    """The indicator's row with each named estimand, under the model's reference, planted."""
    table = analysis.found.tables["agreement.csv"].copy()
    for name, (tau, best) in figures.items():
        is_row = (table["estimand"] == "indicator") & (table["reference"] == "national")
        is_row &= (table["other"] == name) & table["other_reference"].isin(["", "national"])
        assert is_row.sum() == 1
        table.loc[is_row, ["kendall_tau", "best_flips"]] = [tau, best]
    return planted(analysis, agreement=table)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_heading_and_the_lead_count_what_is_in_the_table(base: Analysis, language: str) -> None:
    words = words_in(base, language)
    # one that holds chance is in the range of the heading, not among other questions of the model
    other = agreeing(base, predicted=(-0.333, 2), observed_gap=(0.111, 3), direct_rate=(0.91, 1))
    rows = shown_rows(other, language)
    slots = estimand_slots(other, words)
    taus = sorted(float(row[1].replace(",", ".").replace("−", "-")) for row in rows)
    title = words.say("estimands.title", slots)
    lowest = written(taus[0], 2, language).replace("-", "−")
    assert tells(title, str(len(rows)), written(taus[-1], 2, language))
    assert lowest in title
    lead = words.say("estimands.lead", slots)
    names = [estimand_name(name, "national", words) for name in HOLD_CHANCE]
    most = max(int(row[2]) for row in rows if row[0] not in names)
    assert most == 2
    assert tells(lead, str(most), str(K))
    assert lead != words.say("estimands.lead", estimand_slots(base, words))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("reference", "weights"),
    [*((name, "units") for name in REFERENCES), ("average_unit", "persons")],
)
def test_axioms_are_those_of_the_models_reference(
    base: Analysis, reference: str, weights: str, language: str
) -> None:
    words = words_in(base, language)
    table = axiom_table(weights)
    kept = table[(table["reference"] == "") | (table["reference"] == reference)]
    shown = axioms_shown(under(base, reference, weights), words)
    said = {name: words.say(f"axioms.verdicts.{name}") for name in VERDICTS}
    assert len(set(said.values())) == 3
    expected = [
        [estimand_name(row["estimand"], row["reference"], words), *(said[row[a]] for a in AXIOMS)]
        for row in kept.to_dict("records")
    ]
    assert [[cell.text for cell in row] for row in shown.rows] == expected
    assert len(shown.headings) == 1 + len(AXIOMS)
    assert shown.headings[1:] == tuple(words.say(f"axioms.{axiom}") for axiom in AXIOMS)
    # what the lead says, and no other figure
    perfect = [row[0] for row in expected if set(row[1:]) == {said["holds"]}]
    assert perfect == [words.say("estimands.names.odds_ratio")]
    assert ("indirect_rate" in set(kept["estimand"])) == (reference == "typical")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_estimand_and_reference_has_a_name_of_its_own(base: Analysis, language: str) -> None:
    words = words_in(base, language)
    pairs = {(name, r) for name, kind in CATALOGUE.items() for r in kind.references or ("",)}
    axioms = axiom_table()
    pairs |= set(zip(axioms["estimand"], axioms["reference"], strict=True))
    names = {estimand_name(*pair, words) for pair in pairs}
    assert len(names) == len(pairs)
    assert not [name for name in names if not name or "{" in name]


def seen_by_brute_force(found: Found) -> list[float]:
    """Share of all people whose levels and age occur among those of each ranked unit."""
    cells = found.cells
    people, owner = cells["trials"].to_numpy(), cells["unit_index"].to_numpy()
    names = [f"covariate_{name}" for name in ("joint", "home", "age")]
    columns = [cells[name].to_numpy() for name in names]
    shares = []
    for unit in np.flatnonzero(found.is_ranked):
        own = owner == unit
        joint, home, age = (column[own] for column in columns)
        is_seen = [
            j in joint and h in home and age.min() <= a <= age.max()
            for j, h, a in zip(*columns, strict=True)
        ]
        shares.append(people[is_seen].sum() / people.sum())
    return shares


def warned(analysis: Analysis, *units: str) -> Analysis:
    table = analysis.found.tables["overlap.csv"]
    return planted(analysis, overlap=table.assign(warning=table["unit"].isin(units)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_has_seen_enough(base: Analysis, language: str) -> None:
    assert min(seen_by_brute_force(base.found)) >= 0.9
    overlap = base.found.tables["overlap.csv"].set_index("unit")
    assert overlap.loc["other", "warning"]  # which is not ranked
    words = words_in(base, language)
    told = overlap_sentence(base, words)
    assert told == words.say("estimands.overlap_all")
    assert tells(told, "90")
    rounded = [round(share, 2) for share in seen_by_brute_force(base.found)]
    assert list(overlap["levels_seen"][:12]) == rounded


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("few", [["07"], ["02", "10"], ["00", "05", "11"]])
def test_those_who_have_not_seen_enough_are_named(
    base: Analysis, few: list[str], language: str
) -> None:
    words = words_in(base, language)
    told = overlap_sentence(warned(base, *few, "other"), words)
    assert told != words.say("estimands.overlap_all")
    assert told.rstrip(".").endswith(", ".join(few))
    assert tells(told, str(len(few)), *few)
    assert tells(told, "90")
    absent = set(map(str, base.units["name"])) - {*few}
    assert not [name for name in absent if tells(told.rpartition(":")[2], name)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_covariates_nobody_has_seen_too_little(base: Analysis, language: str) -> None:
    bare = base.found.model.model_copy(update={"covariates": ()})
    without = replace(base, found=replace(base.found, model=bare))
    words = words_in(base, language)
    told = overlap_sentence(warned(without, "02"), words)
    assert told == words.say("estimands.overlap_bare")
    assert not re.search(r"\d", told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_the_unseen_stay_on_one_line(hostile: Found, language: str) -> None:
    analysis, words = analyse(hostile, language), words_for(hostile.model, language)
    everybody = hostile.tables["overlap.csv"].assign(warning=True)
    told = overlap_sentence(planted(analysis, overlap=everybody), words)
    assert told.isprintable()
    for name in hostile.tables["overlap.csv"]["name"]:
        assert "".join(letter if letter.isprintable() else " " for letter in name) in told
    # as many as the table warns of, without any help of ours
    assert hostile.tables["overlap.csv"]["warning"].sum() == 3
    assert tells(overlap_sentence(analysis, words), "3")
