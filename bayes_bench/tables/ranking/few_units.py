"""The limit of tables whose size or work grows with the square of the number of units."""

from bayes_bench.fitted import Fit
from bayes_bench.ranking.draws import MAX_TABLED


def has_few_units(fit: Fit) -> bool:
    """Whether so few units are ranked that every pair of unit and rank can be tabled."""
    return fit.analysis.ranked_count <= MAX_TABLED
