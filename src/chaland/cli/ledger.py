"""`chaland ledger verify` and `chaland ledger tend`."""

import argparse
import time
from dataclasses import asdict

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chaland.cli import console
from chaland.kernel.numbers import format_number
from chaland.loyalty.verifying import Report
from chaland.sentences.loyalty.words import PROBLEMS
from chaland.stores.models import Store
from chaland.usecases.loyalty.tend_points import tend_points, verify_points


def configure(parser: argparse.ArgumentParser) -> None:
    """Take what to do."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="verify|tend")
    actions.add_parser("verify", help=_("prove that no line of the ledger of points was changed"))
    actions.add_parser("tend", help=_("lose points whose time is over, give birthdays, close the days that are over"))


def run(options: argparse.Namespace) -> int:
    """Do it; a ledger that does not hold ends with 1."""
    if options.action == "tend":
        done = tend_points(now=timezone.now())
        sentence = _(
            "{looked_at} accounts looked at, {birthdays} birthdays, {referrals} referrals, {closings} closings"
        )
        console.result(asdict(done), sentence.format(**asdict(done)))
        return 0
    began = time.process_time()
    report = verify_points()
    seconds = time.process_time() - began
    codes = dict(Store.objects.values_list("pk", "code"))
    store = codes.get(report.store_id or 0) if report.problem else None
    told = {
        "holds": not report.problem,
        "lines": report.lines,
        "stores": report.stores,
        "problem": report.problem or None,
        "store": store,
        "line": report.number,
        "customer_id": report.customer_id,
        "cpu_seconds": round(seconds, 3),
    }
    console.result(told, _told(report, store))
    return 1 if report.problem else 0


def _told(report: Report, store: str | None) -> str:
    if not report.problem:
        count = format_number(report.lines, get_language() or "fr")
        return _("The ledger of points holds: {lines} lines (stores: {stores}).").format(
            lines=count, stores=report.stores
        )
    sentence = str(PROBLEMS[report.problem])
    if report.number is None:
        return sentence
    return _("Store {store}, line {number}: {sentence}").format(store=store, number=report.number, sentence=sentence)
