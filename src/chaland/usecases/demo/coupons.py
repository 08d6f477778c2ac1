"""The coupons of the source become kinds of vouchers, and each use of one a voucher of its household's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from chaland.customers.models import Customer
from chaland.database.rows import insert_rows, stored
from chaland.journal.models import ImportRun
from chaland.loyalty.models.vouchers import Voucher, VoucherKind, VoucherUse
from chaland.loyalty.rules.programme import Choice
from chaland.loyalty.rules.vouchers import Terms, as_plain
from chaland.loyalty.services.vouchers import new_code
from chaland.sales.models import Receipt
from chaland.stores.models import Product
from chaland.usecases.demo import identities
from chaland.usecases.demo.calendar import Calendar
from chaland.usecases.demo.source import Coupon, Redemption, Source

_COLUMNS = (
    "code", "kind_id", "customer_id", "store_id", "state", "uses_left", "valid_from", "valid_until", "reserved_by",
    "issued_at", "reason", "points", "key",
)  # fmt: skip
_USED = ("voucher_id", "key", "act", "store_id", "receipt_id", "uses_left", "at", "reason")


@dataclass(frozen=True, slots=True)
class VoucherTotals:
    """What the file holds of the source's coupons. coupon_products: which articles they were for, row by row."""

    coupons: int
    coupon_products: int
    redemptions: int


@transaction.atomic
def load_coupons(source: Source, calendar: Calendar, run: ImportRun, *, now: datetime) -> VoucherTotals:
    """Write what is not there yet: a second load brings nothing new.

    The source tells no amount: a coupon opens its articles, and what it took off stands in the receipt's own lines.
    """
    coupons = source.coupons()
    kinds = _kinds(coupons, now)
    redemptions = source.redemptions()
    _use(redemptions, kinds, {one.reference: one for one in coupons}, calendar, run)
    keys = Voucher.objects.filter(reason=Voucher.Reason.DEMO, state="redeemed")
    return VoucherTotals(len(kinds), sum(one.rows for one in coupons), keys.count())


def _kinds(coupons: Sequence[Coupon], now: datetime) -> dict[str, int]:
    articles = {int(sku): pk for sku, pk in Product.objects.values_list("sku", "pk") if sku.isdecimal()}
    VoucherKind.objects.bulk_create(
        [
            VoucherKind(
                name=f"Coupon {one.upc} · campagne {one.campaign}",
                terms=as_plain(Terms("access", what=_meant(one, articles))),
                valid_days=one.days,
                is_active=False,
                reference=f"{identities.REFERENCE}:coupon:{one.reference}",
                created_at=now,
            )
            for one in coupons
        ],
        ignore_conflicts=True,
        batch_size=200,
    )
    start = f"{identities.REFERENCE}:coupon:"
    found = VoucherKind.objects.filter(reference__startswith=start).values_list("reference", "pk")
    return {reference.removeprefix(start): pk for reference, pk in found if reference}


def _meant(coupon: Coupon, articles: Mapping[int, int]) -> Choice:
    return Choice(products=frozenset(articles[one] for one in coupon.products if one in articles))


def _use(
    redemptions: Sequence[Redemption],
    kinds: Mapping[str, int],
    coupons: Mapping[str, Coupon],
    calendar: Calendar,
    run: ImportRun,
) -> None:
    known = set(Voucher.objects.filter(reason=Voucher.Reason.DEMO).values_list("key", flat=True))
    fresh = [one for one in redemptions if key_of(one) not in known]
    customers = dict(Customer.objects.filter(import_run=run).values_list("reference", "id"))
    numbers = [str(one.basket) for one in fresh if one.basket]
    bought = Receipt.objects.filter(import_run=run, number__in=numbers).values_list("number", "id", "store", "sold_at")
    receipts = {number: (receipt_id, store_id, sold_at) for number, receipt_id, store_id, sold_at in bought}
    rows, uses = [], []
    for one in fresh:
        coupon = coupons[one.coupon]
        begins = calendar.moment(coupon.starts_at)
        at = calendar.moment(one.used_at)
        receipt_id, store_id, sold_at = receipts.get(str(one.basket), (None, None, at))
        ends = begins + timedelta(days=coupon.days)
        customer_id = customers[identities.reference(one.household)]
        rows.append(
            (
                new_code(), kinds[one.coupon], customer_id, store_id, "redeemed", 0, stored(begins),
                stored(max(ends, sold_at + timedelta(days=1))), "", stored(begins), "demo", 0, key_of(one),
            )
        )  # fmt: skip
        uses.append((key_of(one), store_id, receipt_id, stored(sold_at)))
    insert_rows(Voucher, _COLUMNS, rows)
    ids = dict(Voucher.objects.filter(reason=Voucher.Reason.DEMO).values_list("key", "pk"))
    insert_rows(
        VoucherUse,
        _USED,
        [(ids[key], key, "redeemed", store_id, receipt_id, 0, at, "") for key, store_id, receipt_id, at in uses],
    )


def key_of(one: Redemption) -> str:
    """Return the key under which the voucher of a use is issued."""
    return f"{identities.REFERENCE}:{one.coupon}:{one.household}:{one.used_at:%Y%m%d}"
