"""`chaland customer find QUERY`, `figures REF`, `merge REF REF`, `unmerge REF` and `erase REF`."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chaland.accounts.rules import EVERYWHERE, Scope
from chaland.cli import console
from chaland.customers.finding import Found, find
from chaland.kernel.money import format_euros
from chaland.kernel.numbers import format_decimal
from chaland.stores.queries import network_zone
from chaland.usecases.customers.tell_figures import customer_with_ref, tell_figures
from chaland.usecases.duplicates.merge_customers import merge_customers
from chaland.usecases.duplicates.unmerge_customers import unmerge_ref
from chaland.usecases.loyalty.use_points import tell_points
from chaland.usecases.rights.clean_erased import clean_erased
from chaland.usecases.rights.erase_customer import Erased, erase_ref
from chaland.usecases.rights.tell_customer import tell_customer
from chaland.usecases.rights.watch_accesses import note_told

MOST = 50


def configure(parser: argparse.ArgumentParser) -> None:
    """Take what to do and whom it is about."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="find|figures|access|erase|…")
    finding = actions.add_parser("find", help=_("find customers by card, phone, e-mail, reference or name"))
    finding.add_argument("query", metavar="QUERY")
    finding.add_argument("--limit", type=int, default=20, metavar="N", help=_("how many at most (20)"))
    figures = actions.add_parser("figures", help=_("show the live figures of a customer"))
    figures.add_argument("ref", metavar="REF", help=_("number in the file, card number or outside reference"))
    figures.add_argument("--store", metavar="CODE", help=_("only those of one store"))
    merging = actions.add_parser("merge", help=_("make one file of two; the first stays"))
    merging.add_argument("ref", metavar="REF", help=_("number in the file, card number or outside reference"))
    merging.add_argument("other", metavar="OTHER", help=_("the file that goes into the first"))
    parting = actions.add_parser("unmerge", help=_("make two files again of one"))
    parting.add_argument("ref", metavar="REF", help=_("number or outside reference of the file that went into another"))
    erasing = actions.add_parser("erase", help=_("erase a customer for ever; their receipts stay, nobody’s"))
    erasing.add_argument("ref", metavar="REF", help=_("number in the file, card number or outside reference"))
    points = actions.add_parser("points", help=_("show the points of a customer and where they come from"))
    points.add_argument("ref", metavar="REF", help=_("number in the file, card number or outside reference"))
    telling = actions.add_parser("access", help=_("write everything the file holds of a customer, to give them"))
    telling.add_argument("ref", metavar="REF", help=_("number in the file, card number or outside reference"))
    telling.add_argument("--output", required=True, metavar="FILE", help=_("ending in .pdf, .json or .zip"))
    actions.add_parser("clean", help=_("have lake and log forget who was erased, as the server does"))
    erasing.add_argument("--yes", action="store_true", help=_("do not ask"))


def run(options: argparse.Namespace) -> int:
    """Find, or show the figures."""
    if options.action == "find":
        return _find(options.query, max(1, min(options.limit, MOST)))
    if options.action in _ACTS:
        return _ACTS[options.action](options)
    if options.action == "access":
        return _tell(options)
    if options.action == "clean":
        console.result({"is_clean": clean_erased(now=timezone.now())}, "")
        return 0
    figures = tell_figures(options.ref, store_code=options.store)
    console.result(_plain(figures), "\n".join(_lines(figures)))
    return 0


def _find(query: str, limit: int) -> int:
    found = find(query, Scope(), limit)
    text = "\n".join(map(_line, found)) or _("Nobody was found.")
    console.result({"query": query, "customers": [asdict(one) for one in found]}, text)
    return 0


def _erase(options: argparse.Namespace) -> int:
    if not (options.yes or options.json) and sys.stdin.isatty():
        sys.stderr.write(_("Erase {ref} for ever? Type it again: ").format(ref=options.ref))
        if sys.stdin.readline().strip() != options.ref:
            raise console.Failure(_("Nothing was erased."), code="not_confirmed")
    erased = erase_ref(options.ref, now=timezone.now())
    console.result(asdict(erased), _erased(erased))
    return 0


