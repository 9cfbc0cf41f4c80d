"""What matters for a person: the largest effect, rates by level, curves."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from bayes_bench.interface.plain_text import printable
from bayes_bench.report.labels import Labels, level_labels, reference_labels
from bayes_bench.report.language.words import Words, capital
from bayes_bench.report.opening import common_slots
from bayes_bench.report.page import Page
from bayes_bench.report.pictures.case_mix import curve_picture, effects_forest, level_picture
from bayes_bench.report.section import Context, Picture, Section

CURVES = "spline_curves.csv"


def effect_slots(page: Page, words: Words) -> dict[str, str]:
    """The largest effect of the picture of effects; empty where there are none."""
    effects = page.effects
    if effects.empty:
        return common_slots(page, words)
    largest = _largest(effects)
    level = words.say("person.per_sd") if _is_per_sd(largest) else printable(largest["label"])
    return common_slots(page, words) | {
        "label": f"{largest['group']} \N{EN DASH} {level}",
        "effect": words.numbers.signed(largest["effect_pp"]),
    }


def _largest(effects: pd.DataFrame) -> pd.Series:
    return effects.iloc[int(effects["effect_pp"].abs().to_numpy().argmax())]


def _is_per_sd(effect: pd.Series) -> bool:
    return bool(effect["level"] == "per sd")


def effect_title(page: Page, words: Words) -> str:
    """What matters most for a person.

    A curve is measured by its span, from its lowest to its highest point; a category by its
    largest step from the reference level; a straight line by its effect per standard deviation.
    """
    slots = effect_slots(page, words)
    if not page.outcome.model.covariates:
        return words.say("person.title.bare", slots)
    effects, curves = page.effects, _curves(page)
    if effects.empty:
        return words.say("person.title.curves", slots)
    largest = _largest(effects)
    widest = max(curves, key=lambda curve: curve.span, default=None)
    if widest is not None and widest.span > abs(largest["effect_pp"]):
        slots |= {"curve": _said(widest, words)}
        return capital(words.say("person.title.curve", slots))
    form = "sd" if _is_per_sd(largest) else "step"
    return capital(words.say(f"person.title.{form}", slots))


def levels_finding(page: Page, words: Words) -> str:
    """Of the covariate with most levels: its lowest and highest adjusted rate, all else equal."""
    known = page.levels[page.levels["adjusted"].notna()]
    if known.empty:
        return ""
    group = known["group"].value_counts(sort=True).index[0]
    rates = known[known["group"] == group].astype({"adjusted": float})
    low = rates.loc[rates["adjusted"].idxmin()]
    high = rates.loc[rates["adjusted"].idxmax()]
    slots: Mapping[str, str] = {
        "covariate": group,
        "low": words.numbers.percent(low["adjusted"]),
        "low_label": printable(low["label"]),
        "high": words.numbers.percent(high["adjusted"]),
        "high_label": printable(high["label"]),
    }
    return capital(words.say("person.levels", slots))


def curve_finding(page: Page, words: Words) -> str:
    """Where the curve with the largest span is lowest and highest."""
    curves = _curves(page)
    if not curves:
        return ""
    return capital(_said(max(curves, key=lambda curve: curve.span), words))


@dataclass(frozen=True)
class _Curve:
    """Where a spline's effect is lowest and highest: (value, percentage points) of each."""

    name: str
    low: tuple[float, float]
    high: tuple[float, float]

    @property
    def span(self) -> float:
        return self.high[1] - self.low[1]


def _curves(page: Page) -> list[_Curve]:
    table = page.tables.get(CURVES)
    if table is None or table.empty:
        return []
    return [
        _curve(page.names.column(str(name)), rows)
        for name, rows in table.groupby("covariate", sort=False)
    ]


def _curve(name: str, rows: pd.DataFrame) -> _Curve:
    points = rows[["value", "effect_pp"]].to_numpy(dtype=float)
    low, high = points[points[:, 1].argmin()], points[points[:, 1].argmax()]
    return _Curve(name, (low[0], low[1]), (high[0], high[1]))


