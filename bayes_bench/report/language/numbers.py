"""Numbers in the form of a language, by Babel."""

import math
from dataclasses import dataclass
from functools import lru_cache

from babel.numbers import format_decimal

MINUS = "\N{MINUS SIGN}"
NOTHING = "\N{EN DASH}"
"""What stands where there is no number."""


@dataclass(frozen=True)
class Numbers:
    """Writes numbers in a language.

    Attributes
    ----------
    language : str
        ``en`` or ``da``.
    """

    language: str

    def whole(self, value: float) -> str:
        """20,312 or 20.312."""
        return self._written(value, 0, "#,##0")

    def decimal(self, value: float, digits: int = 1) -> str:
        """4.6 or 4,6."""
        return self._written(value, digits, _pattern(digits))

    def signed(self, value: float, digits: int = 1) -> str:
        """+4.6, −4.6, or 0.0 without a sign."""
        if not _is_known(value):
            return NOTHING
        pattern = _pattern(digits)
        is_nought = round(float(value), digits) == 0
        return self._written(value, digits, pattern if is_nought else f"+{pattern};-{pattern}")

    def percent(self, fraction: float, digits: int = 1) -> str:
        """22.0% or 22,0 %, of 0.22."""
        known = _is_known(fraction)
        return self._with_sign(self.decimal(100 * fraction, digits)) if known else NOTHING

    def probability(self, value: float) -> str:
        """A probability as a whole per cent; never 0 % or 100 % where it is neither for sure."""
        if not _is_known(value):
            return NOTHING
        if value <= 0.005:  # a half is rounded to the even number, 0
            return "<" + self._with_sign("1")
        return ">" + self._with_sign("99") if value >= 0.995 else self.percent(value, 0)

    def probability_error(self, mcse: float) -> str:
        """A Monte Carlo error of a probability in points: ±0.4, a dash where all draws agree."""
        less = "<" if 100 * mcse < 0.05 else ""
        return f"±{less}{self.decimal(max(100 * mcse, 0.1))}" if mcse > 0 else NOTHING

    def interval(self, lower: float, upper: float) -> str:
        """−4.6 to +1.2, as numbers with a sign between which a dash would be misread."""
        known = _is_known(lower) and _is_known(upper)
        return f"{self.signed(lower)} {self._to} {self.signed(upper)}" if known else NOTHING

    def percents(self, lower: float, upper: float) -> str:
        """Bounds of a rate or a fraction: 20.1–24.3 %."""
        return f"{self.decimal(100 * lower)}{NOTHING}{self.percent(upper)}"

    def ranks(self, lower: float, upper: float) -> str:
        """Bounds of a rank: 3–41."""
        known = _is_known(lower) and _is_known(upper)
        return f"{self.whole(lower)}{NOTHING}{self.whole(upper)}" if known else NOTHING

    @property
    def _to(self) -> str:
        return {"da": "til"}.get(self.language, "to")

    def _with_sign(self, number: str) -> str:
        return number + {"da": "\N{NO-BREAK SPACE}%"}.get(self.language, "%")

    def _written(self, value: float, digits: int, pattern: str) -> str:
        if not _is_known(value):
            return NOTHING
        rounded = round(float(value), digits) + 0.0  # never a minus before nought
        return _formatted(rounded, pattern, self.language)


@lru_cache(maxsize=10_000)
def _formatted(number: float, pattern: str, language: str) -> str:
    """A page has many figures and few different ones: Babel reads the pattern anew for each."""
    return str(format_decimal(number, format=pattern, locale=language)).replace("-", MINUS)


def _pattern(digits: int) -> str:
    return "#,##0" + ("." + "0" * digits if digits else "")


def _is_known(value: float) -> bool:
    return math.isfinite(value)
