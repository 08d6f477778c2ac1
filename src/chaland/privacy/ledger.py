"""Adding lines to the ledger and keeping where people stand in step with it. Callers hold the transaction."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from chaland.customers.merging import head_of
from chaland.database.locks import lock_words
from chaland.database.lookups import fetch, values_source
from chaland.database.rows import insert_rows, stored, upsert_rows
from chaland.kernel.chain import START, content_hash, link, moment_text, seal
from chaland.privacy.models import ConsentEntry, ConsentPrivate, ConsentText, ConsentTrace, CurrentConsent, Subject
from chaland.privacy.queries import held_of, policy
from chaland.privacy.rules.acts import Event, Held, NewConsent, next_state
from chaland.privacy.rules.chain import SEALED
from chaland.stores.models import Merchant, Store
from chaland.stores.queries import network_zone, the_network

Key = tuple[int, str, str, int | None]
"""Customer, purpose, channel and merchant: what one state is about."""

_LOCK = "consent-ledger"
_GIVEN, _RECORDED = SEALED.index("given_at"), SEALED.index("recorded_at")
_CHUNK = 5_000


def append(rows: Sequence[NewConsent], *, now: datetime) -> list[int]:
    """Write the acts down in this order, whatever they change, and return the numbers of their lines.

    The ledger is locked until the transaction ends, so this comes last in it.
    """
    numbers: list[int] = []
    for start in range(0, len(rows), _CHUNK):
        numbers += _append(rows[start : start + _CHUNK], now)
    return numbers


def _append(rows: Sequence[NewConsent], now: datetime) -> list[int]:
    lock_words([_LOCK])
    customers = {row.customer_id for row in rows}
    lines = _Lines(now)
    states = current_states(customers)
    known, subjects = dict(states), keys_of(customers)
    months = policy().renewal_months
    for row in rows:
        given_at = row.given_at or now
        number = lines.add(row, subjects[row.customer_id], given_at)
        key = (row.customer_id, row.purpose, row.channel, row.merchant_id)
        held = next_state(
            states.get(key), Event(row.act.value, given_at, number, row.address, row.proof.method), months
        )
        if held:
            states[key] = held
    lines.write()
    write_states({key: held for key, held in states.items() if known.get(key) is not held})
    return lines.numbers


class _Lines:
    """Lines made in memory, each sealed onto the one before."""

    def __init__(self, now: datetime) -> None:
        self.now, self.recorded = now, moment_text(now)
        last = fetch("SELECT number, hash FROM privacy_consententry ORDER BY number DESC LIMIT 1", [])
        self.number: int = last[0][0] if last else 0
        self.hash: str = last[0][1] if last else START
        self.numbers: list[int] = []
        self._controllers = dict(Merchant.objects.values_list("pk", "legal_name")) | {None: the_network().name}
        self._names = dict(Merchant.objects.values_list("pk", "name"))
        self._zones, self._zone = dict(Store.objects.values_list("pk", "time_zone")), network_zone()
        self._texts = dict(ConsentText.objects.values_list("pk", "text_hash"))
        self._stored = lru_cache(maxsize=4096)(stored)
        self._entries: list[tuple[Any, ...]] = []
        self._private: list[tuple[Any, ...]] = []
        self._traces: list[tuple[Any, ...]] = []

    def add(self, row: NewConsent, subject: str, given_at: datetime) -> int:
        """Add a line and return its number."""
        self.number += 1
        proof, merchant = row.proof, row.merchant_id
        given = self.recorded if given_at is self.now else moment_text(given_at)
        values = (
            self.number, subject, row.purpose, row.channel, merchant,
            self._controllers[merchant] or self._names.get(merchant or 0, ""), row.act.value, given, self.recorded,
            self._zones.get(proof.store_id or 0, self._zone), proof.point, proof.method, proof.language, proof.text_id,
            self._texts.get(proof.text_id, "") if proof.text_id else "", proof.operator_id, proof.store_id,
            proof.form_version, self._beside(self._private, row.address, proof.reference),
            self._beside(self._traces, proof.ip, proof.user_agent),
        )  # fmt: skip
        previous, self.hash = self.hash, link(self.hash, content_hash(values))
        kept = [*values, previous, self.hash]
        kept[_GIVEN], kept[_RECORDED] = self._stored(given_at), self._stored(self.now)
        self._entries.append(tuple(kept))
        self.numbers.append(self.number)
        return self.number

    def _beside(self, rows: list[tuple[Any, ...]], *values: str) -> str:
        if not any(values):
            return ""
        salt = os.urandom(16).hex()
        rows.append((self.number, *values, salt))
        return seal(salt, *values)

    def write(self) -> None:
        """Write all of it."""
        insert_rows(ConsentEntry, (*SEALED, "previous_hash", "hash"), self._entries)
        insert_rows(ConsentPrivate, ("entry_id", "address", "reference", "salt"), self._private)
        recorded = stored(self.now)
        traces = [(*row, recorded) for row in self._traces]
        insert_rows(ConsentTrace, ("entry_id", "ip", "user_agent", "salt", "recorded_at"), traces)


def keys_of(customers: Iterable[int]) -> dict[int, str]:
    """Return the key of each customer in the ledger; who has none gets one."""
    source, parameters = values_source(["bigint"], [(one,) for one in customers])
    sql = f"SELECT s.own_customer_id, s.key FROM {source} JOIN privacy_subject s ON s.own_customer_id = v.c0"  # noqa: S608
    known: dict[int, str] = dict(fetch(sql, parameters))
    fresh = {customer: os.urandom(16).hex() for customer in sorted(customers) if customer not in known}
    if not fresh:
        return known
    # Somebody merged is known in the file they went into.
    source, parameters = values_source(["bigint"], [(one,) for one in fresh])
    sql = f"SELECT c.id FROM {source} CROSS JOIN customers_customer c "  # noqa: S608
    merged = fetch(f"{sql} WHERE c.id = v.c0 AND c.merged_into_id IS NOT NULL", parameters)
    heads = {customer: head_of(customer) or customer for (customer,) in merged}
    rows = [(key, heads.get(customer, customer), customer) for customer, key in fresh.items()]
    insert_rows(Subject, ("key", "customer_id", "own_customer_id"), rows)
    return known | fresh


def current_states(customers: Iterable[int]) -> dict[Key, Held]:
    """Return where these customers stand, as stored."""
    source, parameters = values_source(["bigint"], [(one,) for one in customers])
    found = CurrentConsent.objects.raw(
        f"SELECT c.* FROM {source} JOIN privacy_currentconsent c ON c.customer_id = v.c0",  # noqa: S608
        parameters,
    )
    return {(row.customer_id, row.purpose, row.channel, row.merchant_id): held_of(row) for row in found}


_COLUMNS = ("state", "since", "expires_at", "entry_id", "address", "by_parent")


def write_states(states: Mapping[Key, Held]) -> None:
    """Store where people stand."""
    kept = lru_cache(maxsize=4096)(stored)
    of_network = [_stored(key[:3], held, kept) for key, held in states.items() if key[3] is None]
    of_merchants = [_stored(key, held, kept) for key, held in states.items() if key[3] is not None]
    shared = ("customer_id", "purpose", "channel")
    upsert_rows(CurrentConsent, shared, _COLUMNS, of_network, where='"merchant_id" IS NULL')
    upsert_rows(CurrentConsent, (*shared, "merchant_id"), _COLUMNS, of_merchants)


def fold_anew(customers: Sequence[int]) -> dict[Key, Held]:
    """Return where customers stand by the ledger alone, with whoever was merged into them."""
    owners = dict(Subject.objects.filter(customer__in=customers).values_list("key", "customer_id"))
    months = policy().renewal_months
    lines = ConsentEntry.objects.filter(subject__in=list(owners)).select_related("private").order_by("number")
    states: dict[Key, Held] = {}
    for line in lines:
        key = (owners[line.subject], line.purpose, line.channel, line.merchant_id)
        private = getattr(line, "private", None)
        event = Event(line.act, line.given_at, line.number, private.address if private else "", line.method)
        if held := next_state(states.get(key), event, months):
            states[key] = held
    return states


def rewrite_states(customers: Sequence[int]) -> None:
    """Store where customers stand by the ledger, in place of what was stored."""
    CurrentConsent.objects.filter(customer__in=customers).delete()
    write_states(fold_anew(customers))


def _stored(key: Sequence[Any], held: Held, kept: Callable[[Any], Any]) -> tuple[Any, ...]:
    return (*key, held.state, kept(held.since), kept(held.expires_at), held.entry_id, held.address, held.by_parent)
