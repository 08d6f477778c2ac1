"""Somebody says whose an anonymous receipt is."""

from datetime import datetime

from django.db import transaction

from chaland.loyalty.services.refreshing import refresh_points
from chaland.sales import services
from chaland.usecases.sales.record_receipts import today_of_network


def attach_receipt(receipt_id: int, customer_id: int, *, now: datetime) -> None:
    """Give a customer an anonymous receipt; their figures and points follow. Safe to repeat.

    Raises NotFound if there is no such receipt, Conflict if it is somebody else's.
    """
    with transaction.atomic():
        as_of = services.figures_day(today_of_network(now))
        services.attach([receipt_id], customer_id=customer_id, as_of=as_of)
        refresh_points([customer_id], now=now)
