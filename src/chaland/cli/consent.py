"""`chaland consent verify`, `chaland consent renew` and `chaland consent proof REF --output FILE`."""

import argparse
from pathlib import Path

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chaland.accounts.rules import Scope
from chaland.cli import console
from chaland.kernel.numbers import format_number
from chaland.privacy.verifying import Report
from chaland.sentences.consents.pack import pack
from chaland.sentences.consents.words import PROBLEMS
from chaland.usecases.consents.prove_consents import prove_consents
from chaland.usecases.consents.renew_consents import renew_consents
from chaland.usecases.consents.verify_consents import verify_consents
from chaland.usecases.customers.tell_figures import customer_with_ref


def configure(parser: argparse.ArgumentParser) -> None:
    """Take what to do, and of whom."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="verify|renew|proof")
    actions.add_parser("verify", help=_("prove that no line of the ledger was changed"))
    actions.add_parser("renew", help=_("ask again for what is about to lapse, write down what has lapsed"))
    proving = actions.add_parser("proof", help=_("write what a customer agreed to, with its proof, as a ZIP"))
    proving.add_argument("ref", metavar="REF", help=_("number in the file, card number or outside reference"))
    proving.add_argument("--output", required=True, type=Path, metavar="FILE", help=_("the file to write"))


def run(options: argparse.Namespace) -> int:
    """Do it; a ledger that does not hold ends with 1."""
    actions = {"verify": _verify, "renew": _renew, "proof": _prove}
    return actions[options.action](options)


def _renew(_options: argparse.Namespace) -> int:
    done = renew_consents(now=timezone.now())
    sentence = _("{first} first mails, {reminders} reminders; {lapsed} consents lapsed, {forgotten} never confirmed")
    console.result(done, sentence.format(**done))
    return 0


def _verify(_options: argparse.Namespace) -> int:
    report = verify_consents()
    told = {
        "holds": not report.problem,
        "lines": report.lines,
        "head": report.head,
        "problem": report.problem or None,
        "line": report.number,
        "customer_id": report.customer_id,
    }
    console.result(told, _told(report))
    return 1 if report.problem else 0


def _told(report: Report) -> str:
    if not report.lines and not report.problem:
        return _("The ledger is empty: nobody has said yes or no to anything yet.")
    if not report.problem:
        count = format_number(report.lines, get_language() or "fr")
        return _("The ledger holds: {lines} lines, the last {head}.").format(lines=count, head=report.head)
    sentence = str(PROBLEMS[report.problem])
    return (
        sentence
        if report.number is None
        else _("Line {number}: {sentence}").format(number=report.number, sentence=sentence)
    )


def _prove(options: argparse.Namespace) -> int:
    customer_id = customer_with_ref(options.ref)
    proof = prove_consents(customer_id, scope=Scope(), now=timezone.now())
    options.output.write_bytes(pack(proof))
    told = {"customer_id": customer_id, "lines": len(proof["lines"]), "file": str(options.output)}
    console.result(told, _("The proof is in {file}.").format(file=options.output))
    return 0
