"""What was expected of made-up customers, against what they did."""

from itertools import pairwise

import numpy as np
import pytest

from chaland.insight.expected import calibrate
from factories.histories import made_up_periods


def test_calibration_meets_what_happened():
    histories, later = made_up_periods(20_000, r=0.9, alpha=40.0, a=0.6, b=3.0, later=180)
    told = calibrate(histories, later, 180)
    assert told.expected == pytest.approx(told.real, rel=0.05)
    assert max(abs(row.expected - row.real) / row.error for row in told.rows) < 4


def test_calibration_rows_hold_everybody_once():
    histories, later = made_up_periods(5_000, r=2.0, alpha=20.0, a=0.3, b=5.0, later=90)
    told = calibrate(histories, later, 90)
    bounds = [(row.least, row.most) for row in told.rows]
    assert bounds[:7] == [(repeats, repeats) for repeats in range(7)]
    assert all(before[1] < after[0] for before, after in pairwise(bounds))
    assert sum(row.customers for row in told.rows) == 5_000
    assert sum(row.customers * row.real for row in told.rows) == pytest.approx(later.sum())
    assert sum(row.customers * row.expected for row in told.rows) == pytest.approx(told.expected)


def test_calibration_row_is_the_mean_of_its_customers():
    histories, later = made_up_periods(2_000, r=0.9, alpha=40.0, a=0.6, b=3.0, later=180)
    first = calibrate(histories, later, 180).rows[0]
    once = later[histories.frequency == 0]
    assert (first.customers, first.real) == (len(once), pytest.approx(once.mean()))
    assert first.error == pytest.approx(np.std(once, ddof=1) / np.sqrt(len(once)))


def test_calibration_needs_the_later_visits_of_everybody():
    histories, later = made_up_periods(200, r=0.9, alpha=40.0, a=0.6, b=3.0)
    with pytest.raises(ValueError, match="every customer"):
        calibrate(histories, later[1:], 90)
