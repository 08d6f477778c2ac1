"""Visits to come, by BG/NBD.

While they are customers, people visit at random moments, each at a rate of their own, spread over the file as a gamma
(r, α); after each visit a person stops being a customer with a probability of their own, spread as a beta (a, b).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, expit, gammaln, hyp2f1, polygamma, psi

from chaland.insight.expected.fitting import LEAST_CUSTOMERS, Curve, Estimate, Floats, estimates, maximise
from chaland.insight.expected.histories import Alike, Histories, pairs
from chaland.kernel.errors import Refusal

# The formula has a hole at a = 1 and at a + b + x = 1, where its limit is reached from beside.
_BESIDE = 1e-7
_MOST_TERMS = 100_000
_SMALL = 1e-16


@dataclass(frozen=True, slots=True)
class BgNbd:
    """A fitted file. r, α: the rates, r ÷ α visits a day on average; a, b: leaving, a ÷ (a + b) after a visit.

    covariance: of (r, α, a, b), from the observed information; zeros when the parameters were given.
    """

    r: float
    alpha: float
    a: float
    b: float
    covariance: Floats

    @classmethod
    def given(cls, r: float, alpha: float, a: float, b: float) -> "BgNbd":
        """Take parameters from elsewhere, such as a publication."""
        return cls(r, alpha, a, b, np.zeros((4, 4)))

    @property
    def parameters(self) -> tuple[float, float, float, float]:
        return self.r, self.alpha, self.a, self.b

    def intervals(self) -> tuple[Estimate, ...]:
        """Return r, α, a and b with their standard errors and 95 % intervals."""
        return estimates(self.parameters, self.covariance)


def fit_visits(histories: Histories) -> BgNbd:
    """Return the parameters that make the file most likely.

    Raises Refusal `expected_too_few` below LEAST_CUSTOMERS who came back, and `expected_not_fitted` when the data do
    not tell the parameters, as when everybody visits alike or nobody ever stops.
    """
    found = int(np.count_nonzero(histories.frequency))
    if found < LEAST_CUSTOMERS:
        raise Refusal("expected_too_few", minimum=LEAST_CUSTOMERS, found=found)
    alike = Alike.of(histories)
    rate = histories.frequency.sum() / histories.age.sum()
    start = np.array([1.0, 1.0 / rate, 1.0, 3.0])
    (r, alpha, a, b), covariance = maximise(lambda parameters: _curve(parameters, alike), start)
    return BgNbd(float(r), float(alpha), float(a), float(b), covariance)


def p_alive(model: BgNbd, histories: Histories) -> Floats:
    """Return the probability that each is still a customer on the day of the count.

    It is 1 for who came once: the model lets people leave only after coming back.
    """
    x = np.maximum(histories.frequency, 1.0)
    ratio = np.log(model.alpha + histories.age) - np.log(model.alpha + histories.recency)
    odds = np.log(model.a / (model.b + x - 1)) + (model.r + x) * ratio
    return np.where(histories.frequency > 0, expit(-odds), 1.0)


def expected_visits(model: BgNbd, histories: Histories, days: float) -> Floats:
    """Return how many times each is expected to visit in the days after the day of the count.

    The published formula (10), by Euler's transformation, whose series stays short for who comes often.
    """
    return expected_visits_of(model, histories, pairs(histories.frequency, histories.age), days)


def expected_visits_of(
    model: BgNbd, histories: Histories, cells: tuple[Floats, Floats, NDArray[np.intp]], days: float
) -> Floats:
    """Return the same where `pairs` of frequency and age are found already: for several models of one file."""
    x, age, place = cells
    return _while_customers(model, x, age, days)[place] * p_alive(model, histories)


def _while_customers(model: BgNbd, x: Floats, age: Floats, days: float) -> Floats:
    """Return the visits expected of those who are still customers on the day of the count."""
    a = model.a if abs(model.a - 1) > _BESIDE else 1 + _BESIDE
    c = a + model.b + x - 1
    c = np.where(np.abs(c) > _BESIDE, c, _BESIDE)
    left = (model.alpha + age) / (model.alpha + age + days)
    series = _hypergeometric(a - 1, a + model.b - 1 - model.r, c, 1 - left)
    visits: Floats = c / (a - 1) * (1 - left ** (a - 1) * series)
    return visits


def _hypergeometric(first: float, second: float, third: Floats, place: Floats) -> Floats:
    """Return ₂F₁; SciPy's own overflows on the way for some large `third`, where the plain series is short."""
    with np.errstate(over="ignore", invalid="ignore"):
        found = np.atleast_1d(hyp2f1(first, second, third, place))
    lost = ~np.isfinite(found)
    term = np.ones(np.count_nonzero(lost))
    total = term.copy()
    for k in range(_MOST_TERMS):
        if (np.abs(term) <= _SMALL * np.abs(total)).all():
            break
        term = term * (first + k) * (second + k) / ((third[lost] + k) * (k + 1)) * place[lost]
        total += term
    found[lost] = total
    return found


