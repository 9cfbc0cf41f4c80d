"""How long work that is under way will take."""

from dataclasses import dataclass
from math import exp
from typing import Self

LAST_TENTH = 0.9
"""Part of a stage from which on it only nears its end, until it is over."""


@dataclass(frozen=True)
class Reported:
    """How far steady work was when it said so first, and when it did so last.

    Attributes
    ----------
    first : (int, float)
        What was done, and the time in seconds.
    done, total : int
        Steps.
    now : float
        The time in seconds.
    """

    first: tuple[int, float]
    done: int
    total: int
    now: float

    @classmethod
    def after(cls, before: "Reported | None", steps: tuple[int, int], now: float) -> Self:
        """A report of steps done and in all, after another one or as the first of new work."""
        done, total = steps
        goes_on = before is not None and before.done < done and before.total == total
        return cls(before.first if before and goes_on else (done, now), done, total, now)

    def left(self, now: float) -> float | None:
        """Seconds that are left, by the pace since the first report.

        What went before that is preparation. None where there was no second report.
        """
        done, began = self.first
        if done == self.done:
            return None
        pace = (self.now - began) / (self.done - done)
        return max(pace * (self.total - self.done) - (now - self.now), 0.0)


def nearing(part: float) -> float:
    """Part of a stage that counts as done when so large a part of its time has passed.

    Parameters
    ----------
    part : float
        0 or more; above 1 where it takes longer than was expected.

    Returns
    -------
    float
        The same up to `LAST_TENTH`; above, always less than 1.
    """
    if part <= LAST_TENTH:
        return part
    rest = 1.0 - LAST_TENTH
    return 1.0 - rest * exp(-(part - LAST_TENTH))