def _said(curve: _Curve, words: Words) -> str:
    slots = {"covariate": curve.name}
    for name, (value, effect) in (("low", curve.low), ("high", curve.high)):
        slots[name] = words.numbers.signed(effect)
        slots[f"{name}_at"] = words.numbers.decimal(value, 0 if abs(value) >= 10 else 1)
    return words.say("person.curve", slots)


def effects_shown(page: Page, words: Words) -> pd.DataFrame:
    """Effects with their covariates named together with the reference level."""
    effects = page.effects
    per_sd = effects["level"] == "per sd"
    labels = effects["label"].where(~per_sd, words.say("person.per_sd"))
    against = {
        term: words.say("person.reference", {"level": printable(label)})
        for term, label in reference_labels(page.outcome, page.other, page.names).items()
    }
    groups = [
        f"{group}, {against[term]}" if term in against else group
        for term, group in zip(effects["term"], effects["group"], strict=True)
    ]
    return effects.assign(label=labels, group=groups)


def crossed_shown(page: Page, words: Words) -> pd.DataFrame:
    """Effects of interactions under headings that say what everybody has of the other covariate."""
    effects = page.crossed_effects
    per_sd = effects["to"] == "per sd"
    labels = level_labels(page.outcome, page.other, page.names)
    groups = [
        words.say(
            "person.where",
            {
                "covariate": group,
                "given": page.names.column(given),
                "at": printable(_given(given, at, labels, words)),
            },
        )
        for group, given, at in zip(effects["group"], effects["given"], effects["at"], strict=True)
    ]
    shown = effects["label"].where(~per_sd, words.say("person.per_sd"))
    return effects.assign(group=groups, label=shown)


def _given(covariate: str, at: str, labels: Labels, words: Words) -> str:
    """A level by its name, or where a measurement is."""
    label = labels.get((covariate, at))
    return str(words.found("person.places")[at]) if label is None else label


def crossed_names(page: Page) -> str:
    """The interactions by name."""
    return ", ".join(page.names.column(name) for name in page.outcome.model.interactions)


def _context(page: Page, words: Words) -> Context:
    names = [c.name for c in page.outcome.model.covariates if c.kind == "spline"]
    curves = {
        "names": ", ".join(map(page.names.column, names)),
        "finding": curve_finding(page, words),
    }
    return {
        "title": effect_title(page, words),
        "slots": effect_slots(page, words),
        "finding": levels_finding(page, words),
        "curves": curves,
        "crossed": {"names": crossed_names(page)},
    }


def _draw_effects(page: Page, words: Words, width: int) -> Figure:
    return effects_forest(effects_shown(page, words), words, width)


def _draw_crossed(page: Page, words: Words, width: int) -> Figure:
    return effects_forest(crossed_shown(page, words), words, width)


def _draw_levels(page: Page, words: Words, width: int) -> Figure:
    return level_picture(page.levels, words, width)


def _draw_curves(page: Page, words: Words, width: int) -> Figure:
    curves = page.tables[CURVES]
    named = curves.assign(group=curves["covariate"].map(page.names.column))
    return curve_picture(named, words, width)


PICTURES = (
    Picture(
        "effects", "effects.csv", _draw_effects, lambda page: bool(len(page.effects)), by_unit=False
    ),
    Picture(
        "crossed",
        "interactions.csv",
        _draw_crossed,
        lambda page: bool(len(page.crossed_effects)),
        by_unit=False,
    ),
    Picture(
        "levels", "effects.csv", _draw_levels, lambda page: bool(len(page.levels)), by_unit=False
    ),
    Picture("curves", CURVES, _draw_curves, lambda page: CURVES in page.tables, by_unit=False),
)
SECTION = Section(
    name="person", place=120, context=_context, template="effects.html", pictures=PICTURES
)
