"""`chaland lake sync`, `check` and `rebuild`: the columnar copy that questions are asked of."""

import argparse
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chaland.cli import console
from chaland.cli.failures import REFUSED
from chaland.kernel.money import format_euros
from chaland.kernel.numbers import format_decimal
from chaland.warehouse import sync
from chaland.warehouse.checking import Checked, check
from chaland.warehouse.models import LakeState


def configure(parser: argparse.ArgumentParser) -> None:
    """Take what to do."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="sync|check|rebuild")
    actions.add_parser("sync", help=_("take in what has changed"))
    actions.add_parser("check", help=_("compare every row with the database"))
    actions.add_parser("rebuild", help=_("make it anew from the database"))


def run(options: argparse.Namespace) -> int:
    """Do it; a check that finds a difference ends with an exit code."""
    if options.action == "check":
        return _check()
    with _watched(_("Lake"), None):
        state = sync.sync() if options.action == "sync" else sync.rebuild()
    console.result(_plain(state), _("The lake holds everything the database holds."))
    return 0


def _plain(state: LakeState) -> dict[str, object]:
    return {"generation": state.generation, "versions": state.versions}


def _watched(table: str, parts: int | None) -> AbstractContextManager[Callable[[int], None]]:
    return console.progress(table, total=parts)


def _check() -> int:
    tables = check(_watched)
    different = [one for one in tables if not one.agrees]
    plain = [{**asdict(one), "agrees": one.agrees} for one in tables]
    console.result({"tables": plain, "agrees": not different}, "\n".join(map(_line, tables)))
    if different:
        names = ", ".join(one.table for one in different)
        sentence = _("The lake differs from the database in: {tables}. Make it anew with: chaland lake rebuild")
        console.note(sentence.format(tables=names))
    return REFUSED if different else 0


def _line(one: Checked) -> str:
    language = get_language() or "fr"
    rows = _("{count} rows").format(count=format_decimal(one.rows, 0, language))
    totals = [
        f"{column[: -len('_cents')]} {format_euros(base, language)}" for column, (base, _lake) in one.totals.items()
    ]
    told = _("the same") if one.agrees else _difference(one)
    return "  ".join([f"{one.table:<14}", f"{rows:>18}", told, *totals])


def _difference(one: Checked) -> str:
    sentence = _("{missing} missing, {extra} too many, such as {named}")
    named = "; ".join(", ".join(f"{name} {value}" for name, value in key.items()) for key in one.named)
    return sentence.format(missing=one.missing, extra=one.extra, named=named)
