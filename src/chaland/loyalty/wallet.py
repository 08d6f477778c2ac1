"""What a customer may use, and what they may have for their points: part of the answer to every receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from chaland.database.lookups import as_kept, fetch
from chaland.database.rows import stored
from chaland.loyalty.models.vouchers import VoucherKind
from chaland.loyalty.rules.vouchers import Terms, terms_of
from chaland.loyalty.schemes import scheme_of_store
from chaland.privacy.queries import moment_of

# One reserved for a sale that never came is free again after its time.
_USABLE = """
SELECT v.code, v.key, v.uses_left, {until}, k.name, CAST(k.terms AS text)
FROM loyalty_voucher v JOIN loyalty_voucherkind k ON k.id = v.kind_id
WHERE v.customer_id = %s AND (v.state = 'issued' OR (v.state = 'reserved' AND v.reserved_until <= %s))
AND v.valid_from <= %s AND v.valid_until > %s
ORDER BY v.valid_until, v.id LIMIT 50
"""


@dataclass(frozen=True, slots=True)
class Usable:
    """A voucher that its owner may use now. key: of its issue."""

    code: str
    key: str
    uses_left: int
    valid_until: datetime
    name: str
    terms: Terms


def usable(customer_id: int, *, store_id: int | None, merchant_id: int | None = None, now: datetime) -> list[Usable]:
    """Return the vouchers a customer may use in a store, or anywhere without one; those that end first, first."""
    moment = stored(now)
    rows = fetch(_USABLE.format(until=as_kept("v.valid_until")), [customer_id, moment, moment, moment])
    found = (
        Usable(code, key, left, moment_of(until), name, terms_of(orjson.loads(terms)))
        for code, key, left, until, name, terms in rows
    )
    return [one for one in found if is_valid_in(one.terms, store_id, merchant_id)]


def is_valid_in(terms: Terms, store_id: int | None, merchant_id: int | None) -> bool:
    """Tell whether a voucher may be used in a store; anywhere without one."""
    return (store_id is None or not terms.stores or store_id in terms.stores) and (
        merchant_id is None or not terms.merchants or merchant_id in terms.merchants
    )


def choosable(store_id: int) -> Sequence[VoucherKind]:
    """Return what may be had for points in a store, the cheapest first."""
    scheme = scheme_of_store(store_id)
    if scheme is None:
        return []
    kinds = VoucherKind.objects.filter(programme=scheme.programme_id, points__gt=0, is_active=True, is_automatic=False)
    return list(kinds.order_by("points", "pk"))
