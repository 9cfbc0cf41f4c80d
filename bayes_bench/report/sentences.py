"""Sentences made from the numbers: the headline, the headings, the alternatives to pictures."""

from bayes_bench.estimands.classical.winners_curse import LEAST_PEOPLE
from bayes_bench.report.analysis import Analysis
from bayes_bench.report.language.words import Words, printable
from bayes_bench.report.own_range import Reliability
from bayes_bench.report.printed import counted

KNOWN = 0.8
"""Share of the best list of k that belongs there, from which the list is said to be known."""


def headline_sentences(analysis: Analysis, words: Words) -> list[str]:
    """The first sentences: the country, who is marked, whether the best can be named.

    Parameters
    ----------
    analysis : Analysis
    words : Words
    """
    head = analysis.headline
    slots = common_slots(analysis, words)
    marked = "marked" if head.better + head.worse else "unmarked"
    bare = "" if analysis.found.model.covariates else "_bare"
    known = "list_known" if head.best_hits >= KNOWN * head.top else "list_unknown"
    told = [words.say(f"headline.{key}", slots) for key in ("country", marked + bare, known)]
    if head.undecided:
        counted = {name: text for name, text in slots.items() if name != "n"}
        told.insert(2, words.count("headline.undecided", head.undecided, counted))
    return told


def subtitle(analysis: Analysis, words: Words) -> str:
    """Who was counted, what was counted, and why fewer units may be ranked than were counted."""
    key = "page.subtitle_merged" if analysis.headline.merged else "page.subtitle"
    direction = words.say(f"page.direction.{analysis.found.model.data.better}")
    return words.say(key, common_slots(analysis, words) | {"direction": direction})


def common_slots(analysis: Analysis, words: Words) -> dict[str, str]:
    """Numbers that many sentences use."""
    head, whole = analysis.headline, words.numbers.whole
    counts = {"ranked": head.ranked, "better": head.better, "worse": head.worse}
    counts |= {"merged": head.merged, "all": head.ranked + head.merged}
    counts |= {"rest": head.unmarked, "marked": head.better + head.worse, "k": head.top}
    counts |= {"wide": head.wide, "sure_best": head.sure_best, "sure_worst": head.sure_worst}
    return {name: whole(count) for name, count in counts.items()} | {
        "n": whole(head.people),
        "share": words.numbers.percent(head.share),
        "hits": words.numbers.decimal(head.best_hits, 0 if head.top > 5 else 1),
        "false": words.numbers.decimal(head.false_flags),
    }


def map_caption(analysis: Analysis, words: Words) -> str:
    """How a tile is read, and who has none."""
    caption = words.say("map.caption")
    return f"{caption} {words.say('map.merged')}" if analysis.headline.merged else caption


def map_title(analysis: Analysis, words: Words) -> str:
    """How many differences can be seen."""
    head = analysis.headline
    marked = head.better + head.worse
    form = "none" if marked == 0 else "most" if 2 * marked > head.ranked else "some"
    return words.say(f"map.title.{form}", common_slots(analysis, words))


def caterpillar_slots(analysis: Analysis, words: Words) -> dict[str, str]:
    """Who is first and last, and how many intervals include zero."""
    ranked = analysis.by_indicator
    first, last = ranked.iloc[0], ranked.iloc[-1]
    crossing = ((ranked["indicator_lower"] <= 0) & (ranked["indicator_upper"] >= 0)).sum()
    return common_slots(analysis, words) | {
        "best": printable(first["name"]),
        "best_value": words.numbers.signed(first["indicator"]),
        "worst": printable(last["name"]),
        "worst_value": words.numbers.signed(last["indicator"]),
        "crossing": words.numbers.whole(int(crossing)),
    }


def knowable_slots(analysis: Analysis, words: Words) -> dict[str, str]:
    """Rankability, and the size at which a figure is half chance."""
    value, lower, upper = analysis.found.quantity("rankability")
    reliability: Reliability = analysis.reliability
    half = round(reliability.half, -1 if reliability.half > 50 else 0)
    below = int((reliability.units["n"] < half).sum())  # counted by the figure that is printed
    return common_slots(analysis, words) | {
        "value": words.numbers.percent(value, 0),
        "bounds": words.numbers.shares(lower, upper),
        "half": words.numbers.whole(half),
        "below": words.numbers.whole(below),
    }


def knowable_title(analysis: Analysis, words: Words) -> str:
    """How much of the order is knowable."""
    value = analysis.found.quantity("rankability")["value"]
    form = "low" if value < 0.5 else "high" if value > 0.75 else "medium"
    return words.say(f"knowable.title.{form}", knowable_slots(analysis, words))


def own_slots(analysis: Analysis, words: Words) -> dict[str, str]:
    """How many units lie outside their own ranges, and who."""
    outside = analysis.ranges[analysis.ranges["place"] != "inside"]
    names = [printable(name) for name in outside["name"]]
    count, expected = len(analysis.ranges), 1 - analysis.found.model.benchmark.interval
    return common_slots(analysis, words) | {
        "outside": words.numbers.whole(len(names)),
        "units_count": words.numbers.whole(count),
        "expected": words.numbers.decimal(count * expected, 0 if count * expected > 3 else 1),
        "names": ", ".join(names),
    }


def own_lead(analysis: Analysis, words: Words) -> str:
    """What an own range is, and that the checks count the very same ones."""
    lead = words.say("own.lead", own_slots(analysis, words))
    if "checks.csv" not in analysis.found.tables:
        return lead
    key = "own.check_other" if analysis.headline.merged else "own.check"
    return f"{lead} {words.say(key)}"


def ministry_slots(analysis: Analysis, words: Words) -> dict[str, str]:
    """What is printed, and what chance alone would print."""
    signed, extremes = words.numbers.signed, analysis.extremes
    table = analysis.found.tables["classical.csv"][analysis.found.is_ranked]
    slots = {
        f"{way}_{end}": signed(extremes[end].astype(float)[way])
        for way in ("chance", "printed")
        for end in ("best", "worst")
    }
    ends = {"low": "gap_classical", "high": "gap_classical"}
    ends |= {"our_low": "indicator", "our_high": "indicator"}
    for name, column in ends.items():
        value = table[column].min() if name.endswith("low") else table[column].max()
        slots[name] = signed(value)
    return common_slots(analysis, words) | slots | {"least": words.numbers.whole(LEAST_PEOPLE)}


def ways_note(analysis: Analysis, words: Words) -> str:
    """Which units the tens are taken from."""
    limited = (counted(analysis.found) != analysis.found.is_ranked).any()
    key = "ministry.ways_note" if limited else "ministry.ways_note_all"
    return words.say(key, ministry_slots(analysis, words))
