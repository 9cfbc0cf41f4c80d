"""What became of the table, on the page: by kind and number, in the reader's words and language."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import bayes_bench
from bayes_bench.inputs.facts import Count, Facts, LeftOut, Noticed
from bayes_bench.inputs.values.same_codes import NOTES
from bayes_bench.report.data_facts import left_out_lines, left_out_sentence, noticed_sentences
from bayes_bench.report.language.words import LANGUAGES, wording, words_for
from bayes_bench.report.outcome import Outcome
from tests.builders.pages import html_of, said, section_of

LOST = LeftOut(
    *(Count(340), Count(20700), 0.016, 0.02),
    {"age": Count(210), "joint": Count(None, 10)},
    is_rounded=True,
)


def with_facts(found: Outcome, **facts: Any) -> Outcome:
    cells = found.cells.assign_attrs(facts=Facts(**facts).text)
    return replace(found, cells=cells)


def test_who_was_left_out_is_told_below_the_title(small: Outcome) -> None:
    lost = with_facts(small, left_out=LOST)
    english, danish = (left_out_sentence(lost, words_for(lost.model, n)) for n in ("en", "da"))
    assert english == (
        "Left out for missing values: about 340 of about 20,700 people (2%). "
        "Missing: age (about 210), joint (fewer than 10); some lack several."
    )
    assert danish == (
        "Udeladt på grund af manglende værdier: omkring 340 af omkring 20.700 personer "
        "(2\N{NO-BREAK SPACE}%). Det, der mangler: age (omkring 210), joint (færre end 10); "
        "nogle mangler flere."
    )
    for language, sentence in (("en", english), ("da", danish)):
        opening = html_of(said(lost, language)[0], language).partition("</header>")[0]
        assert sentence in opening
        assert left_out_lines(lost, language) == [sentence]


def test_nothing_is_told_where_nobody_was_left_out(small: Outcome) -> None:
    assert left_out_lines(small, "en") == []
    assert html_of(said(small, "en")[0], "en").count('<p class="sub">') == 1


def test_of_counts_the_share_of_the_rows_is_told_too(small: Outcome) -> None:
    data = small.model.data.model_copy(update={"outcome": None, "events": "e", "trials": "n"})
    counts = replace(small, model=small.model.model_copy(update={"data": data}))
    exact = replace(LOST, reasons={"u": Count(340)}, is_rounded=False, share=0.0002)
    told = left_out_sentence(with_facts(counts, left_out=exact), words_for(counts.model, "en"))
    assert told == (
        "Left out for missing values: 340 of 20,700 people (<1%; 2% of the rows). "
        "Missing: Unit (340)."
    )


def test_what_was_noticed_is_told_in_the_language(small: Outcome) -> None:
    noticed = (
        Noticed("capitals", "u", {"values": Count(3)}),
        Noticed("far_away", "age", {"rows": Count(None, 5)}),
        Noticed("few_units", "", {"units": Count(4)}),
    )
    odd = with_facts(small, noticed=noticed)
    told = noticed_sentences(odd, words_for(odd.model, "da"))
    assert told[0].startswith("Enhed: værdier, der kun adskiller sig fra en anden ved store og små")
    assert told[0].endswith(": 3.")
    assert told[1].startswith("age: rækker med en værdi langt fra alle andre")
    assert told[1].endswith(": færre end 5.")
    assert told[2].startswith("Enheder: 4. ")
    page = said(odd, "da")[0]
    assert "Bemærket i tabellen" in section_of("methods", page, "da")
    assert "Bemærket i tabellen" not in section_of("methods", said(small, "da")[0], "da")


def kinds() -> Iterator[str]:
    """Every kind of note that the code makes: the second thing that a note is made of."""
    for path in (Path(bayes_bench.__file__).parent / "inputs").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Note":
                yield from (
                    str(kind.value) for kind in node.args[1:2] if isinstance(kind, ast.Constant)
                )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_its_sentence(language: str) -> None:
    made = {*kinds(), *NOTES, "labelled", "far_away", "century"}
    assert len(made) > 20
    assert {*wording(language)["noticed"]} - {"title", "fewer"} == made
