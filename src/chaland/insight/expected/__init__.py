"""What customers will do next: visits by BG/NBD, baskets by Gamma-Gamma, fitted to the file by maximum likelihood.

Sources: Fader, Hardie and Lee (2005), "Counting your customers the easy way: an alternative to the Pareto/NBD model",
Marketing Science 24(2); Fader and Hardie (2013), "The Gamma-Gamma model of monetary value".
Arrays have one place per customer, all in the same order; time is in days, or in any other unit used throughout.
"""

from chaland.insight.expected.baskets import GammaGamma, expected_average, fit_baskets, value_correlation
from chaland.insight.expected.calibration import Calibration, CalibrationRow, calibrate
from chaland.insight.expected.fitting import LEAST_CUSTOMERS, Estimate
from chaland.insight.expected.histories import Histories
from chaland.insight.expected.revenue import expected_revenue, total_revenue, total_visits
from chaland.insight.expected.visits import BgNbd, expected_visits, fit_visits, p_alive

__all__ = [
    "LEAST_CUSTOMERS",
    "BgNbd",
    "Calibration",
    "CalibrationRow",
    "Estimate",
    "GammaGamma",
    "Histories",
    "calibrate",
    "expected_average",
    "expected_revenue",
    "expected_visits",
    "fit_baskets",
    "fit_visits",
    "p_alive",
    "total_revenue",
    "total_visits",
    "value_correlation",
]
