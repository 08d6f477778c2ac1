"""What is worked out in the background is made anew: once a day, and when somebody looks at it for the first time."""

from datetime import datetime

from chaland.database.locks import only_one
from chaland.insight.models import Finding
from chaland.insight.queries import stores_due
from chaland.usecases.sales.record_receipts import today_of_network

LOCK = "findings"


def is_due(*, now: datetime) -> bool:
    """Tell whether something is to be found."""
    today = today_of_network(now)
    return any(stores_due(kind, today=today, now=now) for kind in Finding.Kind.values)


def refresh_findings(*, now: datetime) -> None:
    """Find what is due. Safe to repeat; several processes take turns."""
    # The server asks `is_due` alone, and does without the columnar libraries.
    from chaland.usecases.insight.refresh_forecasts import refresh_forecasts
    from chaland.usecases.insight.refresh_profiles import refresh_profiles

    today = today_of_network(now)
    with only_one(LOCK):
        if stores_due(Finding.Kind.FORECAST, today=today, now=now):
            refresh_forecasts(now=now)
        for store_id in stores_due(Finding.Kind.PROFILES, today=today, now=now):
            refresh_profiles(store_id, now=now)
