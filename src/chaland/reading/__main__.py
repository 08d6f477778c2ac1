"""`python -m chaland.reading SOURCE TARGET [SHEET]`: the process that reads one file, kept small and alone.

Prints one line of JSON: what was understood, or why the file is refused.
"""

import json
import resource
import sys
from pathlib import Path

from chaland.kernel.errors import Refusal

MEMORY = 512 << 20
# A million short rows take half of it on a busy machine; larger files have more.
SECONDS = 60
BYTES_A_SECOND = 2 << 20
LARGEST_COPY = 2 << 30
OPEN_FILES = 32
_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "urllib.", "ctypes.dlopen")


def limit(source: Path) -> None:
    """Bound memory, processor time and files; open no network, start no program."""
    seconds = max(SECONDS, source.stat().st_size // BYTES_A_SECOND)
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, LARGEST_COPY),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    sys.addaudithook(_refuse)


def _refuse(event: str, _: object) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)


def main(arguments: list[str]) -> None:
    """Read the file named first into the one named second."""
    from chaland.reading.staging import stage

    source, target, sheet = Path(arguments[0]), Path(arguments[1]), arguments[2]
    limit(source)
    try:
        told = stage(source, target, sheet=sheet).as_json()
    except Refusal as refusal:
        told = {"refused": refusal.code, "params": refusal.params}
    except MemoryError:
        told = {"refused": "file_too_heavy", "params": {}}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
