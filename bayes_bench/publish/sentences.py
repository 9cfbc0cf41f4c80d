"""Sentences made from the numbers: the headline, the headings, the alternatives to pictures."""

from collections.abc import Mapping

from bayes_bench.publish.analysis import Analysis, shown_name
from bayes_bench.publish.own_range import Reliability
from bayes_bench.publish.tens import LEAST, is_counted
from bayes_bench.publish.words import Words, printable

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
    marked = "headline.marked" if analysis.found.model.covariates else "headline.marked_bare"
    known = head.best_hits >= KNOWN * head.top
    told = ["headline.country", marked]
    if head.undecided:
        told.append("headline.undecided")
    told.append("headline.list_known" if known else "headline.list_unknown")
    more = {"n": words.numbers.whole(head.undecided)}
    return [words.say(key, slots | more if key.endswith("undecided") else slots) for key in told]


def common_slots(analysis: Analysis, words: Words) -> dict[str, str]:
    """Numbers that many sentences use."""
    head, whole = analysis.headline, words.numbers.whole
    counts = {"ranked": head.ranked, "better": head.better, "worse": head.worse}
    counts |= {"rest": head.unmarked, "marked": head.better + head.worse, "k": head.top}
    counts |= {"wide": head.wide, "sure_best": head.sure_best, "sure_worst": head.sure_worst}
    return {name: whole(count) for name, count in counts.items()} | {
        "n": whole(head.people),
        "share": words.numbers.percent(head.share),
        "hits": words.numbers.decimal(head.best_hits, 0 if head.top > 5 else 1),
        "false": words.numbers.decimal(head.false_flags),
    }


def map_title(analysis: Analysis, words: Words) -> str:
    """How many differences can be seen."""
    head = analysis.headline
    marked = head.better + head.worse
    form = "none" if marked == 0 else "most" if 2 * marked > head.ranked else "some"
    return words.say(f"map.title.{form}", common_slots(analysis, words))


def caterpillar_slots(analysis: Analysis, words: Words) -> dict[str, str]:
    """Who is first and last, and how many intervals hold nought."""
    by_value = analysis.found.badness * analysis.ranked["indicator"]
    ranked = analysis.ranked.iloc[by_value.argsort(kind="stable")]
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
    below = int((reliability.units["n"] < reliability.half).sum())
    return common_slots(analysis, words) | {
        "value": words.numbers.percent(value, 0),
        "bounds": words.numbers.shares(lower, upper),
        "half": words.numbers.whole(round(reliability.half, -1 if reliability.half > 50 else 0)),
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


def ministry_slots(analysis: Analysis, words: Words) -> dict[str, str]:
    """What is printed, and what chance alone would print."""
    signed, tens = words.numbers.signed, analysis.tens
    table = analysis.found.tables["classical.csv"][analysis.found.is_ranked]
    slots = {
        f"{way}_{end}": signed(getattr(tens[way], end)[0])
        for way in ("chance", "printed")
        for end in ("best", "worst")
    }
    ends = {"low": "gap_classical", "high": "gap_classical"}
    ends |= {"our_low": "indicator", "our_high": "indicator"}
    for name, column in ends.items():
        value = table[column].min() if name.endswith("low") else table[column].max()
        slots[name] = signed(value)
    return common_slots(analysis, words) | slots | {"least": words.numbers.whole(LEAST)}


def ways_note(analysis: Analysis, words: Words) -> str:
    """Which units the tens are taken from."""
    limited = (is_counted(analysis.found) != analysis.found.is_ranked).any()
    key = "ministry.ways_note" if limited else "ministry.ways_note_all"
    return words.say(key, ministry_slots(analysis, words))


def person_slots(analysis: Analysis, words: Words) -> dict[str, str]:
    """The largest effect; empty where there are none."""
    effects = analysis.effects()
    if effects.empty:
        return common_slots(analysis, words)
    largest = effects.iloc[int(effects["effect_pp"].abs().to_numpy().argmax())]
    per_sd = largest["level"] == "per sd"
    level = words.say("person.per_sd") if per_sd else printable(largest["label"])
    return common_slots(analysis, words) | {
        "label": f"{largest['group']} – {level}",
        "effect": words.numbers.signed(largest["effect_pp"]),
    }


def person_title(analysis: Analysis, words: Words) -> str:
    """What matters most for a person."""
    if not analysis.found.model.covariates:
        key = "title_bare"
    else:
        key = "title_curve" if analysis.effects().empty else "title"
    title = words.say(f"person.{key}", person_slots(analysis, words))
    return title[:1].upper() + title[1:]


def levels_finding(analysis: Analysis, words: Words) -> str:
    """Of the covariate with most levels: its lowest and highest share, all else alike."""
    known = analysis.levels[analysis.levels["adjusted"].notna()]
    if known.empty:
        return ""
    group = known["group"].value_counts(sort=True).index[0]
    shares = known[known["group"] == group].astype({"adjusted": float})
    low = shares.loc[shares["adjusted"].idxmin()]
    high = shares.loc[shares["adjusted"].idxmax()]
    slots: Mapping[str, str] = {
        "covariate": group,
        "low": words.numbers.percent(low["adjusted"]),
        "low_label": printable(low["label"]),
        "high": words.numbers.percent(high["adjusted"]),
        "high_label": printable(high["label"]),
    }
    title = words.say("person.levels", slots)
    return title[:1].upper() + title[1:]


def curve_finding(analysis: Analysis, words: Words) -> str:
    """Where the first spline's curve is lowest and highest."""
    table = analysis.found.tables.get("spline_curves.csv")
    if table is None or table.empty:
        return ""
    curve = table[table["covariate"] == table["covariate"].iloc[0]]
    slots = {"covariate": shown_name(str(curve["covariate"].iloc[0]))}
    effects, values = curve["effect_pp"].to_numpy(), curve["value"].to_numpy()
    for name, at in (("low", int(effects.argmin())), ("high", int(effects.argmax()))):
        slots[name] = words.numbers.signed(effects[at])
        slots[f"{name}_at"] = words.numbers.decimal(values[at], 0 if abs(values[at]) >= 10 else 1)
    title = words.say("person.curve", slots)
    return title[:1].upper() + title[1:]
