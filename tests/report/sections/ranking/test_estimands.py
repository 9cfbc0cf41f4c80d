"""Other estimands on the page: their agreement recounted from the draws, their axioms, overlap."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from bayes_bench.estimands.axioms import AXIOMS, VERDICTS, axiom_table
from bayes_bench.estimands.catalogue import CATALOGUE
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.estimands.references import REFERENCES
from bayes_bench.fitted import Fit
from bayes_bench.report.language.words import LANGUAGES, words_for
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.page import Page
from bayes_bench.report.sections.ranking.estimands import (
    agreement,
    agreement_rows,
    axioms,
    estimand_name,
    estimand_slots,
    overlap_sentence,
)
from tests.builders.pages import tells, texts, with_tables, worded, written

K = 4
HOLD_CHANCE = ["observed_gap", "ratio_oe"]


@pytest.fixture(scope="module")
def base(small: Outcome) -> Page:
    return Page(small, "en")


def under(page: Page, reference: str, weights: str = "units") -> Page:
    model = page.outcome.model
    chosen = {"reference": reference, "average_weights": weights}
    settings = model.benchmark.model_copy(update=chosen)
    changed = model.model_copy(update={"benchmark": settings})
    pages = {**page.outcome.page_tables, "axioms": axiom_table(weights)}
    return replace(page, outcome=replace(page.outcome, model=changed, page_tables=pages))


def shown_rows(page: Page, language: str) -> list[list[str]]:
    return texts(agreement(*worded(page, language)))


def draws_of(fit: Fit, name: str) -> np.ndarray:
    """Draws of the ranked units, (draw, unit)."""
    values = benchmark_of(fit)[name].transpose("chain", "draw", "unit").to_numpy()
    return values.reshape(-1, values.shape[-1])[:, fit.analysis.is_ranked]


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
def test_agreement_is_that_of_the_draws(
    base: Page, small_fit: Fit, name: str, language: str
) -> None:
    ours, other = (ranks_of(draws_of(small_fit, each)) for each in ("indicator", name))
    means = ours.mean(axis=0), other.mean(axis=0)
    flips = [len(in_list(other, worst=end) - in_list(ours, worst=end)) for end in (False, True)]
    words = words_for(base.outcome.model, language)
    reference = "national" if CATALOGUE[name].references else ""
    label = estimand_name(name, reference, words)
    rows = [row for row in shown_rows(base, language) if row[0] == label]
    expected = [written(tau_by_pairs(*means), 2, language), *map(str, flips)]
    assert [row[1:] for row in rows] == [expected]


def test_the_draws_that_are_compared_do_not_all_agree(base: Page) -> None:
    """Or the test above would pass with any estimand for any other."""
    taus = agreement_rows(base).set_index("estimand")["kendall_tau"]
    assert taus[["direct_rate", "predicted", "observed_gap"]].round(2).nunique() == 3


@pytest.mark.parametrize("reference", REFERENCES)
def test_each_estimand_once_and_the_indicator_not_with_itself(base: Page, reference: str) -> None:
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
    table = base.tables["agreement.csv"]
    for row in rows.to_dict("records"):
        pair = {("indicator", reference), (row["estimand"], row["reference"])}
        is_pair = [
            {(one, of_one), (other, of_other)} == pair
            for one, of_one, other, of_other in table.iloc[:, :4].itertuples(index=False)
        ]
        assert row["kendall_tau"] == table.loc[is_pair, "kendall_tau"].item()


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_that_agree_most_come_first(base: Page, language: str) -> None:
    table = base.tables["agreement.csv"]
    rng = np.random.default_rng(1)
    taus = rng.permutation(len(table)) / len(table)
    mixed = with_tables(base, agreement=table.assign(kendall_tau=taus))
    before, rows = shown_rows(base, language), shown_rows(mixed, language)
    shown = [float(row[1].replace(",", ".")) for row in rows]
    assert shown == sorted(shown, reverse=True)
    assert sorted(row[0] for row in rows) == sorted(row[0] for row in before)
    assert [row[0] for row in rows] != [row[0] for row in before]
    assert len({row[0] for row in rows}) == len(rows) == len(CATALOGUE) - 1 + 3


def agreeing(page: Page, **figures: Any) -> Page:
    """The indicator's row with each named estimand, under the model's reference, planted."""
    table = page.tables["agreement.csv"].copy()
    for name, (tau, best) in figures.items():
        is_row = (table["estimand"] == "indicator") & (table["reference"] == "national")
        is_row &= (table["other"] == name) & table["other_reference"].isin(["", "national"])
        assert is_row.sum() == 1
        table.loc[is_row, ["kendall_tau", "best_flips"]] = [tau, best]
    return with_tables(page, agreement=table)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_heading_and_the_lead_count_what_is_in_the_table(base: Page, language: str) -> None:
    words = words_for(base.outcome.model, language)
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
    base: Page, reference: str, weights: str, language: str
) -> None:
    words = words_for(base.outcome.model, language)
    table = axiom_table(weights)
    kept = table[(table["reference"] == "") | (table["reference"] == reference)]
    shown = axioms(under(base, reference, weights), words)
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
def test_every_estimand_and_reference_has_a_name_of_its_own(base: Page, language: str) -> None:
    words = words_for(base.outcome.model, language)
    pairs = {(name, r) for name, kind in CATALOGUE.items() for r in kind.references or ("",)}
    axioms = axiom_table()
    pairs |= set(zip(axioms["estimand"], axioms["reference"], strict=True))
    names = {estimand_name(*pair, words) for pair in pairs}
    assert len(names) == len(pairs)
    assert not [name for name in names if not name or "{" in name]


def seen_by_brute_force(found: Outcome) -> list[float]:
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


def warned(page: Page, *units: str) -> Page:
    table = page.tables["overlap.csv"]
    return with_tables(page, overlap=table.assign(warning=table["unit"].isin(units)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_has_seen_enough(base: Page, language: str) -> None:
    assert min(seen_by_brute_force(base.outcome)) >= 0.9
    overlap = base.tables["overlap.csv"].set_index("unit")
    assert overlap.loc["other", "warning"]  # which is not ranked
    words = words_for(base.outcome.model, language)
    told = overlap_sentence(base, words)
    assert told == words.say("estimands.overlap_all")
    assert tells(told, "90")
    rounded = [round(share, 2) for share in seen_by_brute_force(base.outcome)]
    assert list(overlap["levels_seen"][:12]) == rounded


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("few", [["07"], ["02", "10"], ["00", "05", "11"]])
def test_those_who_have_not_seen_enough_are_named(
    base: Page, few: list[str], language: str
) -> None:
    words = words_for(base.outcome.model, language)
    told = overlap_sentence(warned(base, *few, "other"), words)
    assert told != words.say("estimands.overlap_all")
    assert told.rstrip(".").endswith(", ".join(few))
    assert tells(told, str(len(few)), *few)
    assert tells(told, "90")
    absent = set(map(str, base.units["name"])) - {*few}
    assert not [name for name in absent if tells(told.rpartition(":")[2], name)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_covariates_nobody_has_seen_too_little(base: Page, language: str) -> None:
    bare = base.outcome.model.model_copy(update={"covariates": ()})
    without = replace(base, outcome=replace(base.outcome, model=bare))
    words = words_for(base.outcome.model, language)
    told = overlap_sentence(warned(without, "02"), words)
    assert told == words.say("estimands.overlap_bare")
    assert not re.search(r"\d", told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_the_unseen_stay_on_one_line(hostile: Outcome, language: str) -> None:
    page, words = Page(hostile, language), words_for(hostile.model, language)
    everybody = hostile.tables["overlap.csv"].assign(warning=True)
    told = overlap_sentence(with_tables(page, overlap=everybody), words)
    assert told.isprintable()
    for name in hostile.tables["overlap.csv"]["name"]:
        assert "".join(letter if letter.isprintable() else " " for letter in name) in told
    # as many as the table warns of, without any help of ours
    assert hostile.tables["overlap.csv"]["warning"].sum() == 3
    assert tells(overlap_sentence(page, words), "3")


def test_units_that_have_seen_little_are_named_in_their_order(base: Page) -> None:
    names = {f"{n:02d}": f"Ward {11 - n}" for n in range(12)}
    tables = {
        name: base.tables[f"{name}.csv"].assign(
            name=lambda table: table["unit"].map(names).fillna("other")
        )
        for name in ("indicators", "ranks", "overlap")
    }
    tables["overlap"]["warning"] = tables["overlap"]["unit"].isin(["01", "09", "10"])
    slots = estimand_slots(*worded(with_tables(base, **tables), "en"))
    assert slots["few_names"] == "Ward 1, Ward 2, Ward 10"
