"""What the words and the columns of the files mean."""

from bayes_bench.report.language.words import Words
from bayes_bench.report.opening import common_slots
from bayes_bench.report.page import Page
from bayes_bench.report.section import METHOD, Context, Section


def definitions(page: Page, words: Words) -> list[tuple[str, str]]:
    """Terms with their meanings, and the figures of the sampler that was used."""
    diagnosed = set(page.tables["diagnostics.csv"]["quantity"])
    figures = words.found("definitions.figures").items()
    pairs = [*words.found("definitions.terms"), *(pair for pair in figures if pair[0] in diagnosed)]
    slots = common_slots(page, words)
    return [(words.filled(term), words.filled(meaning, slots)) for term, meaning in pairs]


def _context(page: Page, words: Words) -> Context:
    return {"definitions": definitions(page, words)}


SECTION = Section(
    name="definitions", place=180, context=_context, template="definitions.html", band=METHOD
)