def _merge(options: argparse.Namespace) -> int:
    kept, other = customer_with_ref(options.ref), customer_with_ref(options.other)
    if kept == other:
        console.result({"survivor": kept, "is_new": False}, _("They are one file already."))
        return 0
    merged = merge_customers(kept, other, scope=Scope(), now=timezone.now())
    told = _("File {other} went into file {kept}. Undo it with: chaland customer unmerge {other}")
    console.result(asdict(merged), told.format(other=other, kept=merged.survivor_id))
    return 0


def _unmerge(options: argparse.Namespace) -> int:
    absorbed = unmerge_ref(options.ref, now=timezone.now())
    console.result({"customer": absorbed}, _("File {ref} stands by itself again.").format(ref=absorbed))
    return 0


def _points(options: argparse.Namespace) -> int:
    customer_id = customer_with_ref(options.ref)
    told = tell_points(customer_id, now=timezone.now(), scope=EVERYWHERE)
    lines = [_standing_line(one) for one in told["programmes"]] or [_("There is no loyalty programme.")]
    lines += [f"{one['on']}  {one['points']:>+7}  {one['kind']}  {one['store']}" for one in told["entries"]]
    console.result(told, "\n".join(lines))
    return 0


def _standing_line(one: Mapping[str, Any]) -> str:
    sentence = _("{name}: {points} points, worth {worth}; debt {debt}")
    return sentence.format(**{**one, "worth": format_euros(one["worth_cents"], get_language() or "fr")})


_ACTS = {"merge": _merge, "unmerge": _unmerge, "erase": _erase, "points": _points}


def _tell(options: argparse.Namespace) -> int:
    """Write what the file holds of a customer, and note that it left."""
    from chaland.sentences.rights.told import WRITERS

    file = Path(options.output)
    write = WRITERS.get(file.suffix)
    if write is None:
        raise console.Failure(_("Write to a file that ends in .pdf, .json or .zip."), code="format_unknown")
    now, customer_id = timezone.now(), customer_with_ref(options.ref)
    with timezone.override(network_zone()):
        file.write_bytes(write(tell_customer(customer_id, now=now, portable=file.suffix == ".zip")))
    note_told(customer_id, user_id=None, detail=file.suffix[1:], now=now)
    console.result({"file": str(file)}, _("Written to {file}.").format(file=file))
    return 0


def _erased(erased: Erased) -> str:
    if erased.again:
        return _("This customer was already erased.")
    text = _("The customer is erased. {count} receipts stay, without a name.").format(count=erased.receipts)
    later = _("Somebody is reading an earlier state: the server clears the rest as soon as it can.")
    return text if erased.is_clean else f"{text}\n{later}"


def _line(found: Found) -> str:
    name = f"{found.last_name} {found.first_name}".strip() or found.reference
    return "  ".join(
        part for part in (str(found.customer_id), name, found.postcode, found.city, found.reference) if part
    )


def _lines(figures: Mapping[str, Any]) -> Iterator[str]:
    yield figures["customer"]
    yield _row(_("All stores"), figures["overall"])
    for store in figures["stores"]:
        yield _row(store["store"], store)


def _plain(value: Any) -> Any:
    """Return it with moments as ISO 8601 in UTC, as the API writes them."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _row(label: str, figures: Mapping[str, Any] | None) -> str:
    language = get_language() or "fr"
    if figures is None:
        return f"  {label:<24} —"
    basket, interval = figures["average_basket_cents"], figures["visit_interval_days"]
    return "  ".join(
        (
            f"  {label:<24}",
            _("revenue {amount}").format(amount=format_euros(figures["revenue_cents"], language)),
            _("visits {count}").format(count=figures["visits"]),
            _("basket {amount}").format(amount="—" if basket is None else format_euros(basket, language)),
            _("every {days} days").format(days="—" if interval is None else format_decimal(interval, 1, language)),
        )
    )
