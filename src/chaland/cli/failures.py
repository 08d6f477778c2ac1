"""Which sentence and exit code tell a failure. docs/operations.md lists the codes."""

import errno
import json
import os
import sys

from chaland.cli.console import Failure, settings

REFUSED = 1
BUSY_PORT = 3
DATABASE = 4
DISK_FULL = 5
UNEXPECTED = 70
INTERRUPTED = 130
READER_LEFT = 141
FULL = {errno.ENOSPC, errno.EDQUOT}


def report(error: BaseException) -> int:
    """Tell the failure in one sentence; returns the exit code."""
    code, sentence, exit_code = explain(error)
    if settings.as_json:
        sys.stdout.write(json.dumps({"error": code, "message": sentence}, ensure_ascii=False) + "\n")
    sys.stderr.write(f"{sentence}\n")
    return exit_code


def reader_left() -> int:
    """End quietly when whoever read the output, such as `head`, has had enough; returns the exit code.

    Standard output then leads nowhere, so that closing it does not fail again.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return READER_LEFT


def explain(error: BaseException) -> tuple[str, str, int]:
    """Return a failure's code, sentence and exit code."""
    if isinstance(error, Failure):
        return error.code, str(error), error.exit_code
    if isinstance(error, KeyboardInterrupt):
        return "interrupted", _("Interrupted."), INTERRUPTED
    if isinstance(error, OSError):
        return _explain_system(error)
    return _explain_refusal(error) or _explain_setting(error) or _explain_database(error) or _unexpected(error)


def _(message: str) -> str:
    """Translate, even before the product is loaded or when it cannot be."""
    from gettext import gettext

    return gettext(message)


def _explain_system(error: OSError) -> tuple[str, str, int]:
    name = error.filename or ""
    if error.errno in FULL:
        return "disk_full", _("The disk is full: free some space, then try again."), DISK_FULL
    if isinstance(error, FileNotFoundError):
        return "file_not_found", _("The file {name} does not exist.").format(name=name), REFUSED
    if isinstance(error, PermissionError):
        return "not_permitted", _("You may not read or write {name}.").format(name=name), REFUSED
    if isinstance(error, NotADirectoryError):
        return "not_a_folder", _("{name} is not a folder.").format(name=name), REFUSED
    if isinstance(error, IsADirectoryError):
        return "is_a_folder", _("{name} is a folder, a file is expected.").format(name=name), REFUSED
    return _unexpected(error)


def _explain_refusal(error: BaseException) -> tuple[str, str, int] | None:
    from chaland.kernel.errors import Refusal

    if not isinstance(error, Refusal):
        return None
    from chaland.sentences import sentence

    return error.code, sentence(error), REFUSED


def _explain_database(error: BaseException) -> tuple[str, str, int] | None:
    from django.db import Error

    if not isinstance(error, Error):
        return None
    words = str(error)
    if "is full" in words or "No space left" in words:
        return "disk_full", _("The disk is full: free some space, then try again."), DISK_FULL
    if "locked" in words:
        sentence = _("The database is in use by another program for too long: try again in a moment.")
        return "database_locked", sentence, DATABASE
    first_line = words.splitlines()[0] if words else type(error).__name__
    return "database", _("The database cannot be used: {reason}").format(reason=first_line), DATABASE


def _explain_setting(error: BaseException) -> tuple[str, str, int] | None:
    from dj_database_url import ParseError, UnknownSchemeError
    from django.core.exceptions import ImproperlyConfigured

    if isinstance(error, ImproperlyConfigured) and str(error) == "EMAIL_URL":
        sentence = _("EMAIL_URL is not understood: write it like smtp+tls://user:password@mail.example.com:587.")
        return "email_url_not_understood", sentence, REFUSED
    if not isinstance(error, ParseError | UnknownSchemeError):
        return None
    sentence = _("DATABASE_URL is not understood: write it like postgres://user:password@host/name.")
    return "database_url_not_understood", sentence, DATABASE


def _unexpected(error: BaseException) -> tuple[str, str, int]:
    reason = f"{type(error).__name__}: {error}".splitlines()[0]
    sentence = _("Something unexpected happened ({reason}); run again with CHALAND_DEBUG=1 to see where.")
    return "unexpected", sentence.format(reason=reason), UNEXPECTED
