"""Which customers the merchants of a street have in common."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Count

from chaland.sales.models import Receipt


def bought_elsewhere_too(merchant_ids: Collection[int], first_on: date, last_on: date) -> Mapping[int, int]:
    """Return for each merchant how many customers bought in these days at it and at another of them.

    A merchant without any is left out. Returns count as receipts: they came.
    """
    rows = Receipt.objects.filter(business_on__range=(first_on, last_on), store__merchant__in=merchant_ids)
    merchants = (
        rows.exclude(customer=None).values("customer").annotate(merchants=Count("store__merchant", distinct=True))
    )
    common = merchants.filter(merchants__gt=1).values("customer")
    people = (
        rows.filter(customer__in=common).values("store__merchant").annotate(people=Count("customer", distinct=True))
    )
    return dict(people.values_list("store__merchant", "people"))
