"""Pooled regression against a textbook, closed forms, and separation seen on the number line."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import expit, logit
from scipy.stats import binom

from bayes_bench.design.matrix import Design, Term
from bayes_bench.design.pooled_logistic import fit_pooled


def measured(*columns, trials=None):
    """A design of linear columns."""
    matrix = np.column_stack(columns).astype(float)
    terms = tuple(Term(f"x{i}", "linear", "", f"x{i}") for i in range(matrix.shape[1]))
    center = np.average(matrix, axis=0, weights=trials)
    return Design(sparse.csr_array(matrix), center, terms, {})


def categories(codes):
    """A design of one category covariate with reference 0."""
    hot = (np.asarray(codes)[:, None] == np.arange(1, max(codes) + 1)).astype(float)
    terms = tuple(Term("c", "category", str(i), f"c[{i}]") for i in range(1, max(codes) + 1))
    return Design(sparse.csr_array(hot), hot.mean(axis=0), terms, {})


def test_beetle_mortality_as_in_the_textbook():
    # Dobson & Barnett, An Introduction to Generalized Linear Models, ch. 7 (data of Bliss 1935):
    # killed of exposed at eight doses, and the fitted values of the logistic model, two decimals.
    dose = np.array([1.6907, 1.7242, 1.7552, 1.7842, 1.8113, 1.8369, 1.8610, 1.8839])
    exposed = np.array([59, 60, 62, 56, 63, 59, 62, 60])
    killed = np.array([6, 13, 18, 28, 52, 53, 61, 60])
    fitted = [3.46, 9.84, 22.45, 33.90, 50.10, 53.29, 59.22, 58.74]
    fit = fit_pooled(measured(dose), killed, exposed)
    assert fit.is_finite
    np.testing.assert_allclose(fit.probability * exposed, fitted, atol=0.006)


def test_one_category_has_the_shares_of_its_levels():
    codes = [0, 1, 2, 0, 1, 2]
    events, trials = np.array([1, 2, 3, 4, 5, 6]), np.array([10, 10, 10, 20, 20, 20])
    fit = fit_pooled(categories(codes), events, trials)
    shares = np.array([5 / 30, 7 / 30, 9 / 30])
    np.testing.assert_allclose(fit.probability, shares[codes], rtol=1e-9)


def test_without_covariates_it_is_the_country():
    empty = Design(sparse.csr_array((3, 0)), np.empty(0), (), {})
    fit = fit_pooled(empty, np.array([1, 0, 5]), np.array([4, 3, 5]))
    np.testing.assert_allclose(fit.probability, 0.5, rtol=1e-12)


@given(st.integers(0, 10_000))
def test_no_other_optimiser_finds_more_likelihood(seed):
    rng = np.random.default_rng(seed)
    columns, trials = rng.normal(size=(3, 40)), rng.integers(5, 50, 40)
    events = rng.binomial(trials, expit(columns.T @ [1.0, -0.5, 0.2]))
    design = measured(*columns)
    fit = fit_pooled(design, events.astype(float), trials.astype(float))

    def minus_log_likelihood(b):
        predictor = b[0] + columns.T @ b[1:]
        return trials @ np.logaddexp(0, predictor) - events @ predictor

    other = minimize(minus_log_likelihood, np.zeros(4), method="Nelder-Mead", options=PRECISE)
    assert fit.is_finite
    np.testing.assert_allclose(
        fit.probability, expit(other.x[0] + columns.T @ other.x[1:]), atol=1e-4
    )


PRECISE = {"maxiter": 5000, "maxfev": 5000, "xatol": 1e-7, "fatol": 1e-9, "adaptive": True}


def test_columns_that_depend_on_each_other_change_nothing():
    rng = np.random.default_rng(3)
    x, trials = rng.normal(size=30), np.full(30, 20)
    events = rng.binomial(trials, 0.3)
    once = fit_pooled(measured(x), events, trials).probability
    twice = fit_pooled(measured(x, -2 * x, np.ones(30)), events, trials).probability
    np.testing.assert_allclose(twice, once, rtol=1e-8)


def test_a_column_far_from_zero_changes_nothing():
    # A calendar year divided by its sd lies some 4,000 sd from zero.
    rng = np.random.default_rng(4)
    x, trials = rng.normal(size=30), np.full(30, 20)
    events = rng.binomial(trials, 0.3)
    near = fit_pooled(measured(x), events, trials).probability
    far = fit_pooled(measured(x + 4032), events, trials).probability
    np.testing.assert_allclose(far, near, rtol=1e-7)


def test_a_level_without_events_is_expected_to_have_none_and_it_is_said():
    codes = [0, 1, 2, 0, 1, 2]
    events, trials = np.array([1, 0, 3, 4, 0, 6]), np.full(6, 10)
    fit = fit_pooled(categories(codes), events, trials)
    assert not fit.is_finite
    np.testing.assert_allclose(fit.probability, [0.25, 0, 0.45, 0.25, 0, 0.45], rtol=1e-9)


def test_a_level_of_events_only_likewise():
    fit = fit_pooled(categories([0, 1, 0]), np.array([1, 7, 3]), np.array([4, 7, 4]))
    assert not fit.is_finite
    np.testing.assert_allclose(fit.probability, [0.5, 1, 0.5], rtol=1e-9)


def test_perfect_separation_expects_what_was_observed():
    x = np.array([-2.0, -1.0, 1.0, 2.0])
    fit = fit_pooled(measured(x), np.array([0, 0, 3, 5]), np.array([4, 2, 3, 5]))
    assert not fit.is_finite
    np.testing.assert_array_equal(fit.probability, [0, 0, 1, 1])


def test_quasi_separation_leaves_the_mixed_point_to_itself():
    x = np.array([-1.0, 0.0, 0.0, 1.0])
    fit = fit_pooled(measured(x), np.array([0, 1, 2, 6]), np.array([5, 4, 4, 6]))
    assert not fit.is_finite
    np.testing.assert_allclose(fit.probability, [0, 3 / 8, 3 / 8, 1], rtol=1e-9)


@given(
    st.lists(
        st.tuples(st.integers(-1, 1), st.integers(-1, 1), st.integers(0, 2)),
        min_size=3,
        max_size=8,
    ).filter(lambda cells: 0 < sum(events for _, _, events in cells) < 2 * len(cells))
)
def test_limit_or_not_the_case_mix_of_the_expected_is_that_of_the_events(cells):
    # Finite or at infinity, maximum likelihood matches the sum of every column over the events,
    # and no finite coefficients are likelier.
    x1, x2, events = (np.array(column) for column in zip(*cells, strict=True))
    trials = np.full(events.size, 2)
    fit = fit_pooled(measured(x1, x2), events, trials)
    for column in (np.ones(events.size), x1, x2):
        assert np.isclose(column @ (trials * fit.probability), column @ events, atol=1e-5)
    likelihood = np.prod(binom.pmf(events, trials, fit.probability))
    for slopes in np.random.default_rng(0).normal(0, 3, size=(50, 3)):
        other = expit(slopes[0] + slopes[1] * x1 + slopes[2] * x2)
        assert np.prod(binom.pmf(events, trials, other)) <= likelihood * (1 + 1e-6)


@given(
    st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=3, max_size=12).filter(
        lambda people: len({x for x, _ in people}) > 1 and len({y for _, y in people}) == 2
    )
)
def test_one_covariate_separates_when_its_values_do_not_overlap(people):
    x, y = (np.array(column) for column in zip(*people, strict=True))
    with_event, without = x[y], x[~y]
    # On the number line: all events on one side of all non-events, touching at most.
    apart = with_event.min() >= without.max() or with_event.max() <= without.min()
    fit = fit_pooled(measured(x), y.astype(int), np.ones(x.size, dtype=int))
    assert fit.is_finite == (not apart)
    assert np.isclose(fit.probability.sum(), y.sum(), atol=1e-6)


def test_rare_events_are_no_separation():
    # Fitted probabilities of 5 and 10 in a million lie near 0 without being on their way to it.
    million = 10**6
    fit = fit_pooled(categories([0, 1]), np.array([1, 10]), np.array([2 * million, million]))
    assert fit.is_finite
    np.testing.assert_allclose(fit.probability, [0.5 / million, 10 / million], rtol=1e-6)


def test_a_measurement_of_many_values_beside_a_category_balances_every_column():
    # More values than a table has rows: the column is its own, and pairs of both kinds count.
    rng = np.random.default_rng(8)
    x, codes = rng.normal(size=900), rng.integers(0, 3, 900)
    matrix = np.column_stack([x, codes == 1, codes == 2]).astype(float)
    trials = rng.integers(1, 5, 900)
    events = rng.binomial(trials, expit(matrix @ [0.8, -0.5, 1.0] - 1.0))
    terms = (Term("x", "linear", "", "x"), *(Term("c", "category", c, f"c[{c}]") for c in "12"))
    design = Design(sparse.csr_array(matrix), matrix.mean(axis=0), terms, {})
    assert design.lookups.loose.shape == (900, 1)
    fit = fit_pooled(design, events.astype(float), trials.astype(float))
    columns = np.column_stack([np.ones(900), matrix])
    # the score equations, and a logit that is linear in the columns: no other point has both
    np.testing.assert_allclose((events - trials * fit.probability) @ columns, 0.0, atol=1e-7)
    logits = logit(fit.probability)
    found = np.linalg.lstsq(columns, logits)[0]
    np.testing.assert_allclose(columns @ found, logits, atol=1e-9)