def _curve(parameters: Floats, alike: Alike) -> Curve:
    """Return the log-likelihood: what frequencies and ages tell by themselves, and what leaving adds to it."""
    whole, leaving = _by_margins(parameters, alike), _by_leaving(parameters, alike)
    return Curve(whole.value + leaving.value, whole.slope + leaving.slope, whole.bend + leaving.bend)


def _by_margins(parameters: Floats, alike: Alike) -> Curve:
    r, alpha, a, b = parameters
    x, count, age = alike.repeats, alike.repeat_count, alpha + alike.ages
    customers = count.sum()
    visits = r * alike.age_count + alike.age_visits
    value = count @ (gammaln(r + x) - gammaln(r) + betaln(a, b + x) - betaln(a, b))
    value += customers * r * np.log(alpha) - visits @ np.log(age)
    both = psi(a + b) - psi(a + b + x)
    slope = [
        count @ (psi(r + x) - psi(r)) + customers * np.log(alpha) - alike.age_count @ np.log(age),
        customers * r / alpha - (visits / age).sum(),
        count @ both,
        count @ (both + psi(b + x) - psi(b)),
    ]
    bend = np.zeros((4, 4))
    bend[0, 0] = count @ (polygamma(1, r + x) - polygamma(1, r))
    bend[0, 1] = bend[1, 0] = customers / alpha - (alike.age_count / age).sum()
    bend[1, 1] = (visits / age**2).sum() - customers * r / alpha**2
    bend[2:, 2:] = count @ (polygamma(1, a + b) - polygamma(1, a + b + x))
    bend[3, 3] += count @ (polygamma(1, b + x) - polygamma(1, b))
    return Curve(float(value), np.array(slope), bend)


def _by_leaving(parameters: Floats, alike: Alike) -> Curve:
    """Return the part of those who came back: log(1 + odds of having left), its derivatives through the log odds."""
    r, alpha, a, b = parameters
    visits, since, old, after = r + alike.x, alpha + alike.recency, alpha + alike.age, b + alike.x - 1
    ratio = np.log(old) - np.log(since)
    odds = np.log(a / after) + visits * ratio
    left = expit(odds)
    weighed = alike.weight * left
    turn = 1 / old - 1 / since
    by_parameter = np.stack([ratio, visits * turn, np.full_like(odds, 1 / a), -1 / after])
    bend = (by_parameter * (weighed * (1 - left))) @ by_parameter.T
    bend[0, 1] += weighed @ turn
    bend[1, 0] = bend[0, 1]
    bend[1, 1] += weighed @ (visits * (1 / since**2 - 1 / old**2))
    bend[2, 2] -= weighed.sum() / a**2
    bend[3, 3] += weighed @ (1 / after**2)
    return Curve(float(alike.weight @ np.logaddexp(0, odds)), by_parameter @ weighed, bend)
