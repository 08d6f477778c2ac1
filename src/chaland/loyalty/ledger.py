"""Adding lines to the ledger of points, each sealed onto the one before in its store. Callers hold the transaction."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from chaland.database.locks import lock_words
from chaland.database.lookups import fetch, values_source
from chaland.database.rows import insert_rows, stored
from chaland.kernel.chain import START, content_hash, link, moment_text, seal
from chaland.loyalty.models import Entry

SEALED = (
    "store_id", "seq", "programme_id", "merchant_id", "subject", "kind", "points", "on", "at", "key", "operator_id",
    "private_seal",
)  # fmt: skip
"""The columns of a line that its hash covers, in this order."""
COLUMNS = (*SEALED, "previous_hash", "hash", "receipt_id", "reference", "salt")


@dataclass(frozen=True, slots=True)
class NewEntry:
    """Points that come or go, to be written down. subject: whose, see `privacy.Subject`."""

    store_id: int
    programme_id: int
    subject: str
    kind: str
    points: int
    on: date
    receipt_id: int | None = None
    key: UUID | None = None
    reference: str = ""
    operator_id: int | None = None


def private_seal(salt: str, receipt_id: int | None, reference: str) -> str:
    """Return what stands in a line for what may be forgotten of it."""
    return seal(salt, str(receipt_id or ""), reference)


def append(rows: Sequence[NewEntry], *, now: datetime) -> None:
    """Write entries down in this order. The chains of their stores are locked until the transaction ends."""
    if not rows:
        return
    stores = sorted({row.store_id for row in rows})
    lock_words([f"points-ledger {store}" for store in stores])
    heads, merchants = _heads(stores), _merchants(stores)
    insert_rows(Entry, COLUMNS, [_line(row, heads, merchants[row.store_id], now) for row in rows])


def _line(row: NewEntry, heads: dict[int, tuple[int, str]], merchant_id: int, now: datetime) -> tuple[Any, ...]:
    seq, previous = heads.get(row.store_id, (0, START))
    is_private = bool(row.receipt_id or row.reference)
    salt = os.urandom(16).hex() if is_private else ""
    sealed = private_seal(salt, row.receipt_id, row.reference) if is_private else ""
    head = (row.store_id, seq + 1, row.programme_id, merchant_id, row.subject, row.kind, row.points)
    values = (
        *head, row.on.isoformat(), moment_text(now), row.key and row.key.hex, row.operator_id, sealed,
    )  # fmt: skip
    own = link(previous, content_hash(values))
    heads[row.store_id] = (seq + 1, own)
    kept = (*head, stored(row.on), stored(now), stored(row.key), row.operator_id, sealed)
    return (*kept, previous, own, row.receipt_id, row.reference, salt)


def _heads(stores: Iterable[int]) -> dict[int, tuple[int, str]]:
    found = {}
    for store in stores:
        last = fetch("SELECT seq, hash FROM loyalty_entry WHERE store_id = %s ORDER BY seq DESC LIMIT 1", [store])
        if last:
            found[store] = last[0]
    return found


def _merchants(stores: Sequence[int]) -> dict[int, int]:
    source, parameters = values_source(["bigint"], [(store,) for store in stores])
    return dict(fetch(f"SELECT s.id, s.merchant_id FROM {source} JOIN stores_store s ON s.id = v.c0", parameters))  # noqa: S608
