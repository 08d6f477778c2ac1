"""`chaland bench`: lists the benches; `chaland bench NAME`: runs one, which prints lines of JSON."""

import argparse
import ast
import subprocess
import sys
from pathlib import Path

from chaland.cli import console
from chaland.cli.console import CHECKOUT, Failure

FOLDER = CHECKOUT / "bench"


def configure(parser: argparse.ArgumentParser) -> None:
    """Take a name, and whatever the bench itself takes."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="the bench to run; without it, the list")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="...", help="the bench's own options")


def run(options: argparse.Namespace) -> int:
    """List the benches, or run one and return its exit code."""
    names = benches()
    if options.name is None:
        lines = [f"{name:<20} {summary}" for name, summary in names.items()]
        console.result({"benches": names}, "\n".join(lines))
        return 0
    if options.name not in names:
        known = ", ".join(names)
        raise Failure(f"There is no bench {options.name}; there are: {known}.", code="unknown_bench", exit_code=2)
    command = [sys.executable, str(FOLDER / f"{options.name}.py"), *options.rest]
    return subprocess.run(command, check=False).returncode


def benches() -> dict[str, str]:
    """Return each bench's name and the first line of what it says of itself."""
    paths = sorted(path for path in FOLDER.glob("*.py") if not path.name.startswith("_"))
    return {path.stem: _summary(path) for path in paths}


def _summary(path: Path) -> str:
    described = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return described.split("\n")[0]
