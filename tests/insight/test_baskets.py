"""The basket to expect: the published figures, derivatives, and made-up customers of known parameters."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import gammaln

from chaland.insight.expected import (
    BgNbd,
    GammaGamma,
    Histories,
    expected_average,
    expected_revenue,
    expected_visits,
    fit_baskets,
    value_correlation,
)
from chaland.insight.expected.baskets import _curve, _Sums
from chaland.kernel.errors import Refusal
from insight.cdnow import cdnow

TRUE = {"p": 6.0, "q": 4.0, "gamma": 1500.0}


def made_up_baskets(customers, *, p, q, gamma, seed=3):
    chance = np.random.default_rng(seed)
    frequency = chance.integers(0, 12, customers).astype(float)
    rate = chance.gamma(q, 1 / gamma, customers)
    baskets = np.maximum(frequency, 1)
    return frequency, np.where(frequency > 0, chance.gamma(p * baskets, 1 / rate) / baskets, 0.0)


def likelihood(parameters, frequency, mean):
    """Equation 1a of the note, customer by customer."""
    p, q, gamma = parameters
    total = 0.0
    for x, z in zip(frequency, mean, strict=True):
        total += gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(gamma)
        total += (p * x - 1) * np.log(z) + p * x * np.log(x) - (p * x + q) * np.log(gamma + x * z)
    return total


def test_published_parameters_are_found_again():
    data = cdnow()
    found = fit_baskets(data.histories.frequency, data.mean_value).parameters
    assert [round(figure, 2) for figure in found] == [6.25, 3.74, 15.45]
    assert found[2] == pytest.approx(15.44, abs=0.01)


def test_parameters_of_made_up_customers_are_recovered():
    model = fit_baskets(*made_up_baskets(30_000, **TRUE))
    far = [
        abs(found.value - value) / found.error for found, value in zip(model.intervals(), TRUE.values(), strict=True)
    ]
    assert max(far) < 3.5


def test_likelihood_and_derivatives_are_those_of_the_published_equation():
    frequency, mean = made_up_baskets(300, **TRUE)
    frequency, mean = frequency[frequency > 0], mean[frequency > 0]
    sums, point = _Sums.of(frequency, mean), np.array([3.0, 2.5, 900.0])
    here = _curve(point, sums)
    assert here.value == pytest.approx(likelihood(point, frequency, mean), rel=1e-12)
    for place in range(3):
        stride = np.zeros(3)
        stride[place] = 1e-5 * point[place]
        above, below = _curve(point + stride, sums), _curve(point - stride, sums)
        assert here.slope[place] == pytest.approx((above.value - below.value) / (2 * stride[place]), rel=1e-5)
        assert here.bend[place] == pytest.approx((above.slope - below.slope) / (2 * stride[place]), rel=1e-4)


def test_average_to_expect_goes_from_the_file_to_the_customer():
    model = GammaGamma.given(6.25, 3.74, 15.44)
    unknown, once, often = expected_average(model, [0, 1, 1000], [0.0, 100.0, 100.0])
    assert unknown == pytest.approx(model.mean)
    assert once == pytest.approx(6.25 * (15.44 + 100) / (6.25 + 3.74 - 1))
    assert often == pytest.approx(100, rel=0.01)


@given(st.floats(0.5, 20), st.floats(1.05, 20), st.floats(1, 1e5), st.integers(0, 500), st.floats(-100, 1e6))
@settings(deadline=None)
def test_average_lies_between_the_file_and_the_customer(p, q, gamma, frequency, mean):
    model = GammaGamma.given(p, q, gamma)
    average = float(expected_average(model, [frequency], [mean])[0])
    own = max(mean, 0.0) if frequency else model.mean
    assert min(own, model.mean) * (1 - 1e-9) <= average <= max(own, model.mean) * (1 + 1e-9)


def test_unit_of_the_baskets_does_not_matter():
    frequency, cents = made_up_baskets(2_000, **TRUE)
    first, second = fit_baskets(frequency, cents), fit_baskets(frequency, cents / 100)
    assert second.parameters == pytest.approx((first.p, first.q, first.gamma / 100), rel=1e-5)


def test_revenue_is_visits_times_the_basket():
    visits, baskets = BgNbd.given(0.243, 4.414, 0.793, 2.426), GammaGamma.given(6.25, 3.74, 15.44)
    histories = Histories.of([2, 0], [30.43, 0], [38.86, 20])
    expected = expected_visits(visits, histories, 39) * expected_average(baskets, [2, 0], [22.35, 0])
    assert expected_revenue(visits, baskets, histories, [22.35, 0], 39).tolist() == expected.tolist()


def test_fit_leaves_out_who_has_no_basket_above_zero():
    frequency, mean = made_up_baskets(1_000, **TRUE)
    more = np.append(frequency, [0, 3, 2]), np.append(mean, [0, 0, -50])
    assert fit_baskets(*more).parameters == fit_baskets(frequency, mean).parameters


def test_fit_refuses_too_few():
    with pytest.raises(Refusal) as refused:
        fit_baskets([1] * 49 + [0] * 100, [5.0] * 149)
    assert (refused.value.code, refused.value.params) == ("expected_too_few", {"minimum": 50, "found": 49})


def test_fit_refuses_baskets_that_are_all_alike():
    with pytest.raises(Refusal) as refused:
        fit_baskets([3] * 200, [25.0] * 200)
    assert refused.value.code == "expected_not_fitted"


def test_correlation_counts_who_came_back():
    assert value_correlation([0, 1, 2, 3], [9e9, 10, 20, 30]) == pytest.approx(1)
    assert value_correlation([1, 1, 1], [10, 20, 30]) == 0


def test_arrays_of_different_lengths_are_not_taken():
    with pytest.raises(ValueError, match="one length"):
        expected_average(GammaGamma.given(6, 4, 15), [1, 2], [1.0])
