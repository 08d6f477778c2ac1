"""Reads the command line, runs one command, and turns whatever happens into one sentence and an exit code."""

import argparse
import gettext as words
import os
from collections.abc import Sequence
from gettext import gettext as _
from importlib import import_module

from chaland.cli import console, failures


def summaries() -> dict[str, str]:
    """Return what `chaland --help` says of each command, in the language spoken."""
    return {
        "demo": _("Load real purchases and serve them"),
        "serve": _("Serve the screens and the API"),
        "import": _("Read a file of customers or receipts"),
        "customer": _("Find a customer, show their figures, merge, erase them"),
        "duplicates": _("Find customers who are in the file twice"),
        "mail": _("Send the mails that wait"),
        "ledger": _("Verify the ledger of points, do what is due in it"),
        "consent": _("Verify the ledger of consents, prove what a customer agreed to"),
        "lake": _("Keep the columnar copy of the database right"),
        "campaign": _("Check, launch and follow campaigns"),
        "journey": _("Simulate, switch on and follow journeys"),
        "segment": _("Count, list and export segments"),
        "report": _("Print the month of the shop, work out what to expect"),
        "user": _("Add a user"),
        "token": _("Add a token for a till, a store or a partner"),
        "retention": _("Do away with what was kept long enough"),
        "backup": _("Save the shop while it works"),
        "restore": _("Put a backup back"),
        "bench": _("Measure the speed"),
        "test": _("Check and test everything"),
    }


COMMANDS = tuple(summaries())
# These run without the product being loaded, so that they work on one that is broken; they speak English.
BARE = {"test", "bench"}
# These write many rows, after which the database looks again at how they are spread.
BULK = {"demo", "import"}
LANGUAGES = ("fr", "en")


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code. No exception leaves, unless CHALAND_DEBUG=1."""
    shared, rest = shared_options(arguments)
    console.settings.as_json = shared.json
    try:
        return run(rest, shared)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except BrokenPipeError:
        return failures.reader_left()
    except (Exception, KeyboardInterrupt) as error:
        if os.environ.get("CHALAND_DEBUG") == "1":
            raise
        return failures.report(error)


def run(arguments: list[str], shared: argparse.Namespace) -> int:
    """Load the product as far as the command needs it, read its options and run it."""
    chosen = next((argument for argument in arguments if not argument.startswith("-")), None)
    language = shared.language or spoken_language()
    speak(language)
    if chosen in COMMANDS and chosen not in BARE:
        load(language)
    options = parser(chosen).parse_args(arguments, argparse.Namespace(json=shared.json, language=language))
    if chosen not in BARE:
        import_module("chaland.cli.tables").bring_up_to_date()
    command = import_module(f"chaland.cli.{options.command}")
    exit_code: int = command.run(options)
    if chosen in BULK:
        import_module("chaland.database.statistics").refresh_statistics()
    return exit_code


def shared_options(arguments: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    """Take out the options that every command has, wherever they stand; returns them and the rest."""
    shared = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    shared.add_argument("--json", action="store_true")
    shared.add_argument("--language", choices=LANGUAGES)
    return shared.parse_known_args(arguments)


def spoken_language() -> str:
    """Return the language of the person at the terminal: English if the machine says so, else French."""
    said = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "en" if next(filter(None, said), "").startswith("en") else "fr"


def speak(language: str) -> None:
    """Have argparse itself say its sentences in the language."""
    os.environ["LANGUAGE"] = language
    words.bindtextdomain("django", str(console.BUILD / "locale"))
    words.textdomain("django")


def load(language: str) -> None:
    """Load the product and have it speak the language."""
    import django
    from django.utils import translation

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chaland.config.settings")
    django.setup()
    translation.activate(language)


def parser(chosen: str | None) -> argparse.ArgumentParser:
    """Return the parser of all commands; only the chosen one's own options are filled in."""
    top = argparse.ArgumentParser(
        prog="chaland",
        description=_("Customer file, loyalty and CRM of shops."),
        epilog=_("Every command also takes --json (one line for programs) and --language fr|en."),
        allow_abbrev=False,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar=_("COMMAND"))
    for name, summary in summaries().items():
        own = commands.add_parser(name, help=summary, allow_abbrev=False)
        if name == chosen:
            import_module(f"chaland.cli.{name}").configure(own)
    return top
