"""CDNOW, whose parameters are published: read from the package that ships it, of which nothing is copied."""

import csv
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from chaland.insight.expected import Histories


@dataclass(frozen=True)
class Cdnow:
    histories: Histories
    mean_value: np.ndarray


def cdnow():
    """2,357 customers, time in weeks, money in dollars; without the package the test is left out."""
    spec = find_spec("lifetimes")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("The package lifetimes is not installed.")
    path = Path(spec.submodule_search_locations[0]) / "datasets" / "cdnow_customers_summary_with_transactions.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [[float(cell) for cell in row] for row in list(csv.reader(file))[1:]]
    _, frequency, recency, age, mean_value = np.array(rows).T
    return Cdnow(Histories.of(frequency, recency, age), mean_value)
