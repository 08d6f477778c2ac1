"""Occasions that a person grows into: a tier they reach, the next size of what they bought, a consent about to end."""

from datetime import timedelta

import pyarrow as pa

from chaland.campaigns.occasion_rows import Days, answered, at_home, days_after, days_of, start, written_down
from chaland.customers.models import Customer
from chaland.loyalty.reached import tiers_reached


def tier_reached(asked: Days) -> pa.Table:
    """Somebody reached a tier by what they bought that day; each once a year. Of those who hold one today."""
    found = list(tiers_reached(asked.first, asked.last, heard_since=asked.heard_since, one_in=asked.one_in))
    if asked.store_id:
        own = Customer.objects.filter(home_store=asked.store_id).values_list("pk", flat=True)
        ours = set(own.filter(pk__in={one.customer_id for one in found}))
        found = [one for one in found if one.customer_id in ours]
    return written_down((one.customer_id, f"tier {one.programme_id} {one.code} {one.on.year}", one.on) for one in found)


def next_size(asked: Days) -> pa.Table:
    """So many days ago somebody bought a size of a line of articles, and none of that line since."""
    import ibis

    from chaland.warehouse.engine import table

    if not asked.options["line"]:
        return written_down([])
    products = table("products")
    own = products.filter(products.line == asked.options["line"], products["size"].notnull(), products["size"] != "")
    rows = table("lines")
    rows = rows.filter(rows.customer_id.notnull(), rows.quantity_milli > 0, rows.amount_cents >= 0)
    if asked.store_id:
        rows = rows.filter(rows.store_id == asked.store_id)
    days = rows.semi_join(own, "product_id").select("customer_id", "business_on").distinct()
    days = days.mutate(next_on=days.business_on.lead(1).over(group_by="customer_id", order_by="business_on"))
    days = days.mutate(on=days_after(days.business_on, asked.options["days"]))
    days = days.filter(days.on >= asked.first, days.on <= asked.last, days.next_on.isnull() | (days.next_on > days.on))
    return answered(days.mutate(occasion=ibis.literal("size ") + days.business_on.cast("string")))


def consent_ends(asked: Days) -> pa.Table:
    """So many days later an agreement ends; several that end on one day are one occasion."""
    from chaland.warehouse.engine import run, table

    before = timedelta(days=asked.options["days"])
    first, end = start(asked.first + before), start(asked.last + before + timedelta(days=1))
    rows = table("consents")
    rows = rows.filter(rows.state == "granted", rows.expires_at >= first, rows.expires_at < end)
    found = run(at_home(rows, asked.store_id).select("customer_id", "expires_at"))
    ends = set(zip(found["customer_id"].to_pylist(), days_of(found["expires_at"]).to_pylist(), strict=True))
    return written_down((customer, f"ends {day}", day - before) for customer, day in ends)
