"""`chaland token add`: lets a program in; the token is shown this once."""

import argparse

from django.utils.translation import gettext as _

from chaland.cli import console
from chaland.cli.console import Failure
from chaland.usecases.network.add_token import add_token


def configure(parser: argparse.ArgumentParser) -> None:
    """Take what the token opens."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="add")
    add = actions.add_parser("add", help=_("add a token"))
    add.add_argument("--name", required=True, help=_("what will use it"))
    add.add_argument("--store", metavar="CODE", help=_("the store it sees"))
    add.add_argument("--till", metavar="CODE", help=_("the only till it speaks for, in that store"))
    add.add_argument("--partner", action="store_true", help=_("a partner, who sees the whole network"))


def run(options: argparse.Namespace) -> int:
    """Create the token and print it."""
    if options.partner == bool(options.store) or (options.till and not options.store):
        sentence = _("Say what the token opens: --store CODE, --store CODE --till CODE, or --partner.")
        raise Failure(sentence, code="token_of_nothing", exit_code=2)
    token = add_token(name=options.name, store_code=options.store, till_code=options.till)
    text = _("Copy this token now, it is not shown again: {token}").format(token=token)
    data = {"name": options.name, "store": options.store, "till": options.till, "token": token}
    console.result(data, text)
    return 0
