"""`chaland demo`: loads real purchases with invented identities, or an invented street, and serves them."""

import argparse
import gc
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chaland.cli import console, serve
from chaland.kernel.money import format_euros
from chaland.kernel.numbers import format_decimal, format_number
from chaland.usecases.demo.load_demo import Loaded, load_demo
from chaland.usecases.demo.load_street import StreetTotals, load_street
from chaland.usecases.demo.open_demo_till import open_demo_till
from chaland.usecases.demo.source import Totals
from chaland.warehouse.sync import sync

LARGEST = 9999
GARBAGE_THRESHOLD = 300_000
"""A batch of receipts makes that many objects, which all live as long as it: they are looked at once, not 400 times."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Take what and how much to load, with which dates, and whether to serve it."""
    parser.add_argument(
        "what",
        nargs="?",
        choices=("purchases", "street"),
        default="purchases",
        help=_("real purchases of a supermarket chain, or an invented shopping street"),
    )
    parser.add_argument("--no-serve", action="store_true", help=_("stop once everything is loaded"))
    parser.add_argument("--as-is", action="store_true", help=_("keep the dates of 2017 instead of ending today"))
    parser.add_argument("--size", type=size, default=1, metavar="N", help=_("N times as many customers, for benches"))
    parser.add_argument("--owner", metavar="EMAIL", default=serve.OWNER, help=_("e-mail address of the first account"))
    serve.add_address(parser)


def size(text: str) -> int:
    """Read how many times over; at least once."""
    number = int(text)
    if not 1 <= number <= LARGEST:
        raise ValueError(text)
    return number


def run(options: argparse.Namespace) -> int:
    """Load, check and print the totals; then become the server unless told not to."""
    if not options.no_serve:
        serve.refuse_busy_port(options.host, options.port)
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD)
    begun = time.monotonic()
    if options.what == "street":
        street = load_street(now=timezone.now(), stage=stage, size=options.size)
        seconds = _filled_lake(begun)
        till = _till(options)
        console.result({**asdict(street), "till": till, "seconds": seconds}, told_street(street, seconds) + _told(till))
        return 0 if options.no_serve else serve.run(options)
    loaded = load_demo(now=timezone.now(), stage=stage, size=options.size, as_is=options.as_is)
    seconds = _filled_lake(begun)
    data = {
        **asdict(loaded.totals),
        **asdict(loaded.vouchers),
        "new_customers": loaded.new_customers,
        "new_receipts": loaded.new_receipts,
        "till": (till := _till(options)),
        "seconds": seconds,
    }
    console.result(data, told(loaded, seconds) + _told(till))
    return 0 if options.no_serve else serve.run(options)


def _till(options: argparse.Namespace) -> dict[str, str]:
    """Open a till of the busiest store; returns how to get there."""
    found = open_demo_till(now=timezone.now())
    if found is None:
        return {}
    link = f"http://{serve.shown_host(options.host)}:{options.port}/caisse/open/{found.token}/"
    return {"link": link, "store": found.store, "seller": found.seller, "pin": found.pin, "card": found.card}


def _told(till: Mapping[str, str]) -> str:
    if not till:
        return ""
    sentence = _(
        "Till of {store}, in one click, for one browser: {link}\n  Seller {seller}, PIN {pin}. A regular’s card: {card}"
    )
    return "\n" + sentence.format(**till)


def _filled_lake(begun: float) -> float:
    """Have the lake take everything in; returns the seconds since the beginning."""
    with console.progress(_("Lake"), total=None):
        sync()
    return round(time.monotonic() - begun, 1)


def told_street(totals: StreetTotals, seconds: float) -> str:
    """Return the totals of the invented street in a few lines."""
    language = get_language() or "fr"
    first = _("An invented street, loaded in {seconds} s. The totals equal those that were generated:").format(
        seconds=format_decimal(seconds, 1, language)
    )
    counts = (
        (_("Merchants"), totals.merchants),
        (_("Customers"), totals.customers),
        (_("Receipts"), totals.receipts),
        (_("Lines"), totals.lines),
        (_("Points used"), totals.points_used),
    )
    rows = [(label, format_number(count, language)) for label, count in counts]
    rows.append((_("Revenue"), format_euros(totals.revenue_cents, language)))
    return "\n".join([first, *(f"  {label:<12} {value:>16}" for label, value in rows)])


def stage(name: str, total: int) -> AbstractContextManager[Callable[[int], None]]:
    """Show one stage of the load."""
    names = {
        "products": _("Products"),
        "customers": _("Customers"),
        "receipts": _("Receipts"),
        "mailings": _("Mailings"),
        "vouchers": _("Vouchers"),
        "campaigns": _("Campaigns"),
    }
    return console.progress(names[name], total=total)


def told(loaded: Loaded, seconds: float) -> str:
    """Return the totals in a few lines, checked against the source file."""
    if loaded.new_receipts:
        first = _("Loaded in {seconds} s. The totals equal those of the source files:").format(
            seconds=format_decimal(seconds, 1, get_language() or "fr")
        )
    else:
        first = _("Everything was already there: nothing new. The file holds:")
    return "\n".join([first, *(f"  {label:<12} {value:>16}" for label, value in _lines(loaded.totals))])


def _lines(totals: Totals) -> list[tuple[str, str]]:
    language = get_language() or "fr"
    counts = (
        (_("Customers"), totals.customers),
        (_("Receipts"), totals.receipts),
        (_("Lines"), totals.lines),
        (_("Stores"), totals.stores),
        (_("Products"), totals.products),
    )
    return [
        *((label, format_number(count, language)) for label, count in counts),
        (_("Revenue"), format_euros(totals.revenue_cents, language)),
    ]
