"""Reading a file in a process of its own: what a hostile file breaks is that process, not the server."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import chaland
from chaland.kernel.errors import Refusal
from chaland.reading.understanding import Understanding

# Of the clock, for a machine busy with other things; the processor time is bounded by the process itself.
LONGEST_SECONDS = 600


def understand_file(source: Path, target: Path, *, sheet: str = "") -> Understanding:
    """Write the rows of a file of any format to `target` as `staging.stage` does, and return what was understood.

    Raises Refusal for a file that cannot be read as a whole: `file_empty`, `file_without_rows`, `file_has_nul`,
    `file_quote_unclosed`, `file_line_too_long`, `file_too_wide`, `file_too_long`, `file_is_…`, `file_has_macros`,
    `file_has_password`, `file_unpacks_too_large`, `file_damaged`, `columns_twice`, and `file_too_heavy` when reading
    it takes more memory or time than a file of customers may. FileNotFoundError and its like as the system gives them.
    """
    source.open("rb").close()
    told = _answer(source.absolute(), target.absolute(), sheet)
    if told is None:
        raise Refusal("file_too_heavy")
    if "refused" in told:
        raise Refusal(told["refused"], **told["params"])
    return Understanding.of(told)


def command(module: str, *arguments: str) -> list[str]:
    """Return what starts one of our modules as a process."""
    return [sys.executable, "-P", "-m", module, *arguments]


def surroundings() -> dict[str, str]:
    """Return what such a process knows of ours: no key, no address of the database."""
    places = [str(Path(chaland.__file__).parent.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {"PYTHONPATH": os.pathsep.join(places), "PYTHONUTF8": "1", "PATH": os.environ.get("PATH", "")}


def _answer(source: Path, target: Path, sheet: str) -> dict[str, Any] | None:
    """Return what the process printed; None when it was ended by a limit."""
    asked = command("chaland.reading", str(source), str(target), sheet)
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            asked, env=surroundings(), capture_output=True, timeout=LONGEST_SECONDS, check=False, cwd=target.parent
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        return None
    told: dict[str, Any] = json.loads(done.stdout)
    return told
