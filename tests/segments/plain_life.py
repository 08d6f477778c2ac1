"""Stages of a customer's life and changes of revenue, in plain Python, in the words of the guide."""

from datetime import date, timedelta
from itertools import pairwise

NOTHING, FROM_NOTHING = 0.0, 1e6


def lifecycle(receipts, node, today):
    """Whether the stage at the end of the window is one of those named."""
    last = end_of(node.get("window"), today)
    days = sorted({one.business_on for one in receipts if one.total_cents >= 0 and one.business_on <= last})
    return bool(days) and stage(days, last) in node["is"]


def revenue_change(receipts, node, today):
    """By how many percent the revenue of the window changed against the year before."""
    spans = two_years(node["window"], today)
    return percent(*(sum(one.total_cents for one in receipts if a <= one.business_on <= b) for a, b in spans))


def stage(days, day):
    """The stage, on a day, of somebody who came on these days until then."""
    gaps = [(after - before).days for before, after in pairwise(days)]
    silence, own = (day - days[-1]).days, interval(days)
    if silence > 3 * own:
        return "lost" if silence > 6 * own else "asleep"
    if gaps and gaps[-1] > 3 * interval(days[:-1]):
        return "back"
    if len(days) < 3:
        return "new"
    is_known, recent, mean = len(days) >= 5, sum(gaps[-3:]) / 3, sum(gaps) / len(gaps)
    if silence > 2 * own or (is_known and recent > 1.2 * mean):
        return "slowing"
    return "growing" if is_known and recent < 0.8 * mean else "regular"


def interval(days):
    return max(7.0, (days[-1] - days[0]).days / (len(days) - 1)) if len(days) >= 3 else 60.0


def end_of(window, today):
    """The last day of a window; without one, today."""
    window = window or {}
    if "before_days" in window:
        return today - timedelta(days=window["before_days"] + 1)
    return date.fromisoformat(window["to"]) if "to" in window else today


def two_years(window, today):
    """First and last day of the window, then those of 52 weeks before, or of as many days where it is longer."""
    last = end_of(window, today)
    if "last_days" in window:
        first = last - timedelta(days=window["last_days"] - 1)
    else:
        first = date.fromisoformat(window["from"]) if "from" in window else last - timedelta(days=364)
    back = timedelta(days=max(364, (last - first).days + 1))
    return (first, last), (first - back, last - back)


def percent(now, before):
    if now == before:
        return NOTHING
    if before == 0:
        return FROM_NOTHING if now > 0 else -FROM_NOTHING
    return 100.0 * (now - before) / abs(before)
