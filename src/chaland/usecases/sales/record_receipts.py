"""A till, a partner or a file hands in receipts: each is written once, and its customer's figures follow."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, connection, transaction

from chaland.accounts.rules import TokenAccess
from chaland.customers import queries as customer_queries
from chaland.customers import services as customer_services
from chaland.customers.phone_cards import owners_by_phone
from chaland.customers.queries import Owner
from chaland.database.locks import lock_rows, lock_words, one_writer
from chaland.database.lookups import fetch
from chaland.database.rows import next_ids
from chaland.kernel.dates import business_day
from chaland.kernel.errors import Conflict, Forbidden, Refusal
from chaland.loyalty.services import rewards, tier_vouchers
from chaland.loyalty.services.refreshing import refresh_points
from chaland.privacy import erasures
from chaland.sales import queries, rules, services
from chaland.sales.models import Receipt
from chaland.sales.queries import KnownReceipt
from chaland.sales.rules import LineInput, ReceiptInput
from chaland.signups.services import Came, note_arrivals
from chaland.stores.models import Till
from chaland.stores.recognition import (
    KnownTill,
    recognise_products,
    recognise_sellers,
    recognise_tills,
)
from chaland.usecases.loyalty.carried_vouchers import use_carried

__all__ = ["LineInput", "Outcome", "ReceiptInput", "record_receipt", "record_receipts", "today_of_network"]

Posted: TypeAlias = tuple[ReceiptInput, TokenAccess | None]
"""A receipt, and what limits the token that posts it."""
RACES_TRIED = 3
GIVING = ("api", "manual")
"""Where receipts come from that give vouchers: what a file tells of the past was rewarded then."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one receipt.

    status: created; replayed (same key, same content: nothing was written); conflict (same key or
    same client key, other content: kept aside); rejected (`refusal` says why).
    """

    status: Literal["created", "replayed", "conflict", "rejected"]
    receipt_id: int | None = None
    customer_id: int | None = None
    flags: tuple[str, ...] = ()
    refusal: Refusal | None = None


def record_receipt(
    receipt: ReceiptInput, *, now: datetime, access: TokenAccess | None = None, source: str = "api"
) -> Outcome:
    """Record one receipt: a batch of one."""
    return record_receipts([receipt], now=now, access=access, source=source)[0]


def record_posted(posted: Sequence[Posted], *, now: datetime) -> list[Outcome]:
    """As `record_receipts`, of receipts that came one by one, each with what limits its own token."""
    return _recorded(posted, now, _Origin("api", None, create_missing=False))


def record_receipts(
    receipts: Sequence[ReceiptInput],
    *,
    now: datetime,
    access: TokenAccess | None = None,
    source: str = "api",
    create_missing: bool = False,
    import_run_id: int | None = None,
) -> list[Outcome]:
    """Record receipts in one transaction; outcomes come in the same order. Safe to send twice.

    A rejected receipt never keeps the others out. `access` limits what a token may post for.
    `create_missing` lets a file bring stores and tills that are new.
    """
    posted = [(one, access) for one in receipts]
    return _recorded(posted, now, _Origin(source, import_run_id, create_missing))


def _recorded(posted: Sequence[Posted], now: datetime, origin: "_Origin") -> list[Outcome]:
    for attempt in range(1, RACES_TRIED + 1):
        try:
            with one_writer(), transaction.atomic():
                return _record(posted, now, origin)
        except IntegrityError:
            # Another process wrote the same key, customer or product first; now it can be seen.
            if attempt == RACES_TRIED or connection.in_atomic_block:
                raise
    raise AssertionError


def today_of_network(now: datetime) -> date:
    """Return the day it is for the whole network."""
    zones = fetch("SELECT time_zone FROM stores_network ORDER BY id LIMIT 1", [])
    return business_day(now, ZoneInfo(zones[0][0] if zones else "Europe/Paris"))


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where receipts come from, and whether that may bring new stores and tills."""

    source: str
    import_run_id: int | None
    create_missing: bool


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A receipt that may be taken in, under the key it will have."""

    said: ReceiptInput
    till: KnownTill
    key: queries.Key
    body_hash: str


@dataclass(frozen=True, slots=True)
class _Names:
    """The ids of what new receipts name."""

    sellers: Mapping[tuple[int, str], int]
    products: Mapping[str, int]
    customers: Mapping[str, Owner]
    cards: Mapping[str, Owner]
    phones: Mapping[str, Owner | None]

    def customer_of(self, said: ReceiptInput) -> Owner | tuple[None, None]:
        card = self.cards.get(said.card) or self.phones.get(said.card)
        named = self.customers.get(said.customer) if said.customer else card
        return named or (None, None)


def _record(posted: Sequence[Posted], now: datetime, origin: _Origin) -> list[Outcome]:
    as_of = services.figures_day(today_of_network(now))
    tills = recognise_tills({(said.store, said.till) for said, _ in posted}, create=origin.create_missing)
    lock_rows(Till, {till.till_id for till in tills.values()})
    checked = [_admit(said, tills, access) for said, access in posted]
    arrivals = [arrival for arrival in checked if isinstance(arrival, _Arrival)]
    batch = _Batch.of(arrivals, now, origin)
    outcomes = [
        batch.take(arrival) if isinstance(arrival, _Arrival) else Outcome("rejected", refusal=arrival)
        for arrival in checked
    ]
    services.insert_receipts(batch.new, now=now, source=origin.source, import_run_id=origin.import_run_id, as_of=as_of)
    services.close_carts(batch.new)
    services.announce_sales(batch.new, now=now)
    _refresh_points(batch.new, now=now)
    tier_vouchers.take_back({one.customer_id for one in batch.new if _gives_back(one) and one.customer_id}, now=now)
    if origin.source in GIVING:
        last = {one.customer_id: (one.store_id, one.receipt_id) for one in batch.new if one.customer_id}
        rewards.give_due(last, now=now)
        tier_vouchers.give_reached(last, now=now)
    use_carried(batch.new, now=now)
    for receipt_id, arrival, reason in batch.conflicts:
        services.keep_conflict(
            receipt_id=receipt_id, said=arrival.said, body_hash=arrival.body_hash, reason=reason, now=now
        )
    return outcomes


def _gives_back(receipt: services.NewReceipt) -> bool:
    return any(line.quantity_milli < 0 or line.amount_cents < 0 for line in receipt.said.lines)


def _refresh_points(receipts: Sequence[services.NewReceipt], *, now: datetime) -> None:
    """Have the points of new receipts follow; of a customer nothing older than their first day is new."""
    since: dict[int, date] = {}
    for one in receipts:
        if one.customer_id is not None:
            since[one.customer_id] = min(one.business_on, since.get(one.customer_id, one.business_on))
    if since:
        refresh_points(since, now=now, since=since)


def _admit(
    said: ReceiptInput, tills: Mapping[tuple[str, str], KnownTill], access: TokenAccess | None
) -> _Arrival | Refusal:
    till = tills.get((said.store, said.till))
    if till is None:
        return Forbidden("till_unknown", store=said.store, till=said.till)
    if access and not _may_post(access, till):
        return Forbidden("till_not_yours", store=said.store, till=said.till)
    if refusal := rules.refused(said):
        return refusal
    key = (till.till_id, said.number, business_day(said.sold_at, till.zone))
    return _Arrival(said, till, key, rules.body_hash(said))


def _may_post(access: TokenAccess, till: KnownTill) -> bool:
    return access.store_id in (None, till.store_id) and access.till_id in (None, till.till_id)


class _Batch:
    """The receipts of one call, taken in order: what is new, what is known, what clashes."""

    def __init__(
        self,
        by_key: dict[queries.Key, KnownReceipt],
        by_uuid: dict[UUID, KnownReceipt],
        names: _Names,
        ids: Iterable[int],
        now: datetime,
    ) -> None:
        self.new: list[services.NewReceipt] = []
        self.conflicts: list[tuple[int, _Arrival, str]] = []
        self._by_key, self._by_uuid, self._names, self._ids, self._now = by_key, by_uuid, names, iter(ids), now

    @classmethod
    def of(cls, arrivals: Sequence[_Arrival], now: datetime, origin: _Origin) -> "_Batch":
        by_key = queries.receipts_by_key([arrival.key for arrival in arrivals])
        by_uuid = queries.receipts_by_uuid(arrival.said.uuid for arrival in arrivals if arrival.said.uuid)
        fresh = [arrival for arrival in arrivals if arrival.key not in by_key and arrival.said.uuid not in by_uuid]
        return cls(by_key, by_uuid, _recognise(fresh, now, origin), next_ids(Receipt, len(fresh)), now)

    def take(self, arrival: _Arrival) -> Outcome:
        """Say what becomes of one receipt."""
        same_key = self._by_key.get(arrival.key)
        known = same_key or (self._by_uuid.get(arrival.said.uuid) if arrival.said.uuid else None)
        if known is None:
            return self._create(arrival)
        if same_key and known.body_hash == arrival.body_hash:
            return Outcome("replayed", known.receipt_id, known.customer_id, known.flags)
        self.conflicts.append((known.receipt_id, arrival, "same_key" if same_key else "same_uuid"))
        refusal = Conflict("receipt_differs", number=arrival.said.number)
        return Outcome("conflict", known.receipt_id, known.customer_id, known.flags, refusal)

    def _create(self, arrival: _Arrival) -> Outcome:
        said, (customer_id, original_id) = arrival.said, self._names.customer_of(arrival.said)
        is_phone = said.card in self._names.phones
        if is_phone:
            # A telephone number is not kept beside a receipt, where it would outlive the file it is of.
            said = replace(said, card="")
        unknown_card = bool(said.card) and customer_id is None
        flags = rules.flags(said, now=self._now, card_is_unknown=unknown_card)
        if is_phone and customer_id is None:
            flags = (*flags, "phone_of_several")
        if customer_id and self._returns_beyond(said, customer_id):
            flags = (*flags, "returned_beyond")
        new = services.NewReceipt(
            receipt_id=next(self._ids),
            said=said,
            store_id=arrival.till.store_id,
            till_id=arrival.till.till_id,
            business_on=arrival.key[2],
            body_hash=arrival.body_hash,
            customer_id=customer_id,
            seller_id=self._names.sellers.get((arrival.till.store_id, said.seller)),
            product_ids=tuple(self._names.products.get(line.sku) for line in said.lines),
            flags=flags,
            original_id=original_id,
        )
        known = KnownReceipt(new.receipt_id, new.body_hash, customer_id, flags)
        self.new.append(new)
        self._by_key[arrival.key] = known
        if said.uuid:
            self._by_uuid[said.uuid] = known
        return Outcome("created", new.receipt_id, customer_id, flags)

    def _returns_beyond(self, said: ReceiptInput, customer_id: int) -> bool:
        skus = rules.taken_back(said.lines)
        if not skus:
            return False
        bought = Counter(queries.bought_by_sku(customer_id, skus))
        for new in self.new:
            if new.customer_id == customer_id:
                for line in new.said.lines:
                    bought[line.sku] += line.quantity_milli
        return rules.returned_beyond(bought, said.lines)


def _never_erased(home: Mapping[str, int]) -> dict[str, int]:
    """Keep the references that nobody was erased under: a till that still knows one brings nobody back."""
    gone = erasures.known_as_erased(("reference", one) for one in home) if home else set()
    return {one: store for one, store in home.items() if ("reference", one) not in gone}


def _recognise(arrivals: Sequence[_Arrival], now: datetime, origin: _Origin) -> _Names:
    home = {arrival.said.customer: arrival.till.store_id for arrival in arrivals if arrival.said.customer}
    cards = {arrival.said.card for arrival in arrivals if arrival.said.card}
    # Neither must become another's, by a new card or a merge, between this look-up and the receipt's being written.
    lock_words({*cards, *home})
    customers = customer_queries.owners_by_reference(home)
    if missing := _never_erased({one: store for one, store in home.items() if one not in customers}):
        stubs = customer_services.create_stubs(missing, now=now, import_run_id=origin.import_run_id)
        door = "import" if origin.import_run_id else "till"
        note_arrivals(((stubs[reference], Came(door, store_id=store)) for reference, store in missing.items()), now=now)
        customers |= {reference: Owner(customer_id, None) for reference, customer_id in stubs.items()}
    known_cards = customer_queries.owners_by_card(cards)
    described = {line.sku: line.said for arrival in arrivals for line in arrival.said.lines if line.sku}
    return _Names(
        sellers=recognise_sellers((arrival.till.store_id, arrival.said.seller) for arrival in arrivals),
        products=recognise_products(described),
        customers=customers,
        cards=known_cards,
        phones=owners_by_phone(cards - known_cards.keys()),
    )
