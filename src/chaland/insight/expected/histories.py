"""What is known of each customer's visits, checked once, and the same put together where customers are alike."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chaland.insight.expected.fitting import Floats

# Day numbers and visits below these pack into one 63-bit number, which sorts much faster than three columns.
_DAY_BITS = 20
_MOST_DAYS = 1 << _DAY_BITS


@dataclass(frozen=True, slots=True)
class Histories:
    """The visits of each customer, summed up.

    frequency: visit days after the first. recency: from the first visit to the last, 0 if there is but one.
    age: from the first visit to the day of the count.
    """

    frequency: Floats
    recency: Floats
    age: Floats

    @classmethod
    def of(cls, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Self:
        """Take three arrays of one length.

        Raises ValueError unless every frequency is a whole number ≥ 0, 0 ≤ recency ≤ age, and a recency is above zero
        exactly when the frequency is.
        """
        x, recent, old = (np.asarray(column, dtype=np.float64) for column in (frequency, recency, age))
        if not x.ndim == recent.ndim == old.ndim == 1 or not len(x) == len(recent) == len(old):
            raise ValueError("Three arrays of one length are needed.")
        if not (np.isfinite(x).all() and (x >= 0).all() and (x == np.floor(x)).all()):
            raise ValueError("A frequency is a whole number of visits.")
        if not ((recent >= 0).all() and (recent <= old).all() and np.isfinite(old).all()):
            raise ValueError("A recency lies between zero and the age.")
        if not ((recent > 0) == (x > 0)).all():
            raise ValueError("Who has come back has a recency above zero, nobody else has.")
        return cls(x, recent, old)

    def __len__(self) -> int:
        return len(self.frequency)


@dataclass(frozen=True, slots=True)
class Alike:
    """Customers of the same history put together, as the likelihood needs them.

    repeats, repeat_count: each frequency and its customers. ages, age_count, age_visits: each age, its customers and
    the sum of their frequencies. x, recency, age, weight: each history of those who came back, and its customers.
    """

    repeats: Floats
    repeat_count: Floats
    ages: Floats
    age_count: Floats
    age_visits: Floats
    x: Floats
    recency: Floats
    age: Floats
    weight: Floats

    @classmethod
    def of(cls, histories: Histories) -> Self:
        """Put together; whole days below 2,000 years or so, else each history stays by itself."""
        repeats, repeat_count = np.unique(histories.frequency, return_counts=True)
        ages, place = np.unique(histories.age, return_inverse=True)
        back = histories.frequency > 0
        cells = _cells(histories.frequency[back], histories.recency[back], histories.age[back])
        return cls(
            repeats,
            repeat_count.astype(np.float64),
            ages,
            np.bincount(place).astype(np.float64),
            np.bincount(place, weights=histories.frequency).astype(np.float64),
            *cells,
        )


def _cells(x: Floats, recency: Floats, age: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    packed = _packed(x, recency, age)
    if packed is None:
        return x, recency, age, np.ones_like(x)
    keys, count = np.unique(packed, return_counts=True)
    low = _MOST_DAYS - 1
    parts = (keys >> (2 * _DAY_BITS), (keys >> _DAY_BITS) & low, keys & low, count)
    x, recency, age, weight = (part.astype(np.float64) for part in parts)
    return x, recency, age, weight


def _packed(x: Floats, recency: Floats, age: Floats) -> NDArray[np.int64] | None:
    """Return one number for each history, or None where they are no whole days or too large."""
    columns = [column.astype(np.int64) for column in (x, recency, age)]
    whole = all((column == given).all() for column, given in zip(columns, (x, recency, age), strict=True))
    if not whole or not len(x) or age.max() >= _MOST_DAYS or x.max() >= 1 << 22:
        return None
    packed: NDArray[np.int64] = (columns[0] << (2 * _DAY_BITS)) | (columns[1] << _DAY_BITS) | columns[2]
    return packed


def pairs(first: Floats, second: Floats) -> tuple[Floats, Floats, NDArray[np.intp]]:
    """Return the distinct pairs of two columns, and the place of every row among them."""
    packed = _packed(first, np.zeros_like(first), second)
    if packed is None:
        return first, second, np.arange(len(first), dtype=np.intp)
    _, rows, place = np.unique(packed, return_index=True, return_inverse=True)
    return first[rows], second[rows], place
