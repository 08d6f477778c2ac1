"""One of several processes that erase made-up customers while a till and a file name them; run by its test.

python eraser.py open: makes a shop and customers who bought once. erase: erases one after the other.
sell SEED [without-guard]: posts receipts that name each by reference or by card. import [without-guard]: takes in a
file that names all of them, again and again, so that whoever is gone would come back. check: prints the receipts, by
how many cents figures and receipts differ, how many customers came back, and how many there are.
without-guard: nobody looks whether they were erased.
"""

import os
import sys
import tempfile
from pathlib import Path

import django

django.setup()


from chaland.customers.models import Customer  # noqa: E402
from chaland.customers.rules import NewCustomer  # noqa: E402
from chaland.privacy import erasures  # noqa: E402
from chaland.sales.models import Figures, Receipt  # noqa: E402
from chaland.usecases.create_customer import create_customers  # noqa: E402
from chaland.usecases.erase_customer import erase_customer  # noqa: E402
from chaland.usecases.import_customers import import_customers  # noqa: E402
from chaland.usecases.record_receipts import record_receipt  # noqa: E402
from chaland.usecases.roll_figures import rebuild_figures  # noqa: E402
from factories.files import unwatched  # noqa: E402
from factories.sales import NOON, days, line, open_shops, receipt  # noqa: E402

LATER = NOON + days(10)
PEOPLE = 8
STAYING = 2
TIMES = 3
CARDS = [f"C{number:04d}" for number in range(PEOPLE)]


def said(number, place, *, by_card):
    named = {"card": CARDS[place]} if by_card else {"customer": f"x:{place}"}
    return receipt(number, lines=[line("DIVERS", 100, label="", category="", size="")], **named)


def open_shop():
    open_shops("lyon")
    people = [NewCustomer(last_name=f"Inventée{n}", reference=f"x:{n}", cards=(CARDS[n],)) for n in range(PEOPLE)]
    create_customers(people, now=NOON)
    for place in range(PEOPLE):
        record_receipt(said(f"first-{place}", place, by_card=False), now=LATER)


def sell(seed):
    for round_ in range(TIMES):
        for place in range(PEOPLE):
            record_receipt(said(f"{seed}-{round_}-{place}", place, by_card=bool(round_ % 2)), now=LATER)


def take_in():
    rows = [f"Inventée{n},x:{n},{CARDS[n]}\n" for n in range(PEOPLE)]
    for number in range(TIMES):
        # Another file each time: one that was taken in to its end is not read again.
        file = Path(tempfile.mkdtemp()) / f"{os.getpid()}-{number}.csv"
        file.write_text(
            f"last_name,reference,card,profession\n{''.join(r[:-1] + f',{number}' + chr(10) for r in rows)}"
        )
        import_customers(file, now=LATER, watch=unwatched)


def erase():
    ids = dict(Customer.objects.values_list("reference", "pk"))
    for place in range(STAYING, PEOPLE):
        erase_customer(ids[f"x:{place}"], now=LATER, waits=False)


def check():
    rebuild_figures(now=LATER)
    overall = sum(Figures.objects.filter(store=None).values_list("revenue_cents", flat=True))
    owned = sum(Receipt.objects.filter(customer__isnull=False).values_list("total_cents", flat=True))
    back = Customer.objects.filter(reference__in=[f"x:{n}" for n in range(STAYING, PEOPLE)]).count()
    print(Receipt.objects.count(), overall - owned, back, Customer.objects.count())  # noqa: T201 - read by the test


def main():
    what, *rest = sys.argv[1:]
    if what in ("open", "check"):
        return open_shop() if what == "open" else check()
    if "without-guard" in rest:
        erasures.known_as_erased = lambda _values: set()
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    return {"sell": lambda: sell(rest[0]), "import": take_in, "erase": erase}[what]()


main()
