"""How many people are left out for missing values in total, what they lack, and of how many."""

import pandas as pd

from bayes_bench.inputs.facts import Count, LeftOut, counted_people
from bayes_bench.inputs.missing import rules_of
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.people_rules import persons_of

ROUNDED = 10
"""To what a number of dropped people is rounded where small numbers may not be shown: the exact
total would give away the one unit whose number is hidden."""


def left_out(people: pd.DataFrame, model: Model) -> LeftOut | None:
    """Count who is left out, as far as that may be shown; None where nobody is.

    Parameters
    ----------
    people : DataFrame
        Converted columns, before anybody is left out.
    model : Model
    """
    persons = persons_of(people, model).fillna(0)
    rules = rules_of(model)
    gone = pd.DataFrame(
        {name: people[name].isna() for name, rule in rules.items() if rule == "drop"}
    )
    lacking = {str(name): int(persons[where].sum()) for name, where in gone.items() if where.any()}
    if not lacking:
        return None
    incomplete = gone.any(axis="columns")
    total, whole = int(persons[incomplete].sum()), int(persons.sum())
    share, rows_share = total / max(whole, 1), float(incomplete.mean())
    digits = 15 if model.disclosure.shows_all else 2
    most_first = sorted(lacking.items(), key=lambda item: -item[1])
    return LeftOut(
        people=_counted(total, model),
        of=_counted(whole, model),
        share=round(share, digits),
        rows_share=round(rows_share, digits),
        reasons={name: _counted(count, model) for name, count in most_first},
        is_rounded=not model.disclosure.shows_all,
    )


def _counted(count: int, model: Model) -> Count:
    """A number of people, to the nearest ten where small numbers may not be shown."""
    if model.disclosure.shows_all:
        return Count(count)
    return counted_people(count if count < ROUNDED else ROUNDED * round(count / ROUNDED), ROUNDED)


def left_out_notes(found: LeftOut | None, file: str, model: Model) -> list[str]:
    """Say it, for a terminal.

    Parameters
    ----------
    found : LeftOut or None
    file : str
    model : Model
    """
    if found is None:
        return []
    reasons = ", ".join(f"{name} {_about(count, found)}" for name, count in found.reasons.items())
    note = (
        f"{file}: {_about(found.people, found)} of {_about(found.of, found)} {model.labels.who} "
        f"({100 * found.share:.0f} %) dropped for missing values: {reasons} (one may lack several)"
    )
    return [note]


def _about(count: Count, found: LeftOut) -> str:
    if count.value is None:
        return str(count)
    return f"about {count.value:,}" if found.is_rounded else f"{count.value:,}"
