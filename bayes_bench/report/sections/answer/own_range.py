"""Each unit's own predicted range: who lies outside."""

from collections.abc import Callable
from functools import partial

from matplotlib.figure import Figure

from bayes_bench.interface.plain_text import printable
from bayes_bench.report.language.words import Words
from bayes_bench.report.opening import common_slots
from bayes_bench.report.page import Page
from bayes_bench.report.pictures.rows import limits_of, own_range_bullets
from bayes_bench.report.pictures.style import CROWDED
from bayes_bench.report.section import Context, Picture, Section

TALL = 40
"""Rows from which the picture is put into two columns, where each has its name."""


def own_range_slots(page: Page, words: Words) -> dict[str, str]:
    """How many units lie outside their own ranges, and who."""
    outside = page.own_ranges[page.own_ranges["place"] != "inside"]
    names = [printable(name) for name in outside["name"]]
    count, expected = len(page.own_ranges), 1 - page.outcome.model.benchmark.interval
    return common_slots(page, words) | {
        "outside": words.numbers.whole(len(names)),
        "units_count": words.numbers.whole(count),
        "expected": words.numbers.decimal(count * expected, 0 if count * expected > 3 else 1),
        "names": ", ".join(names),
    }


def own_range_lead(page: Page, words: Words) -> str:
    """What an own range is, and how the checks differ that look at the same people."""
    lead = words.say("own.lead", own_range_slots(page, words))
    if "checks.csv" not in page.tables:
        return lead
    key = "own.check_other" if page.headline.merged else "own.check"
    return f"{lead} {words.say(key)}"


def _context(page: Page, words: Words) -> Context:
    slots = own_range_slots(page, words)
    return {
        "lead": own_range_lead(page, words),
        "title": words.say("own.title.some" if slots["names"] else "own.title.none", slots),
        "alt": words.say("own.alt" if slots["names"] else "own.alt_none", slots),
    }


def _draw(page: Page, words: Words, width: int) -> Figure:
    return own_range_bullets(page.own_ranges, words, limits_of(page.own_ranges), width)


def _halves(page: Page, words: Words) -> tuple[Callable[[int], Figure], ...]:
    """Two columns of one scale, where there are many rows and each has its name."""
    ranges = page.own_ranges
    if not TALL < len(ranges) <= CROWDED:
        return ()
    middle = -(-len(ranges) // 2)
    parts = ranges.iloc[:middle], ranges.iloc[middle:].reset_index(drop=True)
    return tuple(partial(own_range_bullets, part, words, limits_of(ranges)) for part in parts)


SECTION = Section(
    name="own",
    place=50,
    context=_context,
    template="own_range.html",
    needs=("estimands.csv",),
    pictures=(Picture("own_range", "estimands.csv", _draw, columns=_halves),),
)
