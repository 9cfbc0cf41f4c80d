"""The page's opening: the line below its title, its first sentences, numbers for any other."""

import pandas as pd

from bayes_bench.inputs.disclosure.internal import is_internal
from bayes_bench.report.language.words import Words
from bayes_bench.report.page import Page

KNOWN = 0.8
"""Fraction of the best list of k that belongs there, from which the list is said to be known."""


def common_slots(page: Page, words: Words) -> dict[str, str]:
    """Numbers that many sentences use."""
    head, whole = page.headline, words.numbers.whole
    counts = {"ranked": head.ranked, "better": head.better, "worse": head.worse}
    counts |= {
        "ordered": head.ranked + head.hidden,
        "merged": head.merged,
        "all": head.ranked + head.hidden + head.merged,
    }
    counts |= {"rest": head.unmarked, "marked": head.marked, "k": head.top}
    counts |= {"wide": head.wide, "sure_best": head.sure_best, "sure_worst": head.sure_worst}
    counts |= {"hidden": head.hidden, "least": page.outcome.model.disclosure.minimum_count}
    return {name: whole(count) for name, count in counts.items()} | {
        "n": whole(head.people),
        "rate": words.numbers.percent(head.rate),
        "hits": words.numbers.decimal(head.best_hits, 0 if head.top > 5 else 1),
        "false": words.numbers.decimal(head.false_flags),
    }


def subtitle(page: Page, words: Words) -> str:
    """Who was counted, what was counted, and why fewer units may be ranked than were counted."""
    key = "page.subtitle_merged" if page.headline.merged else "page.subtitle"
    direction = words.say(f"page.direction.{page.outcome.model.data.better}")
    return words.say(key, common_slots(page, words) | {"direction": direction})


def notices(page: Page, words: Words) -> list[str]:
    """What has to be known before anything else: for whose eyes it is, who is hidden, conflicts.

    Parameters
    ----------
    page : Page
    words : Words
    """
    told = [internal_note(page, words)] if internal_note(page, words) else []
    told += [hidden_note(page, words)] if page.headline.hidden else []
    return [*told, *(_conflict(row, words) for _, row in page.tables["prior_conflict"].iterrows())]


def internal_note(page: Page, words: Words) -> str:
    """That nothing here is for release; nothing where it is."""
    return words.say("notice.internal") if is_internal(page.outcome.model) else ""


def hidden_note(page: Page, words: Words) -> str:
    """How many units are ranked and not shown, and why; nothing where none is."""
    count = page.headline.hidden
    slots = {"least": words.numbers.whole(page.outcome.model.disclosure.minimum_count)}
    return words.count("notice.hidden", count, slots) if count else ""


def nothing_found(page: Page, words: Words) -> str:
    """What a search says that finds no row: who looks for a merged unit learns where it is.

    By number and never by name: what is merged is merged because it may not be seen.
    """
    key = "page.nothing_merged" if page.headline.merged else "page.nothing"
    return words.say(key, common_slots(page, words) | {"other": words.say("table.other")})


def _conflict(row: pd.Series, words: Words) -> str:
    numbers = {
        "median": words.numbers.decimal(row["median"], 2),
        "odds": words.numbers.whole(row["odds"]),
    }
    return words.say("notice.prior_conflict", numbers | {"line": str(row["line"])})


def headline_sentences(page: Page, words: Words) -> list[str]:
    """The first sentences: the country, who is marked, whether the best can be named.

    Parameters
    ----------
    page : Page
    words : Words
    """
    head = page.headline
    slots = common_slots(page, words)
    marked = "marked" if head.marked else "unmarked"
    bare = "" if page.outcome.model.characteristics else "_bare"
    known = "list_known" if head.best_hits >= KNOWN * head.top else "list_unknown"
    told = [words.say(f"headline.{key}", slots) for key in ("country", marked + bare, known)]
    if head.undecided:
        counted = {name: text for name, text in slots.items() if name != "n"}
        told.insert(2, words.count("headline.undecided", head.undecided, counted))
    return told
