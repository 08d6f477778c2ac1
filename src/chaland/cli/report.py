"""`chaland report month|mail|notes|refresh`: the month of the shop, notes to look through, what the screens keep."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chaland.accounts.rules import Scope
from chaland.cli import console
from chaland.insight.monthly import Month, Takings
from chaland.sentences.month import words
from chaland.sentences.rights.notes import letter
from chaland.stores.queries import store_with_code
from chaland.usecases.insight.mail_month import mail_months
from chaland.usecases.insight.read_month import MonthReport, read_month
from chaland.usecases.insight.refresh_findings import refresh_findings
from chaland.usecases.rights.watch_notes import mail_notes


def configure(parser: argparse.ArgumentParser) -> None:
    """Take what to do, of which month and store, and where to write."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="month|mail|notes|refresh")
    month = actions.add_parser("month", help=_("the month of the shop on one page"))
    month.add_argument("--store", metavar="CODE", help=_("only that of one store"))
    month.add_argument("--month", metavar="2026-10", help=_("the last one that is over, unless told otherwise"))
    month.add_argument("--pdf", type=Path, metavar="FILE", help=_("write it on a sheet of paper, as PDF"))
    actions.add_parser("mail", help=_("send the month that is over to those who asked for it, once each"))
    actions.add_parser("notes", help=_("tell the data-protection officer of notes that tell too much, once a week"))
    actions.add_parser("refresh", help=_("work out anew what to expect of customers and the kinds they are of"))


def run(options: argparse.Namespace) -> int:
    """Do it."""
    if options.action == "refresh":
        refresh_findings(now=timezone.now())
        console.result({"refreshed": True}, _("What the screens keep is up to date."))
        return 0
    if options.action == "mail":
        return _mail()
    if options.action == "notes":
        return _notes()
    scope = Scope(store_with_code(options.store).pk) if options.store else Scope()
    report = read_month(scope, Month.read(options.month) if options.month else None, now=timezone.now())
    if options.pdf:
        from chaland.sentences.month.sheet import sheet

        options.pdf.write_bytes(sheet(report))
        console.note(_("The sheet is in {file}.").format(file=options.pdf))
    console.result(_plain(report), "\n".join(_lines(report)))
    return 0


def _mail() -> int:
    from chaland.sentences.month.letter import letter as month_letter

    return _sent(mail_months(month_letter, now=timezone.now()))


def _notes() -> int:
    return _sent(mail_notes(letter, now=timezone.now()))


def _sent(sent: int) -> int:
    text = ngettext("{count} mail is on its way.", "{count} mails are on their way.", sent)
    console.result({"sent": sent}, text.format(count=sent))
    return 0


def _lines(report: MonthReport) -> Iterator[str]:
    yield words.heading(report)
    for figure in words.figures(report):
        yield f"  {figure.label!s:<16} {figure.text:>14}  {', '.join(figure.compared)}"
    yield from (f"  {words.people(one)}" for one in report.people)
    yield from (f"  {place}. {words.task(one)}" for place, one in enumerate(report.tasks, 1))


def _plain(report: MonthReport) -> dict[str, Any]:
    return {
        "month": str(report.month),
        "store": report.store,
        "is_over": report.is_over,
        "takings": _takings(report.takings),
        "before": _takings(report.before),
        "year_before": _takings(report.year_before),
        "people": {one.code: one.count for one in report.people},
        "tasks": {one.code: one.count for one in report.tasks},
        "families": [
            {"name": one.name, "cents": one.cents, "before_cents": one.before_cents} for one in report.families
        ],
    }


def _takings(takings: Takings | None) -> dict[str, int | None] | None:
    if takings is None:
        return None
    names = ("receipts", "visits", "revenue_cents", "customers", "basket_cents")
    return {name: getattr(takings, name) for name in names}
