"""Compiled binomial tails and draws, one number at a time (imported only when they run).

Tails are of a binomial distribution with a real number of trials, which is the incomplete beta
function: P(y >= k) = I_p(k, n - k + 1). P(y = k) is its leading factor, so that a mid-p-value costs
one continued fraction and no logarithm of a large factorial.

References
----------
Loader (2000), "Fast and accurate computation of binomial probabilities" (the saddle-point form);
Didonato & Morris (1992), 10.1145/131766.131776 (the incomplete beta function).
"""

import math

from bayes_bench.numerics.compiled import compiled

FEW = 16
"""Counts up to which P(y < k) is added up term by term."""
SEVERAL = 1024
"""Counts up to which that is done from the observed one downwards, where most lies above: the
continued fraction loses digits there if events are rare."""
SMALLEST_LOG = -600.0
"""exp of anything less is no first term to begin from."""
IMPOSSIBLE = 1e-9
"""n - k + 1 where k is one too many: 0 but for rounding."""
PRECISION = 1e-15
MAX_STEPS = 10_000
"""The continued fraction takes some sqrt(n) of them."""
LOG_SQRT_2PI = 0.9189385332046727


@compiled
def stirling_error(n: float) -> float:
    """log n! less Stirling's formula, for any real n > 0."""
    if n < FEW:
        return math.lgamma(n + 1.0) - (n + 0.5) * math.log(n) + n - LOG_SQRT_2PI
    r = 1.0 / (n * n)
    series = 1.0 / 1260.0 - r * (1.0 / 1680.0 - r * (1.0 / 1188.0 - r * (691.0 / 360360.0)))
    return (1.0 / 12.0 - r * (1.0 / 360.0 - r * series)) / n


@compiled
def deviance(x: float, mean: float) -> float:
    """x log(x / mean) + mean - x, without cancellation where the two are close."""
    difference = x - mean
    if abs(difference) >= 0.1 * (x + mean):
        return x * math.log(x / mean) - difference
    v = difference / (x + mean)
    total, power = difference * v, 2.0 * x * v
    for j in range(1, 1000):
        power *= v * v
        added = power / (2 * j + 1)
        total += added
        if abs(added) <= PRECISION * abs(total):
            break
    return total


@compiled
def point_probability(k: float, n: float, p: float) -> float:
    """P(y = k) = Gamma(n + 1) / (Gamma(k + 1) Gamma(n - k + 1)) p^k (1 - p)^(n - k).

    k >= 0 whole, n > k - 1 real, 0 < p < 1.
    """
    rest = n - k
    if k == 0.0:
        return math.exp(n * math.log1p(-p))
    if rest < 1.0:
        # log n! - log k! of neighbours, without the difference of two large numbers
        ways = (k + 0.5) * math.log1p(rest / k) + rest * math.log(n) - rest
        ways += stirling_error(n) - stirling_error(k) - math.lgamma(rest + 1.0)
        return math.exp(ways + k * math.log(p) + rest * math.log1p(-p))
    log = stirling_error(n) - stirling_error(k) - stirling_error(rest)
    log -= deviance(k, n * p) + deviance(rest, n * (1.0 - p))
    return math.exp(log - LOG_SQRT_2PI) * math.sqrt(n / (k * rest))


@compiled
def continued_fraction(a: float, b: float, x: float, y: float) -> float:
    """I_x(a, b) over x^a y^b / (a B(a, b)); y = 1 - x, x < (a + 1) / (a + b + 2)."""
    # convergents A / B, with B scaled to 1 after every second step
    a_before, a_now, b_before = 1.0, 1.0, 1.0
    # 1 - (a + b) x / (a + 1), from the smaller of x and y
    first = a + 1.0 - (a + b) * x if x < y else 1.0 - b + (a + b) * y
    b_now = first / (a + 1.0)
    for m in range(1, MAX_STEPS):
        k = a + 2.0 * m
        even = m * (b - m) * x / ((k - 1.0) * k)
        odd = -(a + m) * (a + b + m) * x / (k * (k + 1.0))
        a_even, b_even = a_now + even * a_before, b_now + even * b_before
        a_odd, b_odd = a_even + odd * a_now, b_even + odd * b_now
        scale, last = 1.0 / b_odd, a_now
        a_before, b_before = a_even * scale, b_even * scale
        a_now, b_now = a_odd * scale, 1.0
        if abs(a_now - last) <= PRECISION * abs(a_now):
            break
    return a_now


@compiled
def upper_mid_p(k: int, n: float, p: float) -> float:
    """P(y > k) + P(y = k) / 2; k >= 0 whole, n >= 0 real, 0 <= p <= 1."""
    left = n - k + 1.0
    if left <= IMPOSSIBLE and k > 0:
        return 0.0
    if p <= 0.0:
        return 0.5 if k == 0 else 0.0
    can_exceed = left > 1.0 + IMPOSSIBLE
    if p >= 1.0:
        return 1.0 if can_exceed else 0.5
    none = n * math.log1p(-p)
    if k <= FEW and none > SMALLEST_LOG:
        return _added_up(k, n, p, math.exp(none))
    point, q = point_probability(float(k), n, p), 1.0 - p
    if p < (k + 1.0) / (n + 3.0):
        at_least = point * q * continued_fraction(float(k), left, p, q)
    elif k <= SEVERAL:
        at_least = 1.0 - point * _below(k, n, q / p)
    else:
        at_least = 1.0 - point * q * k / left * continued_fraction(left, float(k), q, p)
    return at_least - 0.5 * point if can_exceed else 0.5 * at_least


@compiled
def _below(k: int, n: float, odds_against: float) -> float:
    """P(y < k) over P(y = k), downwards."""
    term, total = 1.0, 0.0
    for j in range(k, 0, -1):
        term *= j / (n - j + 1.0) * odds_against
        total += term
        if term <= PRECISION * total:
            break
    return total


@compiled
def _added_up(k: int, n: float, p: float, none: float) -> float:
    """The same of a small count, from P(y = 0)."""
    odds, point, below = p / (1.0 - p), none, 0.0
    for j in range(k):
        below += point
        point *= (n - j) / (j + 1.0) * odds
    return 1.0 - below - 0.5 * point if n - k > IMPOSSIBLE else 0.5 * (1.0 - below)


@compiled
def binomial_from(uniform: float, n: int, p: float) -> int:
    """The binomial count of a uniform number: by inversion, outwards from the most likely count.

    It takes as many steps as the count is from the most likely one: some sqrt(n p (1 - p)).
    """
    if p <= 0.0 or p >= 1.0:
        return n if p >= 1.0 else 0
    middle = min(int((n + 1) * p), n)
    point = point_probability(float(middle), float(n), p)
    odds, rest = p / (1.0 - p), uniform - point
    up, down, above, below = point, point, middle, middle
    while rest > 0.0 and up + down > 0.0:
        up *= (n - above) / (above + 1.0) * odds
        above += 1
        rest -= up
        if rest <= 0.0:
            return above
        down *= below / ((n - below + 1.0) * odds)
        below -= 1
        rest -= down
        if rest <= 0.0:
            return below
    return middle
