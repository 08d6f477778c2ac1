"""The database's file is read once as the server starts: the first customers of the day do not wait for the disk.

By a process of its own. Closing a file gives up every lock that a process has on it (POSIX), those of SQLite's
connections too: another program would then take the file for unused, and throw away what had just been written.
"""

import os
import subprocess
import sys
from pathlib import Path

CHUNK = 1 << 20


def start(path: Path) -> "subprocess.Popen[bytes]":
    """Begin to read a file, and return the process that does; what is asked meanwhile is read as it is asked."""
    quiet = subprocess.DEVNULL
    return subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-I", __file__, str(path)], stdin=quiet, stdout=quiet, stderr=quiet
    )


def read_once(path: Path) -> int:
    """Read a file from its beginning, as far as half of the machine's memory; returns how many bytes.

    The system keeps what it reads for as long as there is room: nothing of it counts as ours. Never call it in a
    process that has the file open by SQLite.
    """
    chunk, left, read = bytearray(CHUNK), _room(), 0
    with path.open("rb", buffering=0) as file:
        while left > read and (got := file.readinto(chunk)):
            read += got
    return read


def _room() -> int:
    """Return half of the memory; where the system does not tell, room for a small shop's file."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (AttributeError, OSError, ValueError):
        return 256 * CHUNK


if __name__ == "__main__":
    read_once(Path(sys.argv[1]))
