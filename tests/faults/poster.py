"""One of several processes that post the same made-up receipts at once; run by test_processes.py.

python poster.py open: makes one shop and a first receipt of each customer.
python poster.py post SEED [without-guard]: posts receipts of its own one by one, then those that all
posters share in an order of its own, some twice, and prints how many were created and how many calls failed.
python poster.py check: prints the receipts, the revenue in the figures, and whether a recomputation gives the same.
"""

import random
import sys

import django

django.setup()

from django.db import OperationalError, connection, transaction  # noqa: E402 - Django must be set up first

from chaland.sales.models import Figures, Receipt  # noqa: E402
from chaland.sales.services import figures  # noqa: E402
from chaland.usecases.sales import record_receipts as usecase  # noqa: E402
from chaland.usecases.sales import roll_figures as usecase_figures  # noqa: E402
from factories.sales import NOON, days, line, open_shops, receipt, snapshot  # noqa: E402


def made_up(number, customer):
    # Articles of no family and no trait: else the rows of the tallies, locked by whoever comes first, are a guard too.
    return receipt(number, customer=customer, lines=[line("DIVERS", 100, label="", category="", size="")])


SHARED = [made_up(f"S{number}", f"x:{number % 3}") for number in range(20)]


def own(seed):
    """One receipt for each of forty customers, whom everybody serves in the same order."""
    return [made_up(f"P{seed}-{number}", f"y:{number}") for number in range(40)]


def say(*told):
    """Tell the test."""
    print(*told, flush=True)  # noqa: T201 - read by the test


def remove_guards():
    """Take away what makes two processes at once safe: the locks, or SQLite's IMMEDIATE transactions.

    Between what it read and what it writes, the first time, a poster waits to be told that the others have read too.
    """
    write = figures.upsert_rows

    def write_late(*given, **named):
        figures.upsert_rows = write
        say("read")
        sys.stdin.readline()
        write(*given, **named)

    figures.upsert_rows = write_late
    figures.lock_rows = usecase.lock_rows = usecase.lock_words = lambda *_: None
    connection.settings_dict["OPTIONS"].pop("transaction_mode", None)
    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"]["timeout"] = 0
    connection.close()


def post(seed):
    """Post everything once told to go; return the numbers of receipts created and of calls that failed."""
    say("ready")
    sys.stdin.readline()
    chance = random.Random(seed)
    shared = [*SHARED, *chance.sample(SHARED, 10)]
    chance.shuffle(shared)
    created = failed = 0
    for batch in [*([one] for one in own(seed)), *(shared[at : at + 3] for at in range(0, len(shared), 3))]:
        try:
            outcomes = usecase.record_receipts(batch, now=NOON + days(100))
            created += sum(outcome.status == "created" for outcome in outcomes)
        except (OperationalError, transaction.TransactionManagementError):
            failed += 1
    return created, failed


def open_database():
    """Make one shop, and the customers whom the posters serve."""
    open_shops("lyon")
    usecase.record_receipts(own("first"), now=NOON + days(100))


def check():
    """Return the receipts, the revenue of all customers' figures, and 1 if a recomputation changes nothing."""
    live = snapshot()
    usecase_figures.rebuild_figures(now=NOON + days(100))
    revenue = sum(Figures.objects.filter(store=None).values_list("revenue_cents", flat=True))
    return Receipt.objects.count(), revenue, int(snapshot() == live)


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if "without-guard" in rest:
        remove_guards()
    if what == "open":
        open_database()
    else:
        say(*(check() if what == "check" else post(int(rest[0]))))
