"""Log odds of the effects: the coefficients by the names of `effects.csv`, in its units."""

from bayes_bench.quantities.people.effects import LOG_ODDS
from bayes_bench.quantities.quantity import Family

FAMILY = Family(lambda _fit: (LOG_ODDS,), place=90)
