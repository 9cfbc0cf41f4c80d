"""Rankability, and the reliability of each unit's figure by its number of people."""

from matplotlib.figure import Figure

from bayes_bench.report.language.words import Words
from bayes_bench.report.opening import common_slots
from bayes_bench.report.page import Page
from bayes_bench.report.pictures.knowable import reliability_picture
from bayes_bench.report.section import FIRST_SCREEN, Context, Picture, Section

LOW, HIGH = 0.5, 0.75
"""Rankability below which it is called low, and above which high."""


def reliability_slots(page: Page, words: Words) -> dict[str, str]:
    """Rankability, and the number of people at which reliability is one half."""
    value, lower, upper = page.outcome.quantity("rankability")
    exact = page.outcome.total("people_at_half")
    half = round(exact, -1 if exact > 50 else 0)
    below = int((page.ranked["n"] < half).sum())  # counted by the figure that is printed
    return common_slots(page, words) | {
        "value": words.numbers.percent(value, 0),
        "bounds": words.numbers.percents(lower, upper),
        "half": words.numbers.whole(half),
        "below": words.numbers.whole(below),
    }


def reliability_title(page: Page, words: Words) -> str:
    """How much of the order is knowable."""
    value = page.outcome.quantity("rankability")["value"]
    form = "low" if value < LOW else "high" if value > HIGH else "medium"
    return words.say(f"knowable.title.{form}", reliability_slots(page, words))


def _context(page: Page, words: Words) -> Context:
    return {"title": reliability_title(page, words), "slots": reliability_slots(page, words)}


def _draw(page: Page, words: Words, width: int) -> Figure:
    units = page.units[page.units["ranked"]]
    return reliability_picture(units, page.outcome.total("people_at_half"), words, width)


SECTION = Section(
    name="knowable",
    place=30,
    context=_context,
    template="reliability.html",
    pictures=(Picture("reliability", "variation.csv", _draw),),
    band=FIRST_SCREEN,
)
