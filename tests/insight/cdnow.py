"""CDNOW, whose parameters are published: read from the package that ships it, of which nothing is copied."""

import csv
from dataclasses import dataclass

import numpy as np

from chaland.insight.expected import Histories
from factories.published import folder_of


@dataclass(frozen=True)
class Cdnow:
    histories: Histories
    mean_value: np.ndarray


def cdnow():
    """2,357 customers, time in weeks, money in dollars; without the package the test is left out."""
    path = folder_of("lifetimes", "datasets", "cdnow_customers_summary_with_transactions.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [[float(cell) for cell in row] for row in list(csv.reader(file))[1:]]
    _, frequency, recency, age, mean_value = np.array(rows).T
    return Cdnow(Histories.of(frequency, recency, age), mean_value)
