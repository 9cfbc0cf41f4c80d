"""Sentences on what matters for a person: the largest effect, levels, curves."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from bayes_bench.report.analysis import Analysis, shown_name
from bayes_bench.report.language.words import Words, printable
from bayes_bench.report.sentences import common_slots


def person_slots(analysis: Analysis, words: Words) -> dict[str, str]:
    """The largest effect of the picture of effects; empty where there are none."""
    effects = analysis.effects()
    if effects.empty:
        return common_slots(analysis, words)
    largest = effects.iloc[int(effects["effect_pp"].abs().to_numpy().argmax())]
    level = words.say("person.per_sd") if _is_per_sd(largest) else printable(largest["label"])
    return common_slots(analysis, words) | {
        "label": f"{largest['group']} \N{EN DASH} {level}",
        "effect": words.numbers.signed(largest["effect_pp"]),
    }


def _is_per_sd(effect: pd.Series) -> bool:
    return bool(effect["level"] == "per sd")


def person_title(analysis: Analysis, words: Words) -> str:
    """What matters most for a person.

    A curve is measured by its span, from its lowest to its highest point; a category by its
    largest step from the reference level; a straight line by its effect per standard deviation.
    """
    slots = person_slots(analysis, words)
    if not analysis.found.model.covariates:
        return words.say("person.title.bare", slots)
    effects, curves = analysis.effects(), _curves(analysis)
    if effects.empty:
        return words.say("person.title.curves", slots)
    largest = effects.iloc[int(effects["effect_pp"].abs().to_numpy().argmax())]
    widest = max(curves, key=lambda curve: curve.span, default=None)
    if widest is not None and widest.span > abs(largest["effect_pp"]):
        slots |= {"curve": _said(widest, words)}
        return _capital(words.say("person.title.curve", slots))
    form = "sd" if _is_per_sd(largest) else "step"
    return _capital(words.say(f"person.title.{form}", slots))


def levels_finding(analysis: Analysis, words: Words) -> str:
    """Of the covariate with most levels: its lowest and highest share, all else equal."""
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
    return _capital(words.say("person.levels", slots))


def curve_finding(analysis: Analysis, words: Words) -> str:
    """Where the curve with the largest span is lowest and highest."""
    curves = _curves(analysis)
    if not curves:
        return ""
    return _capital(_said(max(curves, key=lambda curve: curve.span), words))


@dataclass(frozen=True)
class _Curve:
    """Where a spline's effect is lowest and highest: (value, percentage points) of each."""

    name: str
    low: tuple[float, float]
    high: tuple[float, float]

    @property
    def span(self) -> float:
        return self.high[1] - self.low[1]


def _curves(analysis: Analysis) -> list[_Curve]:
    table = analysis.found.tables.get("spline_curves.csv")
    if table is None or table.empty:
        return []
    return [_curve(str(name), rows) for name, rows in table.groupby("covariate", sort=False)]


def _curve(name: str, rows: pd.DataFrame) -> _Curve:
    points = rows[["value", "effect_pp"]].to_numpy(dtype=float)
    low, high = points[points[:, 1].argmin()], points[points[:, 1].argmax()]
    return _Curve(shown_name(name), (low[0], low[1]), (high[0], high[1]))


def _said(curve: _Curve, words: Words) -> str:
    slots = {"covariate": curve.name}
    for name, (value, effect) in (("low", curve.low), ("high", curve.high)):
        slots[name] = words.numbers.signed(effect)
        slots[f"{name}_at"] = words.numbers.decimal(value, 0 if abs(value) >= 10 else 1)
    return words.say("person.curve", slots)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
