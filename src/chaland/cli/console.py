"""What commands say: results on standard output, everything else on standard error.

With --json a result is one line of JSON and the rest is silent. Progress shows only to a person at a terminal.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[3]
BUILD = Path(os.environ.get("CHALAND_BUILD", CHECKOUT / "build"))


@dataclass
class Settings:
    """How this run speaks: `as_json` for a program, else for a person."""

    as_json: bool = False


settings = Settings()


class Failure(Exception):  # noqa: N818 - a command that ends, told in one sentence
    """Ends a command with one sentence, already translated, and an exit code."""

    def __init__(self, sentence: str, *, code: str, exit_code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code
        self.exit_code = exit_code


@dataclass(frozen=True, slots=True)
class Action:
    """What a command does under a word of its own. of: how many numbers it takes: "1", "*" for any, "" for none."""

    do: Callable[[argparse.Namespace], tuple[Mapping[str, Any], str]]
    about: str
    of: str = "1"


def take_actions(
    parser: argparse.ArgumentParser, actions: Mapping[str, Action], noun: str, number: str
) -> dict[str, argparse.ArgumentParser]:
    """Have a command take these words, `options.do` then being what to do; returns the parser of each."""
    words = parser.add_subparsers(dest="action", required=True, metavar="|".join(actions))
    taken = {}
    for word, action in actions.items():
        taken[word] = one = words.add_parser(word, help=action.about)
        one.set_defaults(do=action.do)
        if action.of:
            many = None if action.of == "1" else action.of
            one.add_argument(noun, type=int, nargs=many, metavar=noun.upper(), help=number)
    return taken


def result(data: Mapping[str, Any], text: str) -> None:
    """Print what the command found: `data` as one line of JSON, or `text` to a person.

    Moments and days in `data` are written in ISO 8601.
    """
    line = json.dumps(data, ensure_ascii=False, default=str) if settings.as_json else text
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def note(text: str) -> None:
    """Tell a person, not a program, what is going on."""
    if not settings.as_json:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


@contextmanager
def progress(description: str, *, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Show a bar while something long runs; call what it gives with the number of units done since the last call."""
    if settings.as_json or not sys.stderr.isatty():
        yield _nothing
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        bar = bars.add_task(description, total=total)
        yield lambda units: bars.advance(bar, units)


def _nothing(units: int) -> None:
    """Show nothing."""
