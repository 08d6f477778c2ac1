"""The basket to expect of each customer, by Gamma-Gamma.

Each customer's baskets are spread as a gamma (p, ν) about a mean of their own, and ν over the file as a gamma (q, γ).
A customer seen few times is expected near the file's mean, one seen often near their own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, polygamma, psi

from chaland.insight.expected.fitting import LEAST_CUSTOMERS, Curve, Estimate, Floats, estimates, maximise
from chaland.kernel.errors import Refusal


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """A fitted file; p and q have no unit, γ is in that of the baskets. covariance: of (p, q, γ)."""

    p: float
    q: float
    gamma: float
    covariance: Floats

    @classmethod
    def given(cls, p: float, q: float, gamma: float) -> "GammaGamma":
        """Take parameters from elsewhere, such as a publication."""
        return cls(p, q, gamma, np.zeros((3, 3)))

    @property
    def parameters(self) -> tuple[float, float, float]:
        return self.p, self.q, self.gamma

    @property
    def mean(self) -> float:
        """The basket to expect of somebody of whom nothing is known."""
        return self.p * self.gamma / (self.q - 1)

    def intervals(self) -> tuple[Estimate, ...]:
        """Return p, q and γ with their standard errors and 95 % intervals."""
        return estimates(self.parameters, self.covariance)


def fit_baskets(frequency: ArrayLike, mean_value: ArrayLike) -> GammaGamma:
    """Return the parameters that make the file most likely.

    frequency: how many baskets the mean is of; mean_value: their mean. Customers without a basket, or whose mean is
    not above zero, tell nothing and are left out.
    Raises Refusal `expected_too_few` below LEAST_CUSTOMERS, and `expected_not_fitted` when the data do not tell the
    parameters, or tell that baskets have no mean (q ≤ 1).
    """
    x, mean = _columns(frequency, mean_value)
    told = (x > 0) & (mean > 0)
    found = int(np.count_nonzero(told))
    if found < LEAST_CUSTOMERS:
        raise Refusal("expected_too_few", minimum=LEAST_CUSTOMERS, found=found)
    sums = _Sums.of(x[told], mean[told])
    start = np.array([2.0, 2.0, float(sums.total.sum() / sums.x.sum()) / 2])
    (p, q, gamma), covariance = maximise(lambda parameters: _curve(parameters, sums), start)
    if q <= 1:
        raise Refusal("expected_not_fitted")
    return GammaGamma(float(p), float(q), float(gamma), covariance)


def expected_average(model: GammaGamma, frequency: ArrayLike, mean_value: ArrayLike) -> Floats:
    """Return the mean basket to expect of each: between their own and the file's. A mean below zero counts as zero."""
    x, mean = _columns(frequency, mean_value)
    total = np.where(x > 0, x * np.maximum(mean, 0.0), 0.0)
    average: Floats = model.p * (model.gamma + total) / (model.p * x + model.q - 1)
    return average


def value_correlation(frequency: ArrayLike, mean_value: ArrayLike) -> float:
    """Return the correlation of how often and how much, over who came back; 0 where there is none to speak of.

    The model takes it to be zero: far from it, the revenue expected of the most frequent is biased.
    """
    x, mean = _columns(frequency, mean_value)
    x, mean = x[x > 0], mean[x > 0]
    if len(x) < 2 or np.ptp(x) == 0 or np.ptp(mean) == 0:  # noqa: PLR2004 - two points make a line
        return 0.0
    return float(np.corrcoef(x, mean)[0, 1])


def _columns(frequency: ArrayLike, mean_value: ArrayLike) -> tuple[Floats, Floats]:
    x, mean = np.asarray(frequency, dtype=np.float64), np.asarray(mean_value, dtype=np.float64)
    if x.ndim != 1 or x.shape != mean.shape:
        raise ValueError("Two arrays of one length are needed.")
    if not (np.isfinite(x).all() and (x >= 0).all() and np.isfinite(mean[x > 0]).all()):
        raise ValueError("A frequency is zero or more, and a mean is a number.")
    return x, mean


@dataclass(frozen=True, slots=True)
class _Sums:
    """What the likelihood needs: each frequency with its customers, and each customer's frequency and total."""

    repeats: Floats
    count: Floats
    x: Floats
    total: Floats
    log_x_total: float
    log_mean: float

    @classmethod
    def of(cls, x: Floats, mean: Floats) -> "_Sums":
        repeats, count = np.unique(x, return_counts=True)
        total = x * mean
        return cls(repeats, count.astype(np.float64), x, total, float(x @ np.log(total)), float(np.log(mean).sum()))


def _curve(parameters: Floats, sums: _Sums) -> Curve:
    p, q, gamma = parameters
    x, count = sums.repeats, sums.count
    customers = count.sum()
    reached = gamma + sums.total
    logs, inverse = np.log(reached), 1 / reached
    weights = p * sums.x + q
    value = count @ (gammaln(p * x + q) - gammaln(p * x)) + customers * (q * np.log(gamma) - gammaln(q))
    value += p * sums.log_x_total - sums.log_mean - weights @ logs
    slope = [
        count @ (x * (psi(p * x + q) - psi(p * x))) + sums.log_x_total - sums.x @ logs,
        count @ psi(p * x + q) + customers * (np.log(gamma) - psi(q)) - logs.sum(),
        customers * q / gamma - weights @ inverse,
    ]
    fan = polygamma(1, p * x + q)
    pq, p_gamma, q_gamma = count @ (x * fan), -(sums.x @ inverse), customers / gamma - inverse.sum()
    bend = [
        [count @ (x**2 * (fan - polygamma(1, p * x))), pq, p_gamma],
        [pq, count @ fan - customers * polygamma(1, q), q_gamma],
        [p_gamma, q_gamma, weights @ inverse**2 - customers * q / gamma**2],
    ]
    return Curve(float(value), np.array(slope), np.array(bend))
