"""A customer uses points at a till, is given some or has them corrected; a basket is quoted."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from chaland.accounts.rules import Scope
from chaland.customers import queries as customer_queries
from chaland.customers.models import Customer
from chaland.customers.phone_cards import owners_by_phone
from chaland.database.locks import one_writer
from chaland.kernel.errors import Forbidden, NotFound, Refusal
from chaland.loyalty.models import Entry
from chaland.loyalty.quoting import Quote, quote
from chaland.loyalty.schemes import Version, scheme_of_store
from chaland.loyalty.services.points import burn, give
from chaland.loyalty.services.refreshing import points_days
from chaland.loyalty.standing import Standing, entries_of, standing_of, standings_of, worth_cents
from chaland.sales import rules
from chaland.sales.rules import ReceiptInput
from chaland.stores.models import Store
from chaland.stores.recognition import recognise_tills
from chaland.usecases.customers.open_customer import open_customer

RACES_TRIED = 3
MOST_POINTS = 1_000_000


@dataclass(frozen=True, slots=True)
class Used:
    """What was done. is_new: false where the same key had done it before. standing: where the customer stands now."""

    entry: Entry
    is_new: bool
    standing: Standing | None


def burn_points(
    customer_id: int,
    *,
    points: int,
    store_id: int,
    key: UUID,
    scope: Scope,
    now: datetime,
    reference: str = "",
    operator_id: int | None = None,
) -> Used:
    """Use points of a customer, as many as the cashier chose. Safe to send twice under the same key.

    Raises NotFound `customer_unknown` beyond the scope, `no_programme`; Refusal `points_missing`, `points_none`, and
    `points_by_steps` where some of them would be worth nothing; Conflict `points_key_used` where the key stands for
    something else.
    """
    for attempt in range(1, RACES_TRIED + 1):
        try:
            with one_writer(), transaction.atomic():
                open_customer(customer_id, scope)
                is_new = not Entry.objects.filter(key=key).exists()
                if is_new:
                    _refuse_part_of_step(points, store_id, now)
                entry = burn(
                    customer_id, points=points, store_id=store_id, key=key, now=now, reference=reference,
                    operator_id=operator_id,
                )  # fmt: skip
                return Used(entry, is_new, standing_of(customer_id, now=now, store_id=store_id))
        except IntegrityError:
            # Another till used the same key first; now it can be seen.
            if attempt == RACES_TRIED or connection.in_atomic_block:
                raise
    raise AssertionError


def burn_at_till(customer_id: int, *, points: int, store_id: int, now: datetime, **told: Any) -> int:
    """Use points of a customer; returns what they take off the receipt, in cents. Raises as `burn_points`."""
    burn_points(customer_id, points=points, store_id=store_id, now=now, **told)
    version = _version(store_id, now)
    return worth_cents(points, version) if version else 0


def _version(store_id: int, now: datetime) -> Version | None:
    scheme = scheme_of_store(store_id)
    return scheme.on(points_days(now)[0]) if scheme else None


def _refuse_part_of_step(points: int, store_id: int, now: datetime) -> None:
    version = _version(store_id, now)
    if version and points % version.burn_points:
        raise Refusal("points_by_steps", field="points", step=version.burn_points)


def give_points(
    customer_id: int,
    *,
    points: int,
    kind: str,
    store_id: int,
    key: UUID,
    scope: Scope,
    now: datetime,
    reference: str = "",
    operator_id: int | None = None,
) -> Used:
    """Give a customer points by hand, or take some off with a correction; once for a key.

    A correction that takes off more than there is leaves a debt. Raises as `burn_points`.
    """
    if not points or abs(points) > MOST_POINTS or (points < 0 and kind != Entry.Kind.ADJUSTED):
        raise Refusal("points_none", field="points")
    with one_writer(), transaction.atomic():
        open_customer(customer_id, scope)
        is_new = not Entry.objects.filter(key=key).exists()
        entry = give(
            customer_id, points=points, kind=kind, store_id=store_id, key=key, now=now, reference=reference,
            operator_id=operator_id,
        )  # fmt: skip
        return Used(entry, is_new, standing_of(customer_id, now=now, store_id=store_id))


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a basket would earn. standing: where the customer stands before it."""

    quote: Quote | None
    standing: Standing | None


def quote_points(said: ReceiptInput, *, now: datetime, store_id: int | None = None) -> Quoted:
    """Tell what a receipt would earn, and write nothing. store_id: the only store the caller may speak for.

    Raises Forbidden `till_unknown` or `till_not_yours`, Refusal as for the receipt itself.
    """
    till = recognise_tills({(said.store, said.till)}, create=False).get((said.store, said.till))
    if till is None:
        raise Forbidden("till_unknown", store=said.store, till=said.till)
    if store_id not in (None, till.store_id):
        raise Forbidden("till_not_yours", store=said.store, till=said.till)
    if refusal := rules.refused(said):
        raise refusal
    customer_id = _customer(said)
    standing = standing_of(customer_id, now=now, store_id=till.store_id) if customer_id else None
    tier = standing.tier.code if standing and standing.tier else ""
    return Quoted(quote(said, till, customer_id, tier), standing)


def _customer(said: ReceiptInput) -> int | None:
    if said.customer:
        return customer_queries.ids_by_reference([said.customer]).get(said.customer)
    asked = [said.card] if said.card else []
    owner = customer_queries.owners_by_card(asked).get(said.card) or owners_by_phone(asked).get(said.card)
    return owner.customer_id if owner else None


def tell_points(customer_id: int, *, now: datetime, scope: Scope, most: int = 1000) -> dict[str, Any]:
    """Return where a customer stands in each programme, and the lines that lead there, the latest first.

    A scope of one store sees its own lines alone; points are shared by the stores of a programme.
    """
    standings = standings_of(customer_id, now=now, store_id=scope.store_id)
    lines = entries_of(customer_id, most=most, store_id=scope.store_id)
    return {
        "customer_id": customer_id,
        "programmes": [asdict(one) for one in standings],
        "entries": [
            {
                "on": one.on, "kind": one.kind, "points": one.points, "store": one.store.code,
                "receipt_id": one.receipt_id, "reference": one.reference,
            }
            for one in lines
        ],
    }  # fmt: skip


def home_store(customer_id: int, scope: Scope) -> int:
    """Return the store where something is noted of a customer: the scope's, their store of reference, or the first.

    Raises NotFound `no_programme` where there is no store at all.
    """
    home = Customer.objects.filter(pk=customer_id).values_list("home_store_id", flat=True).first()
    found = scope.store_id or home or Store.objects.order_by("pk").values_list("pk", flat=True).first()
    if found is None:
        raise NotFound("no_programme")
    return found
