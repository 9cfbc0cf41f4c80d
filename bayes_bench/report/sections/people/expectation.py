"""Why a unit's expectation is high or low: its parts, and who has people like its own."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from bayes_bench.interface.plain_text import printable
from bayes_bench.report.html_table import Cell, HtmlTable
from bayes_bench.report.language.words import Words
from bayes_bench.report.opening import common_slots
from bayes_bench.report.page import Page
from bayes_bench.report.pictures.expectation import expectation_heat_map
from bayes_bench.report.pictures.style import CROWDED
from bayes_bench.report.section import Context, Picture, Section
from bayes_bench.report.sections.trust.methods import of_units

MOVERS = 3
"""How many covariates are named of each unit."""
SEEN = 0.05
"""Percentage points from which a part is named: what is less is written as 0.0."""


def expectation_grid(page: Page, words: Words) -> pd.DataFrame:
    """A row per ranked unit by its name, the highest expectation on top, a column per covariate.

    Parameters
    ----------
    page : Page
    words : Words

    Returns
    -------
    DataFrame
        Percentage points; covariates by shown name, those that move most first; then the whole
        difference.
    """
    parts = _of_ranked(page)
    order = parts.drop_duplicates("unit").sort_values("difference", ascending=False, kind="stable")
    grid = parts.pivot(index="unit", columns="covariate", values="contribution")
    columns = grid.abs().mean().sort_values(ascending=False, kind="stable").index
    grid = grid.loc[order["unit"], columns]
    whole = pd.Series(order["difference"].to_numpy(), grid.index)
    # side by side, for a covariate may have the name that the last column is given
    grid = pd.concat([grid.rename(columns=words.names.column), whole], axis="columns")
    grid.columns = pd.Index([*grid.columns[:-1], words.say("expectation.all")])
    return grid.set_index(pd.Index([printable(str(name)) for name in order["name"]]))


def _of_ranked(page: Page) -> pd.DataFrame:
    table = page.tables["expectation.csv"]
    ranked: pd.DataFrame = table[table["unit"].isin(set(page.ranked["unit"]))]
    return ranked


def expectation_slots(page: Page, words: Words) -> dict[str, str]:
    """Who is expected highest and lowest, and the covariate that moves most."""
    parts, signed = _of_ranked(page), words.numbers.signed
    ends = parts.drop_duplicates("unit").set_index("name")["difference"]
    spread = parts.groupby("covariate")["contribution"].apply(lambda part: part.abs().mean())
    highest = str(ends.idxmax())
    movers = _movers(parts[parts["name"] == highest], words)
    return {
        "high": signed(float(ends.max())),
        "high_name": printable(highest),
        "low": signed(float(ends.min())),
        "low_name": printable(str(ends.idxmin())),
        "covariate": words.names.column(str(spread.idxmax())),
        "movers": movers,
    }


def _movers(parts: pd.DataFrame, words: Words) -> str:
    """The covariates that move a unit's expectation most, each with its points.

    Those of which nothing is left at one decimal move nothing that is shown: they are left out.
    """
    contributions, names = parts["contribution"].to_numpy(), parts["covariate"].tolist()
    seen = np.abs(contributions) >= SEEN
    order = [at for at in np.argsort(-np.abs(contributions), kind="stable")[:MOVERS] if seen[at]]
    told = ((words.names.column(names[at]), contributions[at]) for at in order)
    moved = ", ".join(f"{name} {words.numbers.signed(points)}" for name, points in told)
    return moved or words.say("expectation.unmoved", {"least": _least(parts, words)})


def _least(parts: pd.DataFrame, words: Words) -> str:
    """What every part is below that is shown as nothing: half of what it is rounded to."""
    least = max(SEEN, float(parts["step"].max()) / 2)
    return words.numbers.decimal(least, 2)


def expectation_rows(page: Page, words: Words) -> HtmlTable:
    """Every ranked unit in the order of names: its expectation, what moves it, who is alike."""
    keys = ("difference", "movers", "similar")
    headings = [words.say("table.unit"), words.say("table.expected")]
    headings += [words.say(f"expectation.{key}") for key in keys]
    parts = _of_ranked(page)
    units = page.units[page.units["ranked"]].sort_values("place_of_name")
    own = {str(unit): rows for unit, rows in parts.groupby("unit")}
    alike = _alike(page)
    rows = [
        _row(row, own[str(row["unit"])], alike.get(str(row["unit"]), ""), words)
        for _, row in units.iterrows()
    ]
    return HtmlTable(tuple(headings), tuple(rows))


def _alike(page: Page) -> dict[str, str]:
    """By unit the names of the similar ones, the most similar first."""
    table = page.tables["similar_units.csv"].sort_values(["unit", "place"])
    named = table.groupby("unit")["similar_name"].agg(
        lambda names: ", ".join(map(printable, names))
    )
    return {str(unit): str(names) for unit, names in named.items()}


def _row(row: pd.Series, parts: pd.DataFrame, alike: str, words: Words) -> tuple[Cell, ...]:
    difference = float(parts["difference"].iloc[0])
    return (
        Cell(printable(str(row["name"])), str(row["place_of_name"]), "name"),
        Cell(words.numbers.percent(row["expected"]), repr(float(row["expected"]))),
        Cell(words.numbers.signed(difference), repr(difference)),
        Cell(_movers(parts, words), kind="text"),
        Cell(alike, kind="text"),
    )


def _has_case_mix(page: Page) -> bool:
    return not page.tables["expectation.csv"].empty


def _context(page: Page, words: Words) -> Context:
    return {
        "slots": common_slots(page, words) | expectation_slots(page, words),
        "table": expectation_rows(page, words),
        "of_units": " ".join(of_units(page, words)),
        "is_rounded": not page.outcome.model.disclosure.shows_all,
    }


def _has_picture(page: Page) -> bool:
    return len(page.ranked) <= CROWDED


def _draw(page: Page, words: Words, width: int) -> Figure:
    return expectation_heat_map(expectation_grid(page, words), width)


SECTION = Section(
    name="expectation",
    place=110,
    context=_context,
    template="expectation.html",
    needs=("expectation.csv", "similar_units.csv"),
    is_there=_has_case_mix,
    pictures=(Picture("expectation", "expectation.csv", _draw, is_there=_has_picture),),
)
