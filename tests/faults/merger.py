"""One of several processes that merge the same made-up customers crosswise while a till posts; run by its test.

python merger.py open: makes a shop and three customers. merge ONE OTHER: merges x:ONE and x:OTHER, or the
other way round, and takes it back, again and again. sell: posts receipts for all three. check: prints the receipts, the
revenue in the figures, the receipts of merged customers, and whether a recomputation gives the same.
"""

import sys
from contextlib import suppress

import django

django.setup()


from chaland.accounts.rules import Scope  # noqa: E402
from chaland.customers.models import Customer  # noqa: E402
from chaland.kernel.errors import Refusal  # noqa: E402
from chaland.sales.models import Figures, Receipt  # noqa: E402
from chaland.usecases.customers.tell_figures import customer_with_ref  # noqa: E402
from chaland.usecases.duplicates.merge_customers import merge_customers  # noqa: E402
from chaland.usecases.duplicates.unmerge_customers import unmerge_customers  # noqa: E402
from chaland.usecases.sales.record_receipts import record_receipt  # noqa: E402
from chaland.usecases.sales.roll_figures import rebuild_figures  # noqa: E402
from factories.sales import NOON, days, line, open_shops, receipt, snapshot  # noqa: E402

LATER = NOON + days(10)
TIMES = 15
PEOPLE = 3


def sell(seed, count):
    for number in range(count):
        said = receipt(f"{seed}-{number}", customer=f"x:{number % PEOPLE}", lines=[line("BOT", 100)])
        record_receipt(said, now=LATER)


def merge(one, other):
    """Merge, then take it back; whoever loses a race is refused, never damaged."""
    ids = dict(Customer.objects.values_list("reference", "pk"))
    for number in range(TIMES):
        with suppress(Refusal):
            kept, goes = (one, other) if number % 2 else (other, one)
            done = merge_customers(ids[f"x:{kept}"], ids[f"x:{goes}"], scope=Scope(), now=LATER)
            if number % 3 == 0:
                unmerge_customers(done.merge_id, scope=Scope(), now=LATER)


def check():
    live = snapshot()
    overall = sum(Figures.objects.filter(store=None).values_list("revenue_cents", flat=True))
    strays = Receipt.objects.filter(customer__merged_into__isnull=False).count()
    rebuild_figures(now=LATER)
    heads = {customer_with_ref(f"x:{number}") for number in range(PEOPLE)}
    standing = set(Customer.objects.filter(merged_into=None).values_list("pk", flat=True))
    print(Receipt.objects.count(), overall, strays, int(snapshot() == live), int(heads == standing))  # noqa: T201


def main():
    what, *rest = sys.argv[1:]
    if what == "open":
        open_shops("lyon")
        sell("first", PEOPLE)
        return
    if what == "check":
        check()
        return
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    if what == "sell":
        sell("S", 60)
    else:
        merge(*rest)


main()
