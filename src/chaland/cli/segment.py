"""`chaland segment list|count|explain|export|refresh`: segments from the command line."""

import argparse
import csv
import io
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from chaland.accounts.rules import Scope
from chaland.cli import console
from chaland.customers.queries import in_chunks
from chaland.kernel.numbers import format_number
from chaland.segments import queries
from chaland.sentences.segments.conditions import condition_phrase
from chaland.sentences.segments.notices import notices
from chaland.sentences.segments.words import rule_text
from chaland.stores.queries import store_with_code
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.rights.watch_accesses import note_exported, without_erased
from chaland.usecases.segments import look_at_segment
from chaland.usecases.segments.follow_segments import due, follow_segment
from chaland.usecases.segments.list_members import identities
from chaland.usecases.segments.name_things import names_in

AT_ONCE = 1_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Take what to do and with which rule."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|count|explain|export|refresh")
    listing = actions.add_parser("list", help=_("list the saved segments"))
    counting = actions.add_parser("count", help=_("count the customers in a segment"))
    explaining = actions.add_parser("explain", help=_("say why a customer is in a segment, or not"))
    exporting = actions.add_parser("export", help=_("write who is in a segment as CSV"))
    actions.add_parser("refresh", help=_("note who entered and left the saved segments since yesterday"))
    for action in (counting, explaining, exporting):
        action.add_argument("segment", metavar="SEGMENT", help=_("number of a saved segment, or a file with a rule"))
    for action in (listing, counting, explaining, exporting):
        action.add_argument("--store", metavar="CODE", help=_("as this store alone sees it"))
    explaining.add_argument("customer", type=int, metavar="CUSTOMER", help=_("number in the file"))
    exporting.add_argument("--to", metavar="FILE", help=_("write there instead of on the screen"))
    exporting.add_argument("--with-names", action="store_true", help=_("names too: the file then is personal data"))


def run(options: argparse.Namespace) -> int:
    """Do what was asked."""
    actions = {"list": _list, "count": _count, "explain": _explain, "export": _export, "refresh": _refresh}
    actions[options.action](options)
    return 0


def _list(options: argparse.Namespace) -> None:
    saved = [{"id": one.pk, "name": one.name, "rule": one.rule} for one in queries.segments(_scope(options))]
    text = "\n".join(f"{one['id']:>6}  {one['name']}" for one in saved) or _("There is no segment yet.")
    console.result({"segments": saved}, text)


def _count(options: argparse.Namespace) -> None:
    scope, rule = _scope(options), _rule(options)
    count, everybody = look_at_segment.count(rule, scope, now=timezone.now())
    tree, _view = look_at_segment.read(rule, scope, now=timezone.now())
    names = names_in([tree], scope)
    said, told = rule_text(tree, names), notices(tree, names, is_empty=count == 0 < everybody)
    numbers = (format_number(number, options.language) for number in (count, everybody))
    text = _("{count} of {all} customers").format(**dict(zip(("count", "all"), numbers, strict=True)))
    found = {"count": count, "all": everybody, "sentence": said, "notices": told}
    console.result(found, "\n".join([said, text, *told]))


def _explain(options: argparse.Namespace) -> None:
    scope, rule, now = _scope(options), _rule(options), timezone.now()
    open_customer(options.customer, scope)
    explained, is_in = look_at_segment.explain_whole(rule, options.customer, scope, now=now)
    names = names_in([look_at_segment.read(rule, scope, now=now)[0]], scope)
    said = [
        {
            "sentence": "".join(piece.text for piece in condition_phrase(one.condition, names)),
            "holds": one.holds,
            "facts": {name: _told(fact) for name, fact in one.facts.items()},
        }
        for one in explained
    ]
    data = {"customer": options.customer, "is_in": is_in, "conditions": said}
    console.result(data, "\n".join(_lines(data)))


def _told(fact: Any) -> Any:
    return fact.isoformat() if isinstance(fact, date | datetime) else fact


def _lines(data: Mapping[str, Any]) -> Iterator[str]:
    yield _("In the segment.") if data["is_in"] else _("Not in the segment.")
    for one in data["conditions"]:
        facts = ", ".join(f"{name} {'—' if fact is None else fact}" for name, fact in one["facts"].items())
        yield f"  {'+' if one['holds'] else '-'} {one['sentence']}" + (f"  ({facts})" if facts else "")


def _export(options: argparse.Namespace) -> None:
    ids, content = without_erased(lambda: _written(options))
    note_exported(ids, user_id=None, store_id=None, detail="segment", now=timezone.now())
    if options.to is None:
        sys.stdout.write(content)
        return
    Path(options.to).write_text(content, encoding="utf-8-sig", newline="")
    text = _("{count} customers written to {file}").format(count=len(ids), file=options.to)
    console.result({"customers": len(ids), "file": options.to}, text)


def _written(options: argparse.Namespace) -> tuple[list[int], str]:
    """Return who is in the segment, and the file that says so."""
    ids = look_at_segment.members(_rule(options), _scope(options), now=timezone.now()).to_pylist()
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(("customer_id", "reference", *(("last_name", "first_name") if options.with_names else ())))
    with console.progress(_("Customers"), total=len(ids)) as done:
        for some in in_chunks(ids, AT_ONCE):
            writer.writerows(identities(some, with_names=options.with_names))
            done(len(some))
    return ids, file.getvalue()


def _refresh(_options: argparse.Namespace) -> None:
    waiting = due(now=timezone.now())
    entered = left = 0
    with console.progress(_("Segments"), total=len(waiting)) as done:
        for segment_id in waiting:
            came, went = follow_segment(segment_id, now=timezone.now())
            entered, left = entered + came, left + went
            done(1)
    text = _("{entered} entered, {left} left").format(entered=entered, left=left)
    console.result({"segments": len(waiting), "entered": entered, "left": left}, text)


def _scope(options: argparse.Namespace) -> Scope:
    return Scope(store_with_code(options.store).pk) if options.store else Scope()


def _rule(options: argparse.Namespace) -> Any:
    """Return the rule of a saved segment, or the one written in a file."""
    if options.segment.isascii() and options.segment.isdigit():
        return queries.segment(min(int(options.segment), 2**63 - 1), _scope(options)).rule
    try:
        return json.loads(Path(options.segment).read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        sentence = _("{file} is not a rule in JSON.").format(file=options.segment)
        raise console.Failure(sentence, code="rule_not_json") from None
