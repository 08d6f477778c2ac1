"""Erases made-up customers while a till and a file name them, each in a process of its own; run by its test.

The till names each by reference or by card; the file names all of them, again and again, so that whoever is gone would
come back. Prints, as JSON, how the processes ended and what is found then: the receipts, by how many cents figures and
receipts differ, how many customers came back, and how many there are. Then the same of the file alone, while nobody
looks whether they were erased.
"""

import json
import os
import tempfile
from pathlib import Path

import django

django.setup()


from chaland.customers.models import Customer  # noqa: E402
from chaland.customers.rules import NewCustomer  # noqa: E402
from chaland.privacy import erasures  # noqa: E402
from chaland.sales.models import Figures, Receipt  # noqa: E402
from chaland.usecases.customers.create_customer import create_customers  # noqa: E402
from chaland.usecases.imports.import_customers import import_customers  # noqa: E402
from chaland.usecases.rights.erase_customer import erase_customer  # noqa: E402
from chaland.usecases.sales.record_receipts import record_receipt  # noqa: E402
from chaland.usecases.sales.roll_figures import rebuild_figures  # noqa: E402
from factories.files import unwatched  # noqa: E402
from factories.forks import at_once  # noqa: E402
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
    return Receipt.objects.count(), overall - owned, back, Customer.objects.count()


def take_in_unguarded():
    erasures.known_as_erased = lambda _values: set()
    take_in()


def main():
    open_shop()
    told = {"ended": at_once((erase,), (sell, "A"), (take_in,)), "found": check()}
    told |= {"unguarded": at_once((take_in_unguarded,)), "found then": check()}
    print(json.dumps(told))  # noqa: T201 - read by the test


main()
