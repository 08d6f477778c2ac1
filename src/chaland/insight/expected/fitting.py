"""Maximum likelihood by Newton's method, and how sure the parameters found are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chaland.kernel.errors import Refusal

Floats = NDArray[np.float64]

# Fewer customers who came back, and the four parameters are little more than noise.
LEAST_CUSTOMERS = 50
NORMAL_95 = 1.959963984540054
# Where an exponential is about to leave what a float holds: such an interval says that nothing is known.
_LARGEST = 300.0
_STEPS = 100
_LONGEST_STEP = 2.0
# Natural logarithms: past e^12 times its start, a parameter runs away and the data say nothing of it.
_FARTHEST = 12.0
# Twice the log-likelihood still to be gained, over the whole file: a thousandth of a standard error.
_ENOUGH = 1e-7


class Curve(NamedTuple):
    """The log-likelihood of the whole file at some parameters, with its first and second derivatives by them."""

    value: float
    slope: Floats
    bend: Floats


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its standard error and its 95 % interval."""

    value: float
    error: float
    low: float
    high: float


def estimates(parameters: Sequence[float], covariance: Floats) -> tuple[Estimate, ...]:
    """Return each positive parameter with its interval, which is symmetric on the scale of logarithms."""
    errors = np.sqrt(np.diag(covariance))
    return tuple(positive(float(value), float(error)) for value, error in zip(parameters, errors, strict=True))


def positive(value: float, error: float) -> Estimate:
    """Return the interval of a figure that cannot be zero or below.

    >>> positive(2.0, 0.0)
    Estimate(value=2.0, error=0.0, low=2.0, high=2.0)
    """
    factor = float(np.exp(min(NORMAL_95 * error / value, _LARGEST)))
    return Estimate(value, error, value / factor, value * factor)


def maximise(curve: Callable[[Floats], Curve], start: Floats) -> tuple[Floats, Floats]:
    """Return the positive parameters where the curve is highest, and their covariance from the observed information.

    Raises Refusal `expected_not_fitted` when no such point is found: the data do not tell the parameters.
    """
    point, here = start, curve(start)
    for _ in range(_STEPS):
        step, gain = _newton(point, here)
        if gain < _ENOUGH:
            return point, _covariance(here)
        point, here = _climb(curve, point, here, step)
        if np.abs(np.log(point / start)).max() > _FARTHEST:
            break
    raise Refusal("expected_not_fitted")


def _newton(point: Floats, here: Curve) -> tuple[Floats, float]:
    """Return the step in logarithms of the parameters, uphill whatever the bend, and what it promises to gain."""
    slope = point * here.slope
    bend = here.bend * np.outer(point, point) + np.diag(slope)
    if not np.isfinite(bend).all():
        raise Refusal("expected_not_fitted")
    values, vectors = np.linalg.eigh(bend)
    sizes = np.maximum(np.abs(values), 1e-12 * np.abs(values).max() + 1e-300)
    step = vectors @ ((vectors.T @ slope) / sizes)
    gain = float(slope @ step)
    return step * min(1.0, _LONGEST_STEP / max(float(np.linalg.norm(step)), 1e-300)), gain


def _climb(curve: Callable[[Floats], Curve], point: Floats, here: Curve, step: Floats) -> tuple[Floats, Curve]:
    """Go the step, or the half, the quarter… of it that does not lead down."""
    slack = 1e-12 * abs(here.value)
    for halvings in range(40):
        there = point * np.exp(step / 2**halvings)
        found = curve(there)
        if np.isfinite(found.value) and found.value >= here.value - slack:
            return there, found
    raise Refusal("expected_not_fitted")


def _covariance(here: Curve) -> Floats:
    if np.linalg.eigvalsh(here.bend).max() >= 0:
        raise Refusal("expected_not_fitted")
    return np.linalg.inv(-here.bend).astype(np.float64)
