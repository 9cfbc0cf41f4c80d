"""What became of the table, in a reader's words: who was left out, and what was noticed."""

from bayes_bench.inputs.facts import Count, LeftOut, Noticed
from bayes_bench.report.language.words import Words, words_for
from bayes_bench.report.outcome import Outcome


def left_out_sentence(outcome: Outcome, words: Words) -> str:
    """How many people were left out in total, of how many, and for what; nothing where nobody was.

    Parameters
    ----------
    outcome : Outcome
    words : Words
    """
    found = outcome.facts.left_out
    if found is None:
        return ""
    is_counts = bool(outcome.model.data.trials or outcome.model.data.weights)
    slots = {
        "left": _people(found.people, found, words),
        "of": _people(found.of, found, words),
        "share": words.numbers.probability(found.share),
        "rows": words.numbers.probability(found.rows_share),
        "reasons": _reasons(found, outcome, words),
    }
    return words.say("left_out.sentence_rows" if is_counts else "left_out.sentence", slots)


def left_out_lines(outcome: Outcome, language: str) -> list[str]:
    """The same for a terminal, in a language: a line, or none."""
    sentence = left_out_sentence(outcome, words_for(outcome.model, language))
    return [sentence] if sentence else []


def _reasons(found: LeftOut, outcome: Outcome, words: Words) -> str:
    """What they lacked, the most first."""
    told = (
        {"name": column_name(column, outcome, words), "n": _people(count, found, words)}
        for column, count in found.reasons.items()
    )
    reasons = ", ".join(words.say("left_out.reason", slots) for slots in told)
    is_several = len(found.reasons) > 1
    return words.say("left_out.several", {"reasons": reasons}) if is_several else reasons


def _people(count: Count, found: LeftOut, words: Words) -> str:
    """A number of people, near the true one where the true one is not to be shown."""
    if count.value is None:
        return words.say("left_out.fewer", {"n": words.numbers.whole(count.fewer_than)})
    number = words.numbers.whole(count.value)
    return words.say("left_out.about", {"n": number}) if found.is_rounded else number


def noticed_sentences(outcome: Outcome, words: Words) -> list[str]:
    """What looks odd about the table and was used as it is, a sentence each.

    Parameters
    ----------
    outcome : Outcome
    words : Words
    """
    return [_noticed(fact, outcome, words) for fact in outcome.facts.noticed]


def _noticed(fact: Noticed, outcome: Outcome, words: Words) -> str:
    counts = {name: _number(count, words) for name, count in fact.counts.items()}
    if "units" in counts:  # which is a noun of the reader's
        counts["number"] = counts.pop("units")
    return words.say(
        f"noticed.{fact.kind}", counts | {"column": column_name(fact.column, outcome, words)}
    )


def _number(count: Count, words: Words) -> str:
    if count.value is None:
        return words.say("noticed.fewer", {"n": words.numbers.whole(count.fewer_than)})
    return words.numbers.whole(count.value)


def column_name(column: str, outcome: Outcome, words: Words) -> str:
    """What readers call a column; that of units is called what they call a unit."""
    is_unit = column == outcome.model.data.unit_name
    return words.always["Unit"] if is_unit else words.names.column(column)
