"""`chaland duplicates find` and `list`: customers who are in the file twice."""

import argparse
from dataclasses import asdict

from django.utils import timezone
from django.utils.translation import gettext as _

from chaland.accounts.rules import Scope
from chaland.cli import console
from chaland.customers.duplicates import keeping
from chaland.customers.models import Customer, Likeness
from chaland.sentences.duplicates import REASONS
from chaland.stores.queries import store_with_code
from chaland.usecases.duplicates.find_duplicates import find_duplicates

MOST = 1_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Take what to do and what to list."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="find|list")
    actions.add_parser("find", help=_("compare everybody in the file; decisions stay"))
    listing = actions.add_parser("list", help=_("list the pairs to look at"))
    listing.add_argument("--households", action="store_true", help=_("people who may live together instead"))
    listing.add_argument("--limit", type=int, default=50, metavar="N", help=_("how many at most (50)"))
    listing.add_argument("--store", metavar="CODE", help=_("as this store alone sees it"))


def run(options: argparse.Namespace) -> int:
    """Find, or list what was found."""
    if options.action == "find":
        searched = find_duplicates(now=timezone.now())
        told = _("{customers} files compared: {persons} pairs may be one person, {households} may live together.")
        console.result(asdict(searched), told.format(**asdict(searched)))
        return 0
    scope = Scope(store_with_code(options.store).pk) if options.store else Scope()
    kind = Likeness.Kind.HOUSEHOLD if options.households else Likeness.Kind.PERSON
    pairs = list(keeping.to_decide(kind, scope)[: max(1, min(options.limit, MOST))])
    console.result({"pairs": [_plain(pair) for pair in pairs]}, "\n".join(map(_line, pairs)) or _("There is none."))
    return 0


def _plain(pair: Likeness) -> dict[str, object]:
    return {"one": pair.one_id, "other": pair.other_id, "score": pair.score, "reasons": pair.reasons}


def _line(pair: Likeness) -> str:
    why = ", ".join(str(REASONS.get(code, code)) for code in pair.reasons)
    return f"{pair.score:7.2%}  {_person(pair.one)}  =  {_person(pair.other)}  ({why})"


def _person(customer: Customer) -> str:
    name = f"{customer.last_name} {customer.first_name}".strip() or customer.reference or ""
    return f"{customer.pk} {name}"
