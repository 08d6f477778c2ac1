"""Keeping what was worked out in the background."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from chaland.database.rows import insert_rows, stored
from chaland.insight.models import Finding, Prediction
from chaland.kernel.errors import Refusal
from chaland.stores.models import Store
from chaland.warehouse import outbox

Row = tuple[int, float, float, float, int, int]
"""A customer, p_alive, visits in 90 and 365 days, cents in 90 and 365 days."""

_COLUMNS = (
    "customer_id", "p_alive", "expected_visits_90", "expected_visits_365",
    "expected_revenue_90_cents", "expected_revenue_365_cents", "store_id", "computed_on",
)  # fmt: skip


def want(kind: str, store_id: int | None, *, now: datetime) -> None:
    """Note that somebody looks at a finding."""
    Finding.objects.update_or_create(kind=kind, store=_store(store_id), defaults={"wanted_at": now})


def keep_finding(
    kind: str, store_id: int | None, *, told: Mapping[str, Any] | Refusal, found_on: date, now: datetime
) -> None:
    """Keep what was found in place of what was, or what stands against it."""
    values: dict[str, Any] = {"found_at": now, "found_on": found_on}
    if isinstance(told, Refusal):
        values |= {"refusal": {"code": told.code, "params": told.params}, "told": {}}
    else:
        values |= {"refusal": {}, "told": dict(told)}
    Finding.objects.update_or_create(kind=kind, store=_store(store_id), defaults=values)


def _store(store_id: int | None) -> Store | None:
    return Store.objects.get(pk=store_id) if store_id else None


def replace_predictions(rows: Sequence[Row], *, store_id: int | None, computed_on: date) -> None:
    """Write what is expected of these customers in a store or the network, in place of what was."""
    ids = [row[0] for row in rows]
    Prediction.objects.filter(store=store_id, customer__in=ids).delete()
    insert_rows(Prediction, _COLUMNS, ((*row, store_id, stored(computed_on)) for row in rows))
    outbox.changed("prediction", ids)


def drop_predictions(customer_ids: Iterable[int], *, store_id: int | None) -> None:
    """Forget what was expected of these customers in a store or the network."""
    ids = list(customer_ids)
    Prediction.objects.filter(store=store_id, customer__in=ids).delete()
    outbox.changed("prediction", ids)
