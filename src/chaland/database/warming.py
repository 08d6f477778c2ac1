"""The database's file is read once as the server starts: the first customers of the day do not wait for the disk."""

import os
from pathlib import Path

CHUNK = 1 << 20


def read_once(path: Path) -> int:
    """Read a file from its beginning, as far as half of the machine's memory; returns how many bytes.

    The system keeps what it reads for as long as there is room: nothing of it counts as ours.
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
