"""Private sales, and who may come to them: whoever holds a tier or a voucher with early access."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from chaland.kernel.dates import business_day
from chaland.loyalty.models import PrivateSale
from chaland.loyalty.schemes import schemes
from chaland.loyalty.standing import standings_of
from chaland.loyalty.wallet import Usable, is_valid_in, usable
from chaland.stores.models import Store
from chaland.stores.queries import network_zone


@dataclass(frozen=True, slots=True)
class OpenSale:
    """A private sale that somebody may come to. where: a store or merchant, empty for everywhere. is_on: today."""

    name: str
    where: str
    first_on: date
    last_on: date
    is_on: bool


def has_early_access(vouchers: Sequence[Usable], *, by_tier: bool) -> bool:
    """Tell whether a customer may come early, by their tier or one of the vouchers they may use."""
    return by_tier or any(map(_opens, vouchers))


def sales_at_till(vouchers: Sequence[Usable], *, by_tier: bool, store_id: int, now: datetime) -> Sequence[OpenSale]:
    """Return the sales to come in a store to which a customer may come; without early access none are looked for."""
    if not has_early_access(vouchers, by_tier=by_tier):
        return []
    today = _today(now)
    merchant_id = Store.objects.values_list("merchant_id", flat=True).get(pk=store_id)
    if not by_tier and not any(_opens(one) and is_valid_in(one.terms, store_id, merchant_id) for one in vouchers):
        return []
    return [_told(one, today) for one in _to_come(today) if _counts_in(one, store_id, merchant_id)]


def sales_of(customer_id: int, *, now: datetime) -> Sequence[OpenSale]:
    """Return the sales to come that a customer may come to, wherever they are."""
    today = _today(now)
    sales = _to_come(today)
    if not sales:
        return []
    opened = {one.programme_id for one in standings_of(customer_id, now=now) if one.tier and one.tier.early_access}
    by_tier = {store for one in schemes() if one.programme_id in opened for store in one.stores}
    doors = [one for one in usable(customer_id, store_id=None, now=now) if _opens(one)]
    opened_in = [
        place
        for place in Store.objects.values_list("pk", "merchant_id")
        if place[0] in by_tier or any(is_valid_in(one.terms, *place) for one in doors)
    ]
    return [_told(sale, today) for sale in sales if any(_counts_in(sale, *place) for place in opened_in)]


def _opens(voucher: Usable) -> bool:
    return voucher.terms.kind == "access"


def _counts_in(sale: PrivateSale, store_id: int, merchant_id: int) -> bool:
    return sale.store_id in (None, store_id) and sale.merchant_id in (None, merchant_id)


def _to_come(today: date) -> list[PrivateSale]:
    """Return those that are not over, the next first."""
    found = PrivateSale.objects.filter(last_on__gte=today).select_related("store", "merchant")
    return list(found.order_by("first_on", "pk"))


def _told(sale: PrivateSale, today: date) -> OpenSale:
    where = sale.store or sale.merchant
    return OpenSale(sale.name, where.name if where else "", sale.first_on, sale.last_on, sale.first_on <= today)


def _today(now: datetime) -> date:
    return business_day(now, ZoneInfo(network_zone()))
