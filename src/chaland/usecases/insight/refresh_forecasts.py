"""A day begins: what is expected of customers is worked out anew, for the network and for each store."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from chaland.database.locks import one_writer
from chaland.insight import services
from chaland.insight.expected import LEAST_CUSTOMERS
from chaland.insight.forecasting import days_of_trial, forecast
from chaland.insight.models import Finding, Prediction
from chaland.insight.services import Row
from chaland.insight.visiting import visit_days, visiting
from chaland.kernel.errors import Refusal
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.warehouse import sync
from chaland.warehouse.engine import run, table

FORECAST = Finding.Kind.FORECAST
AT_ONCE = 5_000


def refresh_forecasts(*, now: datetime) -> None:
    """Work out what is expected. Safe to repeat."""
    today = today_of_network(now)
    first_on = _first_receipt_on()
    days = days_of_trial(first_on, today) if first_on else 0
    for store_id, rows in _rows(today, days):
        _refresh(store_id, rows, today=today, days=days, now=now)
    sync.sync()


def _first_receipt_on() -> date | None:
    receipts = table("receipts")
    found: date | None = run(receipts.business_on.min().as_scalar())[0][0].as_py()
    return found


def _rows(today: date, days: int) -> Iterator[tuple[int | None, pa.Table]]:
    """Give the visit days of everybody, then those of each store where enough people came back."""
    cut = today - timedelta(days=days)
    yield None, run(visit_days(today, cut, by_store=False))
    every = run(visit_days(today, cut, by_store=True).order_by("store_id"))
    back = every.filter(pc.greater(every["frequency"], 0)).group_by("store_id").aggregate([([], "count_all")])
    counted = dict(zip(back["store_id"].to_pylist(), back["count_all"].to_pylist(), strict=True))
    for store_id in pc.unique(every["store_id"]).to_pylist():
        if counted.get(store_id, 0) >= LEAST_CUSTOMERS:
            yield store_id, every.filter(pc.equal(every["store_id"], store_id))
    for store_id in Finding.objects.filter(kind=FORECAST, store__isnull=False).values_list("store_id", flat=True):
        if counted.get(store_id, 0) < LEAST_CUSTOMERS:
            yield store_id, every.filter(pc.equal(every["store_id"], store_id))


def _refresh(store_id: int | None, rows: pa.Table, *, today: date, days: int, now: datetime) -> None:
    written: list[Row] = []
    told: dict[str, object] | Refusal
    try:
        found = forecast(visiting(rows, days_after_cut=days), today=today, days=days)
        written, told = found.rows, found.told
    except Refusal as refusal:
        told = refusal
    for start in range(0, len(written), AT_ONCE):
        with one_writer(), transaction.atomic():
            services.replace_predictions(written[start : start + AT_ONCE], store_id=store_id, computed_on=today)
    gone = Prediction.objects.filter(store=store_id).exclude(computed_on=today).values_list("customer_id", flat=True)
    with one_writer(), transaction.atomic():
        services.drop_predictions(list(gone) if written else _all_of(store_id), store_id=store_id)
        services.keep_finding(FORECAST, store_id, told=told, found_on=today, now=now)


def _all_of(store_id: int | None) -> list[int]:
    return list(Prediction.objects.filter(store=store_id).values_list("customer_id", flat=True))
