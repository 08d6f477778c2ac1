"""A made-up import that is taken back, in processes that can be killed; run by the test beside it.

python undoer.py open: brings receipts in, and sells to one of the customers since; prints the number of the import.
python undoer.py undo N: takes it back, a few rows at a time with a line after each, and prints what came of it.
python undoer.py check: prints what is stored, and how far the undo is.
python undoer.py end N: takes it back and checks; python undoer.py alone: opens, takes back and checks.
"""

import json
import sys
from contextlib import contextmanager
from dataclasses import asdict

import django

CUSTOMERS = 40
RECEIPTS = 200


def open_shop():
    from chaland.journal import services as journal
    from chaland.usecases.sales.record_receipts import record_receipt, record_receipts
    from factories.sales import NOON, days, open_shops, receipt

    open_shops("lyon")
    record_receipt(receipt("before", customer="x:1"), now=NOON)
    run = journal.start(kind="receipts", file_name="invented.csv", file_hash="0", mapping_hash="", now=NOON)
    said = [
        receipt(f"F{n}", customer=f"x:{n % CUSTOMERS}" if n % 7 else "", sold_at=NOON - days(n))
        for n in range(RECEIPTS)
    ]
    record_receipts(said, now=NOON, source="file", create_missing=True, import_run_id=run.pk)
    journal.finish(run, outcome={}, now=NOON)
    record_receipt(receipt("after", customer="x:2"), now=NOON)
    return run.pk


@contextmanager
def telling(_rows):
    """Print a line after each batch."""
    yield lambda rows: print(rows, flush=True)  # noqa: T201 - read by the test


def undo(import_id):
    from chaland.usecases.imports import undo_import as module
    from factories.sales import NOON

    module.BATCH = 10
    return asdict(module.undo_import(int(import_id), now=NOON, watch=telling))


def check():
    from chaland.customers.models import Customer
    from chaland.journal.models import ImportRun
    from chaland.sales.models import ReceiptLine
    from chaland.usecases.sales.roll_figures import rebuild_figures
    from factories.sales import NOON, snapshot

    live = snapshot()
    rebuild_figures(now=NOON)
    run = ImportRun.objects.get()
    return {
        "figures_hold": snapshot() == live,
        "stored": repr(live),
        "customers": sorted(Customer.objects.values_list("reference", flat=True)),
        "lines": ReceiptLine.objects.count(),
        "status": run.status,
        "rows": run.taken_back.get("rows", 0),
    }


def end(import_id):
    return [undo(import_id), check()]


def alone():
    return end(open_shop())


if __name__ == "__main__":
    django.setup()
    does = {"open": open_shop, "undo": undo, "check": check, "end": end, "alone": alone}
    print(json.dumps(does[sys.argv[1]](*sys.argv[2:])))  # noqa: T201 - read by the test
