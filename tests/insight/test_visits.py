"""Visits to expect: the published figures, the formulas done slowly, and made-up customers of known parameters."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import IntegrationWarning, quad
from scipy.special import betaln, gammaln, hyp2f1

from chaland.insight.expected import BgNbd, Histories, expected_visits, fit_visits, p_alive, total_visits
from chaland.insight.expected.histories import Alike
from chaland.insight.expected.visits import _curve
from chaland.kernel.errors import Refusal
from factories.histories import made_up_histories
from insight.cdnow import cdnow

# Fader, Hardie and Lee (2005), table 2; time in weeks.
PUBLISHED = BgNbd.given(0.243, 4.414, 0.793, 2.426)

rates = st.floats(0.05, 20)
models = st.builds(BgNbd.given, rates, st.floats(0.5, 500), st.floats(0.02, 8), rates)


@st.composite
def one_history(draw):
    age = draw(st.floats(1, 2000))
    frequency = draw(st.integers(0, 300))
    recency = draw(st.floats(0.001, 1)) * age if frequency else 0.0
    return Histories.of([frequency], [recency], [age])


def likelihood(parameters, histories):
    """Equation 6 of the paper, customer by customer."""
    r, alpha, a, b = parameters
    total = 0.0
    for x, t, age in zip(histories.frequency, histories.recency, histories.age, strict=True):
        common = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        staying = np.exp(betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + age))
        leaving = np.exp(betaln(a + 1, b + x - 1) - betaln(a, b) - (r + x) * np.log(alpha + t)) if x else 0.0
        total += common + np.log(staying + leaving)
    return total


def alive(model, x, t, age):
    if not x:
        return 1.0
    odds = model.a / (model.b + x - 1) * ((model.alpha + age) / (model.alpha + t)) ** (model.r + x)
    return 1 / (1 + odds)


def visits_of_staying(model, x, age, days):
    """The mean over the probability of leaving, whose law is Beta(a, b + x) for those who have not left."""

    def visits(leaving):
        if not leaving:
            return (model.r + x) * days / (model.alpha + age)
        return -np.expm1(-(model.r + x) * np.log1p(leaving * days / (model.alpha + age))) / leaving

    a, b = model.a - 1, model.b + x - 1
    with warnings.catch_warnings():
        # Asked for more than can be had, so that small areas are not cut short.
        warnings.simplefilter("ignore", IntegrationWarning)
        area, _ = quad(visits, 0, 1, weight="alg", wvar=(a, b), epsabs=0, epsrel=1e-10, limit=400)
    return area / np.exp(betaln(model.a, model.b + x))


def test_published_parameters_are_found_again():
    assert [round(figure, 3) for figure in fit_visits(cdnow().histories).parameters] == [0.243, 4.414, 0.793, 2.426]


def test_published_customer_is_expected_as_published():
    visits = expected_visits(PUBLISHED, Histories.of([2], [30.43], [38.86]), 39)
    assert round(float(visits[0]), 3) == 1.226


def test_parameters_of_made_up_customers_are_recovered():
    true = {"r": 0.9, "alpha": 40.0, "a": 0.6, "b": 3.0}
    model = fit_visits(made_up_histories(40_000, **true))
    far = [
        abs(found.value - value) / found.error for found, value in zip(model.intervals(), true.values(), strict=True)
    ]
    assert max(far) < 3.5


def test_intervals_surround_the_parameters():
    for found in fit_visits(made_up_histories(5_000, r=1.2, alpha=30.0, a=0.8, b=3.0)).intervals():
        assert 0 < found.low < found.value < found.high


def test_likelihood_equals_the_published_equation():
    histories = made_up_histories(400, r=0.9, alpha=40.0, a=0.6, b=3.0)
    for parameters in ([0.9, 40.0, 0.6, 3.0], [2.0, 5.0, 1.3, 0.4]):
        found = _curve(np.array(parameters), Alike.of(histories)).value
        assert found == pytest.approx(likelihood(parameters, histories), rel=1e-12)


@given(st.tuples(rates, st.floats(1, 200), rates, rates))
@settings(deadline=None, max_examples=settings().max_examples // 6)
def test_derivatives_are_those_of_the_likelihood(parameters):
    alike = Alike.of(made_up_histories(300, r=0.9, alpha=40.0, a=0.6, b=3.0))
    point = np.array(parameters)
    here = _curve(point, alike)
    for place in range(4):
        stride = np.zeros(4)
        stride[place] = 1e-5 * point[place]
        above, below = _curve(point + stride, alike), _curve(point - stride, alike)
        width = 2 * stride[place]
        assert here.slope[place] == pytest.approx((above.value - below.value) / width, rel=1e-4, abs=1e-2)
        assert here.bend[place] == pytest.approx((above.slope - below.slope) / width, rel=1e-3, abs=1e-2)


def test_parameters_do_not_depend_on_order_or_unit():
    days = made_up_histories(3_000, r=0.9, alpha=40.0, a=0.6, b=3.0)
    order = np.random.default_rng(2).permutation(len(days))
    weeks = Histories.of(days.frequency[order], days.recency[order] / 7, days.age[order] / 7)
    first, second = fit_visits(days), fit_visits(weeks)
    assert second.parameters == pytest.approx((first.r, first.alpha / 7, first.a, first.b), rel=1e-5)


@given(models, one_history())
def test_probability_of_being_a_customer_equals_the_formula(model, history):
    with np.errstate(over="ignore"):
        expected = alive(model, history.frequency[0], history.recency[0], history.age[0])
    found = float(p_alive(model, history)[0])
    assert 0 <= found <= 1
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-300)


@given(models, st.integers(1, 50), st.floats(0.1, 500), st.floats(0.1, 500), st.floats(0.1, 500))
def test_probability_falls_with_silence(model, frequency, recency, silence, more):
    ages = np.array([recency + silence, recency + silence + more])
    sooner, later = p_alive(model, Histories.of([frequency] * 2, [recency] * 2, ages))
    assert later <= sooner


@given(models, one_history(), st.floats(1, 1000))
@settings(deadline=None)
def test_expected_visits_equal_the_integral(model, history, days):
    x, age = history.frequency[0], history.age[0]
    slow = visits_of_staying(model, x, age, days) * float(p_alive(model, history)[0])
    assert float(expected_visits(model, history, days)[0]) == pytest.approx(slow, rel=1e-6, abs=1e-12)


@given(models, st.integers(0, 30), st.floats(1, 500), st.floats(1, 300))
def test_expected_visits_equal_the_published_formula(model, frequency, age, days):
    r, alpha, a, b = model.parameters
    c = a + b + frequency - 1
    if min(abs(a - 1), abs(c)) < 1e-3:
        return
    history = Histories.of([frequency], [age / 2 if frequency else 0.0], [age])
    series = hyp2f1(r + frequency, b + frequency, c, days / (alpha + age + days))
    left = ((alpha + age) / (alpha + age + days)) ** (r + frequency)
    published = c / (a - 1) * (1 - left * series) * float(p_alive(model, history)[0])
    assert float(expected_visits(model, history, days)[0]) == pytest.approx(published, rel=1e-5, abs=1e-9)


@given(models, one_history(), st.floats(1, 500), st.floats(1, 500))
def test_more_days_bring_more_visits_and_never_more_than_the_rate(model, history, days, more):
    few, many = (float(expected_visits(model, history, span)[0]) for span in (days, days + more))
    rate = float((model.r + history.frequency[0]) / (model.alpha + history.age[0]))
    assert -1e-9 <= few <= many * (1 + 1e-9) + 1e-12
    assert many <= rate * (days + more) * (1 + 1e-6)


def test_holes_of_the_formula_are_bridged():
    histories = Histories.of([0, 3], [0, 20], [30, 30])
    for hole in (BgNbd.given(0.5, 10, 1.0, 2.0), BgNbd.given(0.5, 10, 0.4, 0.6)):
        slow = [visits_of_staying(hole, x, 30, 60) for x in (0, 3)] * p_alive(hole, histories)
        assert expected_visits(hole, histories, 60) == pytest.approx(slow, rel=1e-4)


def test_total_of_the_file_has_an_interval():
    histories = made_up_histories(3_000, r=0.9, alpha=40.0, a=0.6, b=3.0)
    model = fit_visits(histories)
    total = total_visits(model, histories, 90)
    assert total.value == pytest.approx(expected_visits(model, histories, 90).sum())
    assert 0 < total.low < total.value < total.high


def test_fit_refuses_a_file_with_too_few_who_came_back():
    with pytest.raises(Refusal) as refused:
        fit_visits(Histories.of([0] * 500 + [1] * 49, [0] * 500 + [9] * 49, [30] * 549))
    assert (refused.value.code, refused.value.params) == ("expected_too_few", {"minimum": 50, "found": 49})


@pytest.mark.parametrize(
    ("frequency", "recency", "age"), [(10, 100, 100), (1, 5, 400), (3, 30, 31)], ids=["alike", "gone", "steady"]
)
def test_fit_refuses_customers_who_are_all_alike(frequency, recency, age):
    with pytest.raises(Refusal) as refused:
        fit_visits(Histories.of([frequency] * 200, [recency] * 200, [age] * 200))
    assert refused.value.code == "expected_not_fitted"


@pytest.mark.parametrize(
    ("frequency", "recency", "age"),
    [([1], [2], [1]), ([1], [0], [5]), ([0], [1], [5]), ([-1], [1], [5]), ([1.5], [1], [5]), ([1], [1], [float("nan")]),
     ([1, 2], [1], [5])],
)  # fmt: skip
def test_histories_that_cannot_be_are_not_taken(frequency, recency, age):
    with pytest.raises(ValueError, match=r"needed|whole|between|above"):
        Histories.of(frequency, recency, age)


def test_nobody_expects_nothing():
    assert expected_visits(PUBLISHED, Histories.of([], [], []), 30).tolist() == []
