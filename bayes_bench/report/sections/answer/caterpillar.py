"""The caterpillar plot: every unit's indicator with its interval, the best on top."""

from matplotlib.figure import Figure

from bayes_bench.interface.plain_text import printable
from bayes_bench.report.language.words import Words
from bayes_bench.report.opening import common_slots
from bayes_bench.report.page import Page
from bayes_bench.report.pictures.rows import caterpillar
from bayes_bench.report.pictures.style import CROWDED
from bayes_bench.report.section import FIRST_SCREEN, Context, Picture, Section


def caterpillar_slots(page: Page, words: Words) -> dict[str, str]:
    """Who is first and last, and how many intervals include zero."""
    ranked = page.by_indicator
    first, last = ranked.iloc[0], ranked.iloc[-1]
    crossing = ((ranked["indicator_lower"] <= 0) & (ranked["indicator_upper"] >= 0)).sum()
    return common_slots(page, words) | {
        "best": printable(first["name"]),
        "best_value": words.numbers.signed(first["indicator"]),
        "worst": printable(last["name"]),
        "worst_value": words.numbers.signed(last["indicator"]),
        "crossing": words.numbers.whole(int(crossing)),
    }


def _context(page: Page, words: Words) -> Context:
    crowded = page.headline.ranked > CROWDED
    return {"slots": caterpillar_slots(page, words), "is_crowded": crowded}


def _draw(page: Page, words: Words, width: int) -> Figure:
    return caterpillar(page.by_indicator, page.outcome.model.benchmark.margin, words, width)


SECTION = Section(
    name="caterpillar",
    place=20,
    context=_context,
    template="caterpillar.html",
    pictures=(Picture("caterpillar", "indicators.csv", _draw),),
    band=FIRST_SCREEN,
    is_in_navigation=False,
)
