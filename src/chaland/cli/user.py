"""`chaland user add`: lets somebody in, by a link that works once."""

import argparse

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chaland.accounts.models import Role
from chaland.cli import console
from chaland.usecases.network.add_user import add_user


def configure(parser: argparse.ArgumentParser) -> None:
    """Take who it is and what they may see."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="add")
    add = actions.add_parser("add", help=_("add a user"))
    add.add_argument("email", metavar="EMAIL")
    add.add_argument("--name", default="", help=_("their name"))
    add.add_argument("--role", choices=Role.values, default=Role.READER.value, help=_("what they may do"))
    add.add_argument("--store", action="append", default=[], metavar="CODE", help=_("a store they see; none: all"))


def run(options: argparse.Namespace) -> int:
    """Create the account and print the path of the link."""
    token = add_user(
        email=options.email,
        name=options.name or options.email.partition("@")[0],
        role=options.role,
        store_codes=options.store,
        language=options.language,
        now=timezone.now(),
    )
    link = reverse("login-link", args=[token])
    text = _("Give {email} this link; it works once, within a day: {link}").format(email=options.email, link=link)
    console.result({"email": options.email, "role": options.role, "link": link}, text)
    return 0
